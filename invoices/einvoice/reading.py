"""Read an e-invoice file of any syntax that is taken: one frozen document with its findings, or a refusal."""

from __future__ import annotations

from dataclasses import replace

from lxml import etree

from common.findings import Finding, Severity
from common.safe_xml import MAX_BYTES, is_pdf, parse_xml
from invoices.einvoice import cii, ubl
from invoices.einvoice.document import EInvoice
from invoices.einvoice.findings import findings_of
from invoices.einvoice.pdf import Embedded, invoice_in_pdf
from invoices.einvoice.refusals import UnknownDocument

READERS = {ubl.INVOICE: ubl.read_ubl, ubl.CREDIT_NOTE: ubl.read_ubl, cii.INVOICE: cii.read_cii}
ZUGFERD_1 = "{urn:ferd:CrossIndustryDocument:invoice:1p0}CrossIndustryDocument"
QUOTED = 80
MAX_PDF_BYTES = 20 * 1024 * 1024
MAX_FINDINGS = 200


def read(data: bytes, *, name: str, max_bytes: int = MAX_BYTES, max_pdf_bytes: int = MAX_PDF_BYTES) -> EInvoice:
    """The document in a file of UBL 2.1 or CII D16B or in a PDF, figures as sent; `name` is the file's, for messages.

    `max_bytes` bounds XML, also the XML inside a PDF, `max_pdf_bytes` the PDF around it.

    Refuses (`XmlRefused`, `EInvoiceRefused`) what is no such file, is not safe to read, follows a specification that is
    not read, or has no number, issue date, currency or total. Everything else is kept with its findings.
    """
    embedded = embedded_in(data, name=name, max_bytes=max_pdf_bytes)
    root = parse_xml(embedded.xml, max_bytes=max_bytes)
    reader = READERS.get(root.tag)
    if reader is None:
        raise _unknown_document(root, name)
    document = reader(root)
    return replace(document, findings=_listed(embedded.findings + document.findings + findings_of(document)))


def embedded_in(data: bytes, *, name: str, max_bytes: int = MAX_PDF_BYTES) -> Embedded:
    """The XML of a file: what is inside a PDF of at most `max_bytes`, else the file itself.

    Refuses PDFs as `invoice_in_pdf` does.
    """
    return invoice_in_pdf(data, name=name, max_bytes=max_bytes) if is_pdf(data) else Embedded(data)


def _listed(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """The first 200, and one that counts the others and is an error if any of them is."""
    if len(findings) <= MAX_FINDINGS:
        return findings
    others = findings[MAX_FINDINGS:]
    severity: Severity = "error" if any(finding.severity == "error" for finding in others) else "warning"
    message = f"{len(others):,} more findings are not listed."
    return (*findings[:MAX_FINDINGS], Finding("more_findings", severity, message, "document"))


def _unknown_document(root: etree._Element, name: str) -> UnknownDocument:
    if root.tag == ZUGFERD_1:
        message = f"{name[:QUOTED]} is ZUGFeRD 1, which is outdated and not read. Ask for ZUGFeRD 2 or XRechnung."
        return UnknownDocument(message, code="zugferd_1")
    element = etree.QName(root)
    found = f"{element.localname[:QUOTED]} of {element.namespace[:QUOTED]}" if element.namespace else element.localname
    return UnknownDocument(
        f"{name[:QUOTED]} holds a {found[: 2 * QUOTED]}. Only UBL Invoice, UBL CreditNote and CII invoices are read."
    )

"""The e-invoice inside a PDF (Factur-X, ZUGFeRD 2, XRechnung), taken out in a program of its own with hard limits.

A PDF is a program of its maker: streams may unpack to gigabytes, objects refer to each other in circles, tables lie
about where things stand. The limits hold whatever the file does to the library that reads it.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from common.findings import Finding
from common.safe_xml import FileTooLarge
from invoices.einvoice.refusals import NoEmbeddedInvoice, PdfEncrypted, PdfUnreadable

PROGRAM = Path(__file__).with_name("pdf_program.py")
MEMORY = 512 * 1024 * 1024
COMPUTING_SECONDS = 0.9
WAITING_SECONDS = 20.0
QUOTED = 80
ACCEPTED = "factur-x.xml, zugferd-invoice.xml or xrechnung.xml"


@dataclass(frozen=True, slots=True)
class Embedded:
    """The XML as it lay in the PDF, and what a reader should know about how it lay there."""

    xml: bytes
    findings: tuple[Finding, ...] = ()


def invoice_in_pdf(content: bytes, *, name: str, max_bytes: int) -> Embedded:
    """The e-invoice attached to a PDF under one of the names its specification gives it, in any case.

    Needs at most 512 MB and 0.9 seconds of computing. Refuses PDFs that are too large, damaged, encrypted, or without
    such an attachment. Other attachments are left alone.
    """
    if len(content) > max_bytes:
        raise FileTooLarge(f"The file has {len(content):,} bytes; at most {max_bytes:,} are read.")
    heading, xml = _taken_out(content, name[:QUOTED])
    if heading["encrypted"]:
        raise PdfEncrypted(f"{name[:QUOTED]} is encrypted. Ask for it without encryption, or upload the XML.")
    if not heading["invoices"]:
        raise NoEmbeddedInvoice(_nothing_inside(name[:QUOTED], heading["others"]))
    if not xml.strip():
        raise NoEmbeddedInvoice(f"The e-invoice inside {name[:QUOTED]} is empty.")
    return Embedded(xml, tuple(_several([each["name"] for each in heading["invoices"]])))


def check_readable(content: bytes) -> None:
    """Refuse a PDF that does not open within the same limits: damaged, unpacking to far more, or encrypted."""
    try:
        heading, _ = _taken_out(content, "The PDF")
    except PdfUnreadable:
        words = "The PDF can't be read: it is damaged, takes too long, or unpacks to far more than it holds."
        raise PdfUnreadable(words, field="body") from None
    if heading["encrypted"]:
        raise PdfEncrypted("The PDF is encrypted. Send it without encryption.", field="body")


def _taken_out(content: bytes, name: str) -> tuple[dict[str, Any], bytes]:
    command = [sys.executable, "-I", str(PROGRAM), str(MEMORY), str(COMPUTING_SECONDS)]
    try:
        ended = subprocess.run(command, input=content, capture_output=True, timeout=WAITING_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise PdfUnreadable(f"{name} takes too long to read. Upload the XML inside it.") from None
    if ended.returncode < 0:
        raise PdfUnreadable(f"{name} takes too long to read. Upload the XML inside it.")
    if ended.returncode > 0:
        raise PdfUnreadable(f"{name} can't be read: it is damaged, or unpacks to far more than it holds.")
    heading, _, xml = ended.stdout.partition(b"\n")
    return json.loads(heading), xml


def _nothing_inside(name: str, others: list[str]) -> str:
    attached = f" It holds {', '.join(others)} instead." if others else ""
    return f"{name} has no e-invoice inside, which would be named {ACCEPTED}.{attached}"


def _several(names: list[str]) -> list[Finding]:
    if len(names) == 1:
        return []
    message = f"The PDF holds {len(names)} different e-invoices ({', '.join(names[:5])}); the first counts."
    return [Finding("several_einvoices", "error", message, "document")]

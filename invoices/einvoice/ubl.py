"""Read a UBL 2.1 Invoice or CreditNote (OASIS, as bound to EN 16931 by CEN/TS 16931-3-2)."""

from __future__ import annotations

from dataclasses import replace

from lxml import etree

from common.xml_fields import QUOTED, Fields, Reading
from invoices.einvoice.document import (
    EAddress,
    EAttachment,
    EInvoice,
    EInvoiceReference,
    EParty,
    EPayment,
    EReferences,
    ETax,
    ETotals,
)
from invoices.einvoice.heading import Heading, HeadingPaths, read_heading
from invoices.einvoice.ubl_lines import read_allowances_charges, read_lines, read_period

SCHEMA = "urn:oasis:names:specification:ubl:schema:xsd:"
INVOICE = f"{{{SCHEMA}Invoice-2}}Invoice"
CREDIT_NOTE = f"{{{SCHEMA}CreditNote-2}}CreditNote"
NAMESPACES = {"cac": f"{SCHEMA}CommonAggregateComponents-2", "cbc": f"{SCHEMA}CommonBasicComponents-2"}

TOTALS = "cac:LegalMonetaryTotal"
INVOICE_PATHS = HeadingPaths(
    customization_id="cbc:CustomizationID",
    profile_id="cbc:ProfileID",
    number="cbc:ID",
    type_code="cbc:InvoiceTypeCode",
    issue_date="cbc:IssueDate",
    currency="cbc:DocumentCurrencyCode",
    gross=f"{TOTALS}/cbc:TaxInclusiveAmount",
    payable=f"{TOTALS}/cbc:PayableAmount",
)
CREDIT_NOTE_PATHS = HeadingPaths(
    customization_id="cbc:CustomizationID",
    profile_id="cbc:ProfileID",
    number="cbc:ID",
    type_code="cbc:CreditNoteTypeCode",
    issue_date="cbc:IssueDate",
    currency="cbc:DocumentCurrencyCode",
    gross=f"{TOTALS}/cbc:TaxInclusiveAmount",
    payable=f"{TOTALS}/cbc:PayableAmount",
)


def read_ubl(root: etree._Element) -> EInvoice:
    """The document below a UBL root element. Refuses what lacks a mandatory field."""
    is_credit_note = root.tag == CREDIT_NOTE
    document = Fields(root, Reading(NAMESPACES, "ISO"))
    paths = CREDIT_NOTE_PATHS if is_credit_note else INVOICE_PATHS
    heading = read_heading(document, paths, is_credit_note_element=is_credit_note)
    if is_credit_note and heading.kind == "invoice":
        code = (heading.type_code or "")[:QUOTED]
        message = f"A UBL credit note with the type code {code}, which is the code of an invoice."
        document.note(paths.type_code, "kind_contradicts_element", "error", message)
    invoice = _invoice(document, heading, is_credit_note=is_credit_note)
    return replace(invoice, findings=tuple(document.reading.findings))


def _invoice(document: Fields, heading: Heading, *, is_credit_note: bool) -> EInvoice:
    return EInvoice(
        syntax="UBL CreditNote" if is_credit_note else "UBL Invoice",
        customization_id=heading.customization_id,
        profile_id=heading.profile_id,
        number=heading.number,
        type_code=heading.type_code,
        kind=heading.kind,
        issue_date=heading.issue_date,
        due_date=document.day("cbc:DueDate") or document.day("cac:PaymentMeans/cbc:PaymentDueDate"),
        tax_point_date=document.day("cbc:TaxPointDate"),
        currency=heading.currency,
        tax_currency=document.text("cbc:TaxCurrencyCode"),
        period=read_period(document.below("cac:InvoicePeriod")),
        notes=document.texts("cbc:Note"),
        references=_references(document),
        payment=_payment(document),
        seller=_party(document.below("cac:AccountingSupplierParty/cac:Party")),
        buyer=_party(document.below("cac:AccountingCustomerParty/cac:Party")),
        allowances_charges=read_allowances_charges(document),
        taxes=_taxes(document),
        totals=_totals(document, heading),
        lines=read_lines(document, is_credit_note=is_credit_note),
        attachments=_attachments(document),
    )


def _references(document: Fields) -> EReferences:
    return EReferences(
        buyer=document.text("cbc:BuyerReference"),
        order=document.text("cac:OrderReference/cbc:ID"),
        sales_order=document.text("cac:OrderReference/cbc:SalesOrderID"),
        contract=document.text("cac:ContractDocumentReference/cbc:ID"),
        despatch=document.text("cac:DespatchDocumentReference/cbc:ID"),
        receipt=document.text("cac:ReceiptDocumentReference/cbc:ID"),
        project=document.text("cac:ProjectReference/cbc:ID"),
        preceding_invoices=tuple(
            EInvoiceReference(number, reference.day("cbc:IssueDate"))
            for reference in document.each("cac:BillingReference/cac:InvoiceDocumentReference")
            if (number := reference.text("cbc:ID")) is not None
        ),
    )


def _payment(document: Fields) -> EPayment:
    return EPayment(
        terms="\n".join(document.texts("cac:PaymentTerms/cbc:Note")) or None,
        means_codes=document.texts("cac:PaymentMeans/cbc:PaymentMeansCode"),
        remittance_references=document.texts("cac:PaymentMeans/cbc:PaymentID"),
        payee_accounts=document.texts("cac:PaymentMeans/cac:PayeeFinancialAccount/cbc:ID"),
        payee_name=document.text("cac:PayeeParty/cac:PartyName/cbc:Name"),
    )


def _party(party: Fields) -> EParty:
    registered_name = party.text("cac:PartyLegalEntity/cbc:RegistrationName")
    trading_name = party.text("cac:PartyName/cbc:Name")
    vat_id, tax_registration_id = _tax_ids(party)
    return EParty(
        name=registered_name or trading_name,
        trading_name=trading_name if registered_name else None,
        vat_id=vat_id,
        tax_registration_id=tax_registration_id,
        legal_id=party.text("cac:PartyLegalEntity/cbc:CompanyID"),
        ids=party.texts("cac:PartyIdentification/cbc:ID"),
        endpoint=party.text("cbc:EndpointID"),
        endpoint_scheme=party.attribute("cbc:EndpointID", "schemeID"),
        address=_address(party.below("cac:PostalAddress")),
        contact_name=party.text("cac:Contact/cbc:Name"),
        phone=party.text("cac:Contact/cbc:Telephone"),
        email=party.text("cac:Contact/cbc:ElectronicMail"),
    )


def _tax_ids(party: Fields) -> tuple[str | None, str | None]:
    """The VAT number and the other tax registration: the scheme tells them apart (BT-31, BT-32)."""
    vat_id = tax_registration_id = None
    for registration in party.each("cac:PartyTaxScheme"):
        number = registration.text("cbc:CompanyID")
        if registration.text("cac:TaxScheme/cbc:ID") == "VAT":
            vat_id = vat_id or number
        else:
            tax_registration_id = tax_registration_id or number
    return vat_id, tax_registration_id


def _address(address: Fields) -> EAddress:
    paths = ("cbc:StreetName", "cbc:AdditionalStreetName", "cac:AddressLine/cbc:Line")
    return EAddress(
        lines=tuple(line for path in paths if (line := address.text(path)) is not None),
        city=address.text("cbc:CityName"),
        postal_code=address.text("cbc:PostalZone"),
        subdivision=address.text("cbc:CountrySubentity"),
        country=address.text("cac:Country/cbc:IdentificationCode"),
    )


def _taxes(document: Fields) -> tuple[ETax, ...]:
    return tuple(
        ETax(
            category=row.text("cac:TaxCategory/cbc:ID"),
            rate=row.number("cac:TaxCategory/cbc:Percent"),
            taxable=row.amount("cbc:TaxableAmount"),
            tax=row.amount("cbc:TaxAmount"),
            exemption_reason=row.text("cac:TaxCategory/cbc:TaxExemptionReason"),
            exemption_code=row.text("cac:TaxCategory/cbc:TaxExemptionReasonCode"),
        )
        for row in document.each("cac:TaxTotal/cac:TaxSubtotal")
    )


def _totals(document: Fields, heading: Heading) -> ETotals:
    totals = document.below(TOTALS)
    tax, tax_in_tax_currency = document.tax_totals("cac:TaxTotal/cbc:TaxAmount")
    return ETotals(
        line_net_sum=totals.amount("cbc:LineExtensionAmount"),
        allowances=totals.amount("cbc:AllowanceTotalAmount"),
        charges=totals.amount("cbc:ChargeTotalAmount"),
        net=totals.amount("cbc:TaxExclusiveAmount"),
        tax=tax,
        tax_in_tax_currency=tax_in_tax_currency,
        gross=heading.gross,
        prepaid=totals.amount("cbc:PrepaidAmount"),
        rounding=totals.amount("cbc:PayableRoundingAmount"),
        payable=heading.payable,
    )


def _attachments(document: Fields) -> tuple[EAttachment, ...]:
    embedded = "cac:Attachment/cbc:EmbeddedDocumentBinaryObject"
    return tuple(
        EAttachment(
            id=reference.text("cbc:ID"),
            description=reference.text("cbc:DocumentDescription"),
            filename=reference.attribute(embedded, "filename"),
            mime_code=reference.attribute(embedded, "mimeCode"),
            content=content,
        )
        for reference in document.each("cac:AdditionalDocumentReference")
        if (content := reference.content(embedded)) is not None
    )

"""Read a UN/CEFACT Cross Industry Invoice D16B (CEN/TS 16931-3-3): Factur-X, ZUGFeRD 2 and XRechnung among others."""

from __future__ import annotations

from dataclasses import replace

from lxml import etree

from common.xml_fields import Fields, Reading
from invoices.einvoice.cii_lines import read_allowances_charges, read_lines, read_period
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

STANDARD = "urn:un:unece:uncefact:data:standard:"
INVOICE = f"{{{STANDARD}CrossIndustryInvoice:100}}CrossIndustryInvoice"
NAMESPACES = {
    "rsm": f"{STANDARD}CrossIndustryInvoice:100",
    "ram": f"{STANDARD}ReusableAggregateBusinessInformationEntity:100",
    "qdt": f"{STANDARD}QualifiedDataType:100",
    "udt": f"{STANDARD}UnqualifiedDataType:100",
}

CONTEXT = "rsm:ExchangedDocumentContext"
TRANSACTION = "rsm:SupplyChainTradeTransaction"
AGREEMENT = f"{TRANSACTION}/ram:ApplicableHeaderTradeAgreement"
DELIVERY = f"{TRANSACTION}/ram:ApplicableHeaderTradeDelivery"
SETTLEMENT = f"{TRANSACTION}/ram:ApplicableHeaderTradeSettlement"
TOTALS = f"{SETTLEMENT}/ram:SpecifiedTradeSettlementHeaderMonetarySummation"
PATHS = HeadingPaths(
    customization_id=f"{CONTEXT}/ram:GuidelineSpecifiedDocumentContextParameter/ram:ID",
    profile_id=f"{CONTEXT}/ram:BusinessProcessSpecifiedDocumentContextParameter/ram:ID",
    number="rsm:ExchangedDocument/ram:ID",
    type_code="rsm:ExchangedDocument/ram:TypeCode",
    issue_date="rsm:ExchangedDocument/ram:IssueDateTime/udt:DateTimeString",
    currency=f"{SETTLEMENT}/ram:InvoiceCurrencyCode",
    gross=f"{TOTALS}/ram:GrandTotalAmount",
    payable=f"{TOTALS}/ram:DuePayableAmount",
)


def read_cii(root: etree._Element) -> EInvoice:
    """The document below a CII root element. Refuses what lacks a mandatory field."""
    document = Fields(root, Reading(NAMESPACES, "102"))
    heading = read_heading(document, PATHS, is_credit_note_element=False)
    return replace(_invoice(document, heading), findings=tuple(document.reading.findings))


def _invoice(document: Fields, heading: Heading) -> EInvoice:
    return EInvoice(
        syntax="CII",
        customization_id=heading.customization_id,
        profile_id=heading.profile_id,
        number=heading.number,
        type_code=heading.type_code,
        kind=heading.kind,
        issue_date=heading.issue_date,
        due_date=document.day(f"{SETTLEMENT}/ram:SpecifiedTradePaymentTerms/ram:DueDateDateTime/udt:DateTimeString"),
        tax_point_date=document.day(f"{SETTLEMENT}/ram:ApplicableTradeTax/ram:TaxPointDate/udt:DateString"),
        currency=heading.currency,
        tax_currency=document.text(f"{SETTLEMENT}/ram:TaxCurrencyCode"),
        period=read_period(document.below(f"{SETTLEMENT}/ram:BillingSpecifiedPeriod")),
        notes=document.texts("rsm:ExchangedDocument/ram:IncludedNote/ram:Content"),
        references=_references(document),
        payment=_payment(document.below(SETTLEMENT)),
        seller=_party(document.below(f"{AGREEMENT}/ram:SellerTradeParty")),
        buyer=_party(document.below(f"{AGREEMENT}/ram:BuyerTradeParty")),
        allowances_charges=read_allowances_charges(document.below(SETTLEMENT)),
        taxes=_taxes(document.below(SETTLEMENT)),
        totals=_totals(document.below(TOTALS), heading),
        lines=read_lines(document.below(TRANSACTION)),
        attachments=_attachments(document.below(AGREEMENT)),
    )


def _references(document: Fields) -> EReferences:
    agreement, delivery = document.below(AGREEMENT), document.below(DELIVERY)
    return EReferences(
        buyer=agreement.text("ram:BuyerReference"),
        order=agreement.text("ram:BuyerOrderReferencedDocument/ram:IssuerAssignedID"),
        sales_order=agreement.text("ram:SellerOrderReferencedDocument/ram:IssuerAssignedID"),
        contract=agreement.text("ram:ContractReferencedDocument/ram:IssuerAssignedID"),
        despatch=delivery.text("ram:DespatchAdviceReferencedDocument/ram:IssuerAssignedID"),
        receipt=delivery.text("ram:ReceivingAdviceReferencedDocument/ram:IssuerAssignedID"),
        project=agreement.text("ram:SpecifiedProcuringProject/ram:ID"),
        preceding_invoices=tuple(
            EInvoiceReference(number, reference.day("ram:FormattedIssueDateTime/qdt:DateTimeString"))
            for reference in document.each(f"{SETTLEMENT}/ram:InvoiceReferencedDocument")
            if (number := reference.text("ram:IssuerAssignedID")) is not None
        ),
    )


def _payment(settlement: Fields) -> EPayment:
    means = "ram:SpecifiedTradeSettlementPaymentMeans"
    accounts = (
        account.text(kind)
        for account in settlement.each(f"{means}/ram:PayeePartyCreditorFinancialAccount")
        for kind in ("ram:IBANID", "ram:ProprietaryID")
    )
    return EPayment(
        terms="\n".join(settlement.texts("ram:SpecifiedTradePaymentTerms/ram:Description")) or None,
        means_codes=settlement.texts(f"{means}/ram:TypeCode"),
        remittance_references=settlement.texts("ram:PaymentReference"),
        payee_accounts=tuple(account for account in accounts if account),
        payee_name=settlement.text("ram:PayeeTradeParty/ram:Name"),
    )


def _party(party: Fields) -> EParty:
    return EParty(
        name=party.text("ram:Name"),
        trading_name=party.text("ram:SpecifiedLegalOrganization/ram:TradingBusinessName"),
        vat_id=party.text("ram:SpecifiedTaxRegistration/ram:ID[@schemeID='VA']"),
        tax_registration_id=party.text("ram:SpecifiedTaxRegistration/ram:ID[@schemeID='FC']"),
        legal_id=party.text("ram:SpecifiedLegalOrganization/ram:ID"),
        ids=party.texts("ram:ID") + party.texts("ram:GlobalID"),
        endpoint=party.text("ram:URIUniversalCommunication/ram:URIID"),
        endpoint_scheme=party.attribute("ram:URIUniversalCommunication/ram:URIID", "schemeID"),
        address=_address(party.below("ram:PostalTradeAddress")),
        contact_name=party.text("ram:DefinedTradeContact/ram:PersonName"),
        phone=party.text("ram:DefinedTradeContact/ram:TelephoneUniversalCommunication/ram:CompleteNumber"),
        email=party.text("ram:DefinedTradeContact/ram:EmailURIUniversalCommunication/ram:URIID"),
    )


def _address(address: Fields) -> EAddress:
    paths = ("ram:LineOne", "ram:LineTwo", "ram:LineThree")
    return EAddress(
        lines=tuple(line for path in paths if (line := address.text(path)) is not None),
        city=address.text("ram:CityName"),
        postal_code=address.text("ram:PostcodeCode"),
        subdivision=address.text("ram:CountrySubDivisionName"),
        country=address.text("ram:CountryID"),
    )


def _taxes(settlement: Fields) -> tuple[ETax, ...]:
    return tuple(
        ETax(
            category=row.text("ram:CategoryCode"),
            rate=row.number("ram:RateApplicablePercent"),
            taxable=row.amount("ram:BasisAmount"),
            tax=row.amount("ram:CalculatedAmount"),
            exemption_reason=row.text("ram:ExemptionReason"),
            exemption_code=row.text("ram:ExemptionReasonCode"),
        )
        for row in settlement.each("ram:ApplicableTradeTax")
    )


def _totals(totals: Fields, heading: Heading) -> ETotals:
    tax, tax_in_tax_currency = totals.tax_totals("ram:TaxTotalAmount")
    return ETotals(
        line_net_sum=totals.amount("ram:LineTotalAmount"),
        allowances=totals.amount("ram:AllowanceTotalAmount"),
        charges=totals.amount("ram:ChargeTotalAmount"),
        net=totals.amount("ram:TaxBasisTotalAmount"),
        tax=tax,
        tax_in_tax_currency=tax_in_tax_currency,
        gross=heading.gross,
        prepaid=totals.amount("ram:TotalPrepaidAmount"),
        rounding=totals.amount("ram:RoundingAmount"),
        payable=heading.payable,
    )


def _attachments(agreement: Fields) -> tuple[EAttachment, ...]:
    return tuple(
        EAttachment(
            id=reference.text("ram:IssuerAssignedID"),
            description=reference.text("ram:Name"),
            filename=reference.attribute("ram:AttachmentBinaryObject", "filename"),
            mime_code=reference.attribute("ram:AttachmentBinaryObject", "mimeCode"),
            content=content,
        )
        for reference in agreement.each("ram:AdditionalReferencedDocument")
        if (content := reference.content("ram:AttachmentBinaryObject")) is not None
    )

"""Read the lines of a UBL document, and what they share with its heading: periods, allowances and charges."""

from __future__ import annotations

from common.xml_fields import Fields
from invoices.einvoice.document import EAllowanceCharge, ELine, EPeriod

ITEM_TAX = "cac:Item/cac:ClassifiedTaxCategory"


def read_lines(document: Fields, *, is_credit_note: bool) -> tuple[ELine, ...]:
    """All lines in the order of the document; lines inside a line are not read, their sums are in the outer one."""
    path, quantity = (
        ("cac:CreditNoteLine", "cbc:CreditedQuantity")
        if is_credit_note
        else ("cac:InvoiceLine", "cbc:InvoicedQuantity")
    )
    return tuple(_line(line, quantity) for line in document.each(path))


def read_period(period: Fields) -> EPeriod | None:
    start, end = period.day("cbc:StartDate"), period.day("cbc:EndDate")
    return EPeriod(start, end) if start or end else None


def read_allowances_charges(owner: Fields) -> tuple[EAllowanceCharge, ...]:
    """The allowances and charges of a document or a line."""
    return tuple(
        EAllowanceCharge(
            is_charge=row.is_charge("cbc:ChargeIndicator"),
            amount=row.amount("cbc:Amount"),
            base_amount=row.amount("cbc:BaseAmount"),
            percent=row.number("cbc:MultiplierFactorNumeric"),
            reason=row.text("cbc:AllowanceChargeReason"),
            reason_code=row.text("cbc:AllowanceChargeReasonCode"),
            tax_category=row.text("cac:TaxCategory/cbc:ID"),
            tax_rate=row.number("cac:TaxCategory/cbc:Percent"),
        )
        for row in owner.each("cac:AllowanceCharge")
    )


def _line(line: Fields, quantity: str) -> ELine:
    return ELine(
        id=line.text("cbc:ID"),
        name=line.text("cac:Item/cbc:Name"),
        description=line.text("cac:Item/cbc:Description"),
        note=line.text("cbc:Note"),
        quantity=line.number(quantity),
        unit=line.attribute(quantity, "unitCode"),
        unit_price=line.amount("cac:Price/cbc:PriceAmount"),
        base_quantity=line.number("cac:Price/cbc:BaseQuantity"),
        net=line.amount("cbc:LineExtensionAmount"),
        tax_category=line.text(f"{ITEM_TAX}/cbc:ID"),
        tax_rate=line.number(f"{ITEM_TAX}/cbc:Percent"),
        seller_item_id=line.text("cac:Item/cac:SellersItemIdentification/cbc:ID"),
        buyer_item_id=line.text("cac:Item/cac:BuyersItemIdentification/cbc:ID"),
        standard_item_id=line.text("cac:Item/cac:StandardItemIdentification/cbc:ID"),
        order_line_ref=line.text("cac:OrderLineReference/cbc:LineID"),
        order_ref=line.text("cac:OrderLineReference/cac:OrderReference/cbc:ID"),
        period=read_period(line.below("cac:InvoicePeriod")),
        allowances_charges=read_allowances_charges(line),
    )

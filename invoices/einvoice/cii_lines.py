"""Read the lines of a CII document, and what they share with its settlement: periods, allowances and charges."""

from __future__ import annotations

from common.xml_fields import Fields
from invoices.einvoice.document import EAllowanceCharge, ELine, EPeriod

ABOUT = "ram:AssociatedDocumentLineDocument"
PRODUCT = "ram:SpecifiedTradeProduct"
PRICE = "ram:SpecifiedLineTradeAgreement/ram:NetPriceProductTradePrice"
ORDER = "ram:SpecifiedLineTradeAgreement/ram:BuyerOrderReferencedDocument"
QUANTITY = "ram:SpecifiedLineTradeDelivery/ram:BilledQuantity"
SETTLEMENT = "ram:SpecifiedLineTradeSettlement"


def read_lines(transaction: Fields) -> tuple[ELine, ...]:
    """All lines in the order of the document, those that only group or inform among them."""
    return tuple(_line(line) for line in transaction.each("ram:IncludedSupplyChainTradeLineItem"))


def read_period(period: Fields) -> EPeriod | None:
    start = period.day("ram:StartDateTime/udt:DateTimeString")
    end = period.day("ram:EndDateTime/udt:DateTimeString")
    return EPeriod(start, end) if start or end else None


def read_allowances_charges(settlement: Fields) -> tuple[EAllowanceCharge, ...]:
    """The allowances and charges of a document or a line."""
    return tuple(
        EAllowanceCharge(
            is_charge=row.is_charge("ram:ChargeIndicator/udt:Indicator"),
            amount=row.amount("ram:ActualAmount"),
            base_amount=row.amount("ram:BasisAmount"),
            percent=row.number("ram:CalculationPercent"),
            reason=row.text("ram:Reason"),
            reason_code=row.text("ram:ReasonCode"),
            tax_category=row.text("ram:CategoryTradeTax/ram:CategoryCode"),
            tax_rate=row.number("ram:CategoryTradeTax/ram:RateApplicablePercent"),
        )
        for row in settlement.each("ram:SpecifiedTradeAllowanceCharge")
    )


def _line(line: Fields) -> ELine:
    return ELine(
        id=line.text(f"{ABOUT}/ram:LineID"),
        name=line.text(f"{PRODUCT}/ram:Name"),
        description=line.text(f"{PRODUCT}/ram:Description"),
        note=line.text(f"{ABOUT}/ram:IncludedNote/ram:Content"),
        quantity=line.number(QUANTITY),
        unit=line.attribute(QUANTITY, "unitCode"),
        unit_price=line.amount(f"{PRICE}/ram:ChargeAmount"),
        base_quantity=line.number(f"{PRICE}/ram:BasisQuantity"),
        net=line.amount(f"{SETTLEMENT}/ram:SpecifiedTradeSettlementLineMonetarySummation/ram:LineTotalAmount"),
        tax_category=line.text(f"{SETTLEMENT}/ram:ApplicableTradeTax/ram:CategoryCode"),
        tax_rate=line.number(f"{SETTLEMENT}/ram:ApplicableTradeTax/ram:RateApplicablePercent"),
        seller_item_id=line.text(f"{PRODUCT}/ram:SellerAssignedID"),
        buyer_item_id=line.text(f"{PRODUCT}/ram:BuyerAssignedID"),
        standard_item_id=line.text(f"{PRODUCT}/ram:GlobalID"),
        order_line_ref=line.text(f"{ORDER}/ram:LineID"),
        order_ref=line.text(f"{ORDER}/ram:IssuerAssignedID"),
        period=read_period(line.below(f"{SETTLEMENT}/ram:BillingSpecifiedPeriod")),
        allowances_charges=read_allowances_charges(line.below(SETTLEMENT)),
        parent_id=line.text(f"{ABOUT}/ram:ParentLineID"),
        status=line.text(f"{ABOUT}/ram:LineStatusReasonCode"),
    )

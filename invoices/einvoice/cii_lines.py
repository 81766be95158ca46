"""Read the lines of a CII document, and what they share with its settlement: periods, allowances and charges."""

from __future__ import annotations

from invoices.einvoice.document import EAllowanceCharge, ELine, EPeriod
from invoices.einvoice.fields import Fields


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
    about = line.below("ram:AssociatedDocumentLineDocument")
    product = line.below("ram:SpecifiedTradeProduct")
    agreement = line.below("ram:SpecifiedLineTradeAgreement")
    delivery = line.below("ram:SpecifiedLineTradeDelivery")
    settlement = line.below("ram:SpecifiedLineTradeSettlement")
    price = agreement.below("ram:NetPriceProductTradePrice")
    order = agreement.below("ram:BuyerOrderReferencedDocument")
    return ELine(
        id=about.text("ram:LineID"),
        name=product.text("ram:Name"),
        description=product.text("ram:Description"),
        note=about.text("ram:IncludedNote/ram:Content"),
        quantity=delivery.number("ram:BilledQuantity"),
        unit=delivery.attribute("ram:BilledQuantity", "unitCode"),
        unit_price=price.amount("ram:ChargeAmount"),
        base_quantity=price.number("ram:BasisQuantity"),
        net=settlement.amount("ram:SpecifiedTradeSettlementLineMonetarySummation/ram:LineTotalAmount"),
        tax_category=settlement.text("ram:ApplicableTradeTax/ram:CategoryCode"),
        tax_rate=settlement.number("ram:ApplicableTradeTax/ram:RateApplicablePercent"),
        seller_item_id=product.text("ram:SellerAssignedID"),
        buyer_item_id=product.text("ram:BuyerAssignedID"),
        standard_item_id=product.text("ram:GlobalID"),
        order_line_ref=order.text("ram:LineID"),
        order_ref=order.text("ram:IssuerAssignedID"),
        period=read_period(settlement.below("ram:BillingSpecifiedPeriod")),
        allowances_charges=read_allowances_charges(settlement),
        parent_id=about.text("ram:ParentLineID"),
        status=about.text("ram:LineStatusReasonCode"),
    )

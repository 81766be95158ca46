"""Read a UBL 2.1 Order (OASIS; Peppol BIS Ordering 3 is a restriction of it)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from lxml import etree

from common.money import ZERO, UnknownCurrency, minor_units
from common.safe_xml import parse_xml
from common.xml_fields import QUOTED, Fields, Reading
from purchase_orders.ubl_order.document import OAdjustment, OLine, OParty, UblOrder
from purchase_orders.ubl_order.refusals import NotAnOrder, OrderIncomplete

SCHEMA = "urn:oasis:names:specification:ubl:schema:xsd:"
ORDER = f"{{{SCHEMA}Order-2}}Order"
NAMESPACES = {"cac": f"{SCHEMA}CommonAggregateComponents-2", "cbc": f"{SCHEMA}CommonBasicComponents-2"}
LAST_DAYS = (
    "cac:ValidityPeriod/cbc:EndDate",
    "cac:Delivery/cbc:LatestDeliveryDate",
    "cac:Delivery/cac:RequestedDeliveryPeriod/cbc:EndDate",
)
ADDRESS = ("cbc:StreetName", "cbc:BuildingNumber", "cbc:AdditionalStreetName", "cbc:PostalZone", "cbc:CityName")
VAT = "VAT"


def read_order(content: bytes) -> UblOrder:
    """The order in a file. Refuses other XML, and what lacks a number, an issue date, a currency or lines."""
    root = parse_xml(content)
    if root.tag != ORDER:
        raise NotAnOrder(f"The file is {_name_of(root)}, not a UBL 2.1 Order.")
    order = Fields(root, Reading(NAMESPACES, "ISO"))
    order.reading.currency = _currency(order)
    issued = _mandatory_day(order)
    first, last = _validity(order, issued)
    return UblOrder(
        number=_mandatory(order, "cbc:ID", "number"),
        issue_date=issued,
        first_day=first,
        last_day=last,
        currency=order.reading.currency,
        note=" ".join(order.texts("cbc:Note")),
        buyer=_party(order.below("cac:BuyerCustomerParty/cac:Party")),
        seller=_party(order.below("cac:SellerSupplierParty/cac:Party")),
        bill_to=_party(order.below("cac:AccountingCustomerParty/cac:Party")).name,
        ship_to=_address(order.below("cac:Delivery/cac:DeliveryLocation/cac:Address")),
        lines=_some_lines(order),
        adjustments=tuple(_adjustments(order)),
        findings=tuple(order.reading.findings),
    )


def _name_of(root: etree._Element) -> str:
    name = etree.QName(root)
    if "CrossIndustryOrder" in name.localname or "SCRDMCCBDACIOMessageStructure" in name.localname:
        return "an Order-X document"
    return f"a document of the kind {name.localname[:QUOTED]}"


def _mandatory(order: Fields, path: str, what: str) -> str:
    text = order.text(path)
    if text is None:
        raise OrderIncomplete(f"The order has no {what} ({path.removeprefix('cbc:')}).")
    return text


def _mandatory_day(order: Fields) -> date:
    text = _mandatory(order, "cbc:IssueDate", "issue date")
    day = order.day("cbc:IssueDate")
    if day is None:
        raise OrderIncomplete(f"The issue date “{text[:QUOTED]}” is not a date such as 2026-01-31.")
    return day


def _currency(order: Fields) -> str:
    """The currency of the document; older orders name it by their pricing or with the total alone."""
    for path in ("cbc:DocumentCurrencyCode", "cbc:PricingCurrencyCode"):
        if currency := order.text(path):
            return _known(currency)
    total = order.attribute("cac:AnticipatedMonetaryTotal/cbc:PayableAmount", "currencyID")
    if total is None:
        raise OrderIncomplete("The order names no currency (DocumentCurrencyCode).")
    return _known(total)


def _known(currency: str) -> str:
    try:
        minor_units(currency)
    except UnknownCurrency as error:
        raise OrderIncomplete(f"The currency {currency[:QUOTED]} is not in ISO 4217.") from error
    return currency


def _validity(order: Fields, issued: date) -> tuple[date, date]:
    first = order.day("cac:ValidityPeriod/cbc:StartDate") or issued
    return first, max(filter(None, [first, *_last_days(order)]))


def _last_days(order: Fields) -> Iterator[date | None]:
    for path in LAST_DAYS:
        yield order.day(path)
    for line in order.each("cac:OrderLine/cac:LineItem/cac:Delivery"):
        yield line.day("cac:RequestedDeliveryPeriod/cbc:EndDate")


def _party(party: Fields) -> OParty:
    tax = party.text("cac:PartyTaxScheme/cbc:CompanyID") or ""
    is_vat = (party.text("cac:PartyTaxScheme/cac:TaxScheme/cbc:ID") or VAT).upper() == VAT
    return OParty(
        name=party.text("cac:PartyLegalEntity/cbc:RegistrationName") or party.text("cac:PartyName/cbc:Name") or "",
        country=party.text("cac:PostalAddress/cac:Country/cbc:IdentificationCode") or "",
        city=party.text("cac:PostalAddress/cbc:CityName") or "",
        vat_id=tax if is_vat else "",
        tax_id="" if is_vat else tax,
        email=party.text("cac:Contact/cbc:ElectronicMail") or "",
        contact=party.text("cac:Contact/cbc:Name") or "",
    )


def _address(address: Fields) -> str:
    return ", ".join(text for path in ADDRESS if (text := address.text(path)))


def _some_lines(order: Fields) -> tuple[OLine, ...]:
    lines = tuple(_line(line, place) for place, line in enumerate(order.each("cac:OrderLine/cac:LineItem"), start=1))
    if not lines:
        raise OrderIncomplete("The order has no lines.")
    return lines


def _line(line: Fields, place: int) -> OLine:
    item, base = line.below("cac:Item"), line.number("cac:Price/cbc:BaseQuantity")
    price = line.amount("cac:Price/cbc:PriceAmount")
    quantity, net = line.number("cbc:Quantity"), line.amount("cbc:LineExtensionAmount")
    if quantity is None:
        quantity = Decimal(1)
        line.note("cbc:Quantity", "quantity_missing", "warning", "No quantity; it is taken as 1.")
    return OLine(
        number=line.text("cbc:ID") or str(place),
        name=item.text("cbc:Name") or item.text("cbc:Description") or "",
        quantity=quantity,
        unit=line.attribute("cbc:Quantity", "unitCode") or "",
        price=_unit_price(line, quantity, price if base in (None, ZERO) else _per_unit(price, base), net),
        net=net,
        tax_amount=line.amount("cbc:TotalTaxAmount"),
        tax_percent=item.number("cac:ClassifiedTaxCategory/cbc:Percent"),
        product_code=_product_code(item),
    )


def _per_unit(price: Decimal | None, base: Decimal | None) -> Decimal | None:
    return None if price is None or base is None else price / base


def _unit_price(line: Fields, quantity: Decimal, price: Decimal | None, net: Decimal | None) -> Decimal:
    """The price said, else what the net amount comes to for one."""
    if price is not None:
        return price
    line.note("cac:Price/cbc:PriceAmount", "price_missing", "warning", "No price; the line's net amount gives it.")
    return net / quantity if net is not None and quantity else ZERO


def _product_code(item: Fields) -> str:
    for kind in ("Sellers", "Buyers", "Standard"):
        if code := item.text(f"cac:{kind}ItemIdentification/cbc:ID"):
            return code
    return ""


def _adjustments(order: Fields) -> Iterator[OAdjustment]:
    for row in order.each("cac:AllowanceCharge"):
        reason, is_charge = row.text("cbc:AllowanceChargeReason"), row.is_charge("cbc:ChargeIndicator")
        yield OAdjustment(is_charge, reason or "", row.amount("cbc:Amount") or ZERO)

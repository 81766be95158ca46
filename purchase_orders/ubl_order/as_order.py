"""What a UBL order becomes as a purchase order, and what of it cannot be taken over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from common.dates import last_of_month
from common.email_address import why_unusable
from common.money import ZERO, extended_price, round_money
from purchase_orders.book import LineType
from purchase_orders.facts import ContactFacts, LineFacts, OrderFacts
from purchase_orders.order_rules import LONGEST, LONGEST_LINE_NUMBER
from purchase_orders.ubl_order.document import OAdjustment, OLine, UblOrder

PRICE = Decimal("0.00000001")


@dataclass(frozen=True, slots=True)
class Taken:
    """The purchase order, not yet bound to a supplier, and sentences about what differs from the document."""

    facts: OrderFacts
    notes: tuple[str, ...]


def taken_over(order: UblOrder) -> Taken:
    """The order in whole months, a line for each of its lines and charges.

    A purchase order takes all charges of its supplier, so that its lines are of type ALL; charges of the whole order
    are SERVICES. Allowances of the whole order have no line to stand on and are told.
    """
    effective = order.first_day.replace(day=1)
    expiration = last_of_month(order.last_day)
    charges = [each for each in order.adjustments if each.is_charge and each.amount > 0]
    days = (effective, expiration)
    lines = [_line(line, order.currency, days) for line in order.lines]
    lines += _charges(charges, days, {line.number for line in lines})
    facts = OrderFacts(
        po_id=order.number,
        currency=order.currency,
        effective=effective,
        expiration=expiration,
        lines=lines,
        description=order.note[: LONGEST["description"]],
        bill_to=order.bill_to[: LONGEST["bill_to"]],
        ship_to=order.ship_to[: LONGEST["ship_to"]],
        contacts=_contacts(order),
    )
    return Taken(facts, (*(finding.message for finding in order.findings), *_notes(order)))


def _charges(charges: list[OAdjustment], days: tuple[date, date], taken: set[str]) -> Iterator[LineFacts]:
    for place, charge in enumerate(charges, start=1):
        number = f"C{place}" if f"C{place}" not in taken else f"Charge {place}"
        description = (charge.reason or "Charge of the whole order")[: LONGEST["line_description"]]
        yield LineFacts(number, LineType.SERVICES.value, *days, Decimal(1), charge.amount, description=description)


def _line(line: OLine, currency: str, days: tuple[date, date]) -> LineFacts:
    """Tax as a percentage where the document says one, else as its amount."""
    return LineFacts(
        number=line.number[:LONGEST_LINE_NUMBER],
        type=LineType.ALL.value,
        starts_on=days[0],
        ends_on=days[1],
        quantity=line.quantity,
        unit_price=line.price.quantize(PRICE),
        tax_percent=line.tax_percent,
        tax_amount=round_money(line.tax_amount or ZERO, currency) if line.tax_percent is None else ZERO,
        description=line.name[: LONGEST["line_description"]],
        product_code=line.product_code[: LONGEST["product_code"]],
        unit=line.unit[: LONGEST["unit"]],
    )


def _contacts(order: UblOrder) -> tuple[ContactFacts, ...]:
    address, name = order.buyer.email, order.buyer.contact[: LONGEST["contact_name"]]
    return () if not address or why_unusable(address) else (ContactFacts(address, name),)


def _notes(order: UblOrder) -> Iterator[str]:
    for line in order.lines:
        found = extended_price(line.quantity, line.price, ZERO, order.currency)
        if line.net is not None and found != round_money(line.net, order.currency):
            said = f"{line.net:,f} {order.currency}"
            yield f"Line {line.number} says {said}; quantity × price is {found:,f}, which counts."
    for each in order.adjustments:
        if not each.is_charge and each.amount:
            yield f"{_allowance(each)} of {each.amount:,f} {order.currency} is not taken over; lines hold no discounts."


def _allowance(each: OAdjustment) -> str:
    return f"The allowance “{each.reason}”" if each.reason else "An allowance"

"""Bodies of requests as the facts that the operations take."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q

from common.numbers import parse_amount
from purchase_orders.api.queries import suppliers_named
from purchase_orders.api.sent import ContactSent, LineBody, LineSent, OrderChange, OrderSent
from purchase_orders.facts import ContactFacts, LineFacts, OrderFacts
from purchase_orders.refusals import WrongValue
from purchase_orders.thresholds import with_always
from purchase_orders.typed_values import tags_once

SAME_OF_LINE = ("description", "type", "is_tracked", "receipt_required", "quantity", "unit_price", "product_code",
                "unit", "seller_of_record")  # fmt: skip
HEADER = ("description", "seller_of_record", "bill_to", "ship_to")


def new_facts(sent: OrderSent) -> OrderFacts:
    """A new order as it was sent. Refuses an unknown supplier and a tax that is said twice."""
    days = (sent.effective, sent.expiration)
    return OrderFacts(
        po_id=sent.po_id,
        currency=sent.currency,
        effective=sent.effective,
        expiration=sent.expiration,
        lines=_lines(sent.lines, sent.currency, days),
        bill_from_id=_supplier_id(sent.bill_from, None),
        tags=tags_once(sent.tags),
        thresholds=with_always(sent.thresholds),
        contacts=contacts_of(sent.contacts),
        is_suspended=sent.is_suspended,
        **{name: getattr(sent, name) for name in HEADER},
    )


def changed_facts(known: OrderFacts, sent: OrderChange) -> OrderFacts:
    """The order with what was sent; fields that were not stay."""
    given = sent.model_fields_set
    plain = {name: getattr(sent, name) for name in HEADER if name in given}
    plain |= {name: value for name in ("currency", "effective", "expiration") if (value := getattr(sent, name))}
    changed = replace(known, **plain)
    more: dict[str, Any] = {}
    if "bill_from" in given:
        more["bill_from_id"] = _supplier_id(sent.bill_from, known.bill_from_id)
    if "tags" in given:
        more["tags"] = tags_once(sent.tags)
    if "thresholds" in given:
        more["thresholds"] = with_always(sent.thresholds)
    if sent.lines is not None:
        more["lines"] = _lines(sent.lines, changed.currency, (changed.effective, changed.expiration))
    if sent.contacts is not None:
        more["contacts"] = contacts_of(sent.contacts)
    return replace(changed, **more)


def with_line(known: OrderFacts, number: str, sent: LineBody) -> OrderFacts:
    """The order with this line in the place of the one it has under the number, else behind the others."""
    before = _number_known(known, number)
    line = line_facts(before or number.strip(), sent, known.currency, (known.effective, known.expiration))
    if before is None:
        return replace(known, lines=[*known.lines, line])
    return replace(known, lines=[line if each.number == before else each for each in known.lines])


def without_line(known: OrderFacts, number: str) -> OrderFacts | None:
    """The order without the line of this number; None where it has none."""
    before = _number_known(known, number)
    return None if before is None else replace(known, lines=[each for each in known.lines if each.number != before])


def contacts_of(sent: Iterable[ContactSent]) -> list[ContactFacts]:
    """The contacts as they were sent."""
    return [ContactFacts(each.email, each.name, each.language) for each in sent]


def line_facts(number: str, sent: LineBody, currency: str, days: tuple[date, date]) -> LineFacts:
    """A line in this currency, with the days of its order where it says none."""
    if sent.tax_percent is not None and sent.tax_amount is not None:
        raise WrongValue(f"Line {number} says its tax twice. Send tax_percent or tax_amount.", field="tax_amount")
    tax = f"{sent.tax_amount or Decimal(0):f}"
    return LineFacts(
        number=number,
        starts_on=sent.starts_on or days[0],
        ends_on=sent.ends_on or days[1],
        tax_percent=sent.tax_percent,
        tax_amount=parse_amount(tax, currency, field="tax_amount"),
        **{name: getattr(sent, name) for name in SAME_OF_LINE},
    )


def _lines(sent: Sequence[LineSent], currency: str, days: tuple[date, date]) -> list[LineFacts]:
    return [line_facts(each.number.strip(), each, currency, days) for each in sent]


def _number_known(known: OrderFacts, number: str) -> str | None:
    """The number of the order's line as it is written there; case and outer spaces make no difference."""
    wanted = number.strip().casefold()
    return next((line.number for line in known.lines if line.number.casefold() == wanted), None)


def _supplier_id(named: str | None, known: int | None) -> int | None:
    """The supplier's row; one that trades no longer is only taken where the order has it already."""
    if named is None:
        return None
    taken = suppliers_named(named).filter(Q(is_active=True) | Q(pk=known))
    found: int | None = taken.values_list("pk", flat=True).first()
    if found is None:
        raise WrongValue("No supplier of this organization has this ID. Leave it out for any.", field="bill_from")
    return found

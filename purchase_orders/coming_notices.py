"""The notices that an order has still to give: when each comes, and the letter it would be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Min, Q

from billing_platform.addresses import root_of
from billing_platform.notifications.letter import Letter
from common.dates import local_today
from common.money import minor_units, percentage
from common.ui.figures import day_text, money_text
from purchase_orders.emails import LineNotice, balance_letter
from purchase_orders.expiry import STOOD_STILL, coming_steps, due_step
from purchase_orders.expiry_emails import EndNotice, expiry_letter
from purchase_orders.models import PurchaseOrder
from purchase_orders.order_queries import LineRow, OrderDetail
from purchase_orders.thresholds import is_below
from tenants import border


@dataclass(frozen=True, slots=True)
class ComingNotice:
    """A notice that lies ahead: `key` names it in an address, `what` and `when` are ready to print."""

    key: str
    what: str
    when: str
    notice: EndNotice | LineNotice


def ending_notices(order: OrderDetail, next_round: date) -> list[ComingNotice]:
    """The steps before the order's end that lie ahead, the next one first; one statement.

    `next_round` is the day on which notices are given next: a step whose day has come and that was not given yet, as of
    an order that was revived, comes then.
    """
    facts = order.facts
    steps = [(step, day, step) for step, day in coming_steps(facts.effective, facts.expiration, next_round)]
    due = _due(order, next_round)
    if due is not None:
        steps.insert(0, (due, next_round, (facts.expiration - next_round).days))
    return [
        ComingNotice(f"end-{step}", _ends(days), day_text(day), _end_notice(order, days)) for step, day, days in steps
    ]


def line_notices(order: OrderDetail) -> list[ComingNotice]:
    """Of every tracked line the thresholds that are not crossed, by line, the next one first."""
    return [notice for line in order.lines if line.facts.is_tracked for notice in _of_line(order, line)]


def letter_of(coming: ComingNotice, language: str) -> Letter:
    """The mail as a contact of this language would read it if its day were there; one statement for the host."""
    here = border.present_organization()
    if isinstance(coming.notice, EndNotice):
        return expiry_letter(coming.notice, language, here.name, root_of(here))
    return balance_letter(coming.notice, language, here.name, root_of(here))


def _of_line(order: OrderDetail, line: LineRow) -> Iterator[ComingNotice]:
    facts, left = order.facts, line.value - line.used
    for percent in sorted(facts.thresholds, reverse=True):
        if line.value and not is_below(percent, line.value, left):
            edge = money_text(percentage(line.value, Decimal(percent), facts.currency), facts.currency)
            when = f"when less than {edge} is left" if percent else "when nothing is left"
            what = f"Line {line.facts.number}: below {percent} %" if percent else f"Line {line.facts.number}: used up"
            yield ComingNotice(f"line-{percent}-{line.facts.number}", what, when, _line_notice(order, line, percent))


def _line_notice(order: OrderDetail, line: LineRow, percent: int) -> LineNotice:
    facts = order.facts
    return LineNotice(
        order.id, order.public_id, facts.po_id, facts.currency, line.facts.number, line.value,
        _just_below(line.value, percent, facts.currency), percent, line.facts.description, facts.expiration,
    )  # fmt: skip


def _just_below(value: Decimal, percent: int, currency: str) -> Decimal:
    """The most that can be left when the notice goes out."""
    if not percent:
        return Decimal(0)
    smallest = Decimal(1).scaleb(-minor_units(currency))
    edge = percentage(value, Decimal(percent), currency)
    return edge if is_below(percent, value, edge) else max(edge - smallest, Decimal(0))


def _end_notice(order: OrderDetail, days: int) -> EndNotice:
    facts = order.facts
    return EndNotice(
        order_id=order.id,
        order=order.public_id,
        po_id=facts.po_id,
        description=facts.description,
        currency=facts.currency,
        effective=facts.effective,
        expiration=facts.expiration,
        days=days,
        value=order.value,
        remaining=order.value - order.used,
        is_tracked=order.is_tracked,
    )


def _due(order: OrderDetail, on: date) -> int | None:
    """The step that is due on this day and was neither told nor passed over."""
    effective, expiration = order.facts.effective, order.facts.expiration
    of_this_end = Q(expiry_notices__expiration=expiration)
    asked = PurchaseOrder.objects.filter(pk=order.id).annotate(latest=Min("expiry_notices__step", filter=of_this_end))
    created_at, latest = asked.values_list("created_at", "latest").get()
    if expiration < on - STOOD_STILL:
        return None
    step = due_step(effective, expiration, on, since=local_today(created_at, border.present_organization().time_zone))
    return None if latest is not None and step is not None and latest <= step else step


def _ends(days: int) -> str:
    if days < 0:
        return "Has ended"
    return f"Ends in {days} days" if days > 1 else "Ends tomorrow" if days else "Ends today"

"""What stands on the page of a purchase order, as values ready to print."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from billing_platform.notifications.models import MailState
from billing_platform.notifications.queries import Bounce, language_label
from common.ui.figures import moment_text, money_html, period_text
from common.ui.parts import Fact, TimelineEntry
from purchase_orders.facts import ContactFacts
from purchase_orders.order_queries import NoticeRow, OrderDetail
from purchase_orders.status import counts_as_active, days_left_words, ends_soon
from tenants.history.queries import ChangeRow

ENTRIES_ON_A_PAGE = 10


@dataclass(frozen=True, slots=True)
class ContactRow:
    """Somebody who is told; `note` is the address where the name is not it."""

    name: str
    language: str
    note: str
    bounce: Bounce | None


@dataclass(frozen=True, slots=True)
class Dialogs:
    """What the page of an order asks before it acts, and where it then posts to."""

    status_title: str
    status_url: str
    deletion_title: str
    deletion_url: str


def headline(order: OrderDetail) -> list[Fact]:
    """The amounts on top of the page; without a tracked line there are none."""
    facts = order.facts
    valid = Fact("Valid", period_text(facts.effective, facts.expiration))
    if not order.is_tracked:
        return [Fact("Balance", "Not tracked", note="No line tracks its balance."), valid]
    return [
        Fact("Balance", money_html(order.value - order.used, facts.currency), is_lead=True),
        Fact("Value", money_html(order.value, facts.currency)),
        Fact("Used", money_html(order.used, facts.currency)),
        valid,
    ]


def warning(order: OrderDetail, today: date) -> str:
    """What needs somebody now, in one sentence; empty when nothing does."""
    if not counts_as_active(order.status):
        return ""
    spent, expiration = order.spent_lines, order.facts.expiration
    low = [number for number in order.low_lines if number not in spent]
    words = [_lines_are(spent, "used up")] if spent else []
    if low:
        words.append(_lines_are(low, f"below {order.lowest_notice} %"))
    if ends_soon(order.status, expiration, today):
        words.append(f"{'it' if words else 'It'} ends {days_left_words(expiration, today)}")
    return ", and ".join(words)


def _lines_are(numbers: Sequence[str], what: str) -> str:
    return f"Line {numbers[0]} is {what}" if len(numbers) == 1 else f"Lines {', '.join(numbers)} are {what}"


def order_facts(order: OrderDetail) -> list[Fact]:
    """What else is known of the order; what is empty is left out, but for what everybody looks for."""
    facts = order.facts
    told = ", ".join(f"{percent} %" for percent in facts.thresholds)
    optional = [
        Fact("Seller of record", facts.seller_of_record),
        Fact("Bill to", facts.bill_to),
        Fact("Ship to", facts.ship_to),
        Fact("Tags", ", ".join(facts.tags)),
    ]
    return [
        Fact("Bill from", order.bill_from or "Any supplier"),
        Fact("Currency", facts.currency),
        *(fact for fact in optional if fact.value),
        Fact("Notices", f"when a line falls below {told}" if told else "none"),
        Fact("Updated", moment_text(order.edited_at)),
    ]


def contact_rows(contacts: Iterable[ContactFacts], bounces: Mapping[str, Bounce]) -> list[ContactRow]:
    """Who is told, in which language, and whether mails to them come back."""
    return [
        ContactRow(
            who.name or who.email, language_label(who.language), who.email if who.name else "", bounces.get(who.email)
        )
        for who in contacts
    ]


def notice_entries(notices: Iterable[NoticeRow]) -> list[TimelineEntry]:
    """Notices as events; one that was not sent says so."""
    return [
        TimelineEntry(
            notice.subject,
            f"{moment_text(notice.at)} · {notice.recipient}{'' if notice.is_sent else f' · {notice.state.label}'}",
            tone="bad" if notice.state == MailState.FAILED else "",
            url=reverse("notifications:detail", args=[notice.public_id]),
        )
        for notice in notices
    ]


def change_entries(changes: Iterable[ChangeRow]) -> list[TimelineEntry]:
    """Changes of the header as events."""
    return [TimelineEntry(change.words, moment_text(change.at)) for change in changes]


def dialogs(order: OrderDetail) -> Dialogs:
    """The questions about this order; its status turns from what it is."""
    verb, name = ("Re-activate", "reactivation") if order.is_suspended else ("Suspend", "suspension")
    return Dialogs(
        status_title=f"{verb} {order.facts.po_id}?",
        status_url=reverse(f"purchase_orders:{name}", args=[order.public_id]),
        deletion_title=f"Delete {order.facts.po_id}?",
        deletion_url=reverse("purchase_orders:deletion", args=[order.public_id]),
    )

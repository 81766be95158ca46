"""What stands around the list of purchase orders and on the page of one, as values ready to print."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.http import QueryDict

from billing_platform.notifications.models import Mail, MailState
from common.ui.figures import day_text, moment_text, money_html, money_text
from common.ui.listing import PLACE, Pages, page_sizes, range_words, with_query
from common.ui.parts import Fact, TimelineEntry
from purchase_orders.facts import ContactFacts
from purchase_orders.filters import OrderFilter, OrderView
from purchase_orders.order_queries import OrderDetail
from tenants.history.queries import ChangeRow

ENTRIES_ON_A_PAGE = 25
LANGUAGES = {"en": "English", "de": "German"}


@dataclass(frozen=True, slots=True)
class ViewLink:
    """A link above the list: the orders of one view, and how many they are."""

    label: str
    url: str
    count: int
    is_current: bool


def view_links(query: QueryDict, wanted: OrderFilter, counts: Mapping[OrderView, int]) -> list[ViewLink]:
    """The views; what is searched for stays, the place in the list does not."""
    return [
        ViewLink(view.label, with_query(query, drop=PLACE, status=view.value), counts[view], view is wanted.view)
        for view in OrderView
    ]


def list_pages(query: QueryDict, wanted: OrderFilter, shown: int, total: int) -> Pages:
    """Where the list is, of `total` rows in the view."""
    pages = neighbours(query, wanted.page, wanted.rows, shown, total)
    return Pages(pages.summary, pages.previous_url, pages.next_url, page_sizes(query, wanted.rows))


def neighbours(query: QueryDict, page: int, rows: int, shown: int, total: int) -> Pages:
    """The page before and the page after, without a choice of sizes."""
    first = (page - 1) * rows + 1
    return Pages(
        summary=range_words(first, shown, total),
        previous_url=with_query(query, page=page - 1) if page > 1 else "",
        next_url=with_query(query, page=page + 1) if first + rows <= total else "",
    )


def headline(order: OrderDetail) -> list[Fact]:
    """The amounts on top of the page; without a tracked line there are none."""
    facts = order.facts
    valid = Fact("Valid", f"{day_text(facts.effective)} – {day_text(facts.expiration)}")
    if not order.is_tracked:
        return [Fact("Balance", "Not tracked", note="No line tracks its balance."), valid]
    return [
        Fact("Balance", money_html(order.value - order.used, facts.currency), is_lead=True),
        Fact("Value", money_html(order.value, facts.currency)),
        Fact("Used", money_html(order.used, facts.currency)),
        valid,
    ]


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


def contact_facts(contacts: Iterable[ContactFacts]) -> list[Fact]:
    """Who is told, and in which language."""
    return [
        Fact(who.name or who.email, LANGUAGES.get(who.language, who.language), note=who.email if who.name else "")
        for who in contacts
    ]


def mail_entries(mails: Iterable[Mail]) -> list[TimelineEntry]:
    """Notices as events; one that could not be sent says so."""
    return [
        TimelineEntry(
            mail.subject,
            f"{moment_text(mail.sent_at or mail.created_at)} · {mail.recipient} · {MailState(mail.state).label}",
            tone="bad" if mail.state == MailState.FAILED else "",
        )
        for mail in mails
    ]


def change_entries(changes: Iterable[ChangeRow]) -> list[TimelineEntry]:
    """Changes of the header as events."""
    return [TimelineEntry(change.words, moment_text(change.at)) for change in changes]


def left_words(order: OrderDetail) -> str:
    """What is left of the order, as plain text."""
    return money_text(order.value - order.used, order.facts.currency)

"""The selling side of the dashboard as values ready to print, each figure with the list behind it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils import formats

from common.money import ZERO
from common.ui.charts import BarChart, ColumnChart, Mark, StackChart, stack_chart
from common.ui.figures import money_text
from common.ui.tiles import Link, Tile
from invoices.models import Direction, State
from invoices.queries.figures import Newest, SetAside, StateSum
from reports.addresses import documents, issued_url
from reports.queries.needs import amounts_of
from reports.queries.selling import Selling
from reports.tiles import SELLING, aging_chart, count_words, open_tiles, weeks_chart


@dataclass(frozen=True, slots=True)
class LateBuyer:
    """A buyer that owes late, and the list of what."""

    name: str
    url: str
    amount: Decimal
    days: int
    note: str


@dataclass(frozen=True, slots=True)
class SellingPage:
    """Everything the selling side prints."""

    currency: str
    is_empty: bool
    tiles: tuple[Tile, ...]
    waiting: tuple[Tile, ...]
    aging: BarChart
    weeks: ColumnChart
    months_url: str
    before_issue: StackChart
    set_aside: tuple[SetAside, ...]
    late_buyers: tuple[LateBuyer, ...]
    newest: tuple[Newest, ...]
    overdue_url: str


def selling_page(figures: Selling) -> SellingPage:
    """The figures in words, in the chosen currency."""
    currency = figures.currency
    return SellingPage(
        currency=currency,
        is_empty=figures.is_empty,
        tiles=(*open_tiles(SELLING, figures.open, figures.currencies, currency), _issued_tile(figures)),
        waiting=_waiting_tiles(figures),
        aging=aging_chart(SELLING, figures.open, currency),
        weeks=weeks_chart(SELLING, figures.open, currency),
        months_url=f"{reverse('issued_by_month')}?currency={currency}",
        before_issue=_before_issue(figures),
        set_aside=figures.set_aside,
        late_buyers=tuple(_late_buyers(figures)),
        newest=figures.newest,
        overdue_url=documents(Direction.OUTGOING, view="overdue", currency=currency),
    )


def _issued_tile(figures: Selling) -> Tile:
    currency, (before, month) = figures.currency, figures.issued.months
    of_month = {code: figures.issued.within(code, month) for code in figures.currencies}
    others = tuple(
        Link(money_text(amount, code), issued_url(code, month))
        for code, amount in of_month.items()
        if code != currency and amount
    )
    return Tile(
        f"Issued in {formats.date_format(month, 'F')}",
        figures.issued.within(currency, month),
        issued_url(currency, month),
        currency,
        f"{money_text(figures.issued.within(currency, before), currency)} in {formats.date_format(before, 'F')}",
        others,
    )


def _waiting_tiles(figures: Selling) -> tuple[Tile, ...]:
    aside = [each for each in figures.waiting if each.is_set_aside]
    return (
        _waiting_tile("Drafts", [each for each in figures.waiting if each.state == State.DRAFT], view="drafts"),
        _waiting_tile("Verified", [each for each in figures.waiting if each.state == State.VERIFIED], view="verified"),
        _waiting_tile("Set aside", aside, set_aside="1"),
        Tile(
            "Issued late",
            sum(each.count for each in figures.issued_late),
            documents(Direction.OUTGOING, late="1", since=figures.late_since),
            note="in 90 days, over 30 days after the period",
        ),
    )


def _waiting_tile(label: str, waiting: Iterable[StateSum], **narrowed: str) -> Tile:
    found = tuple(waiting)
    note = ", ".join(money_text(amount, code) for code, amount in amounts_of(found).items())
    return Tile(
        label, sum(each.count for each in found), documents(Direction.OUTGOING, **narrowed), note=note or "none wait"
    )


def _before_issue(figures: Selling) -> StackChart:
    currency = figures.currency
    marks = []
    for state, view, tone in ((State.VERIFIED, "verified", ""), (State.DRAFT, "drafts", "quiet")):
        waiting = [each for each in figures.waiting if (each.state, each.currency) == (state, currency)]
        amount = sum((each.amount for each in waiting), ZERO)
        count = count_words(sum(each.count for each in waiting), "document")
        url = documents(Direction.OUTGOING, view=view, currency=currency)
        marks.append(Mark(str(state.label), amount, money_text(amount, currency), url, tone, note=f"in {count}"))
    words = " and ".join(f"{mark.words} {mark.label.lower()}" for mark in marks)
    title = f"Before issue, {currency}"
    return stack_chart("before-issue", title, marks, f"{title}: {words}")


def _late_buyers(figures: Selling) -> Iterable[LateBuyer]:
    for buyer in figures.overdue_buyers:
        chosen = {"view": "overdue", "currency": figures.currency, "partner": str(buyer.public_id)}
        days = (figures.today - buyer.oldest).days
        url = documents(Direction.OUTGOING, **chosen)
        yield LateBuyer(buyer.name, url, buyer.amount, days, count_words(buyer.count, "invoice"))

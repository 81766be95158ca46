"""What a person asks of the list of purchase orders: which view, which text, which order, which page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import Q
from django.http import QueryDict

from common.ui.listing import PAGE_SIZES, SORT, searched_words
from purchase_orders.querysets import at_risk, exhausted, in_status
from purchase_orders.status import OrderStatus

DEFAULT_ROWS = 50
SORTS = {"number": ("po_key", "id"), "expires_on": ("expiration", "id"), "updated": ("edited_at", "id")}
NEWEST_FIRST = "-updated"
SIZES = {str(size): size for size in PAGE_SIZES}


class OrderView(StrEnum):
    """The views above the list, in their order; `label` is what the link says."""

    ALL = "all"
    ACTIVE = "active"
    UPCOMING = "upcoming"
    EXPIRED = "expired"
    SUSPENDED = "suspended"
    AT_RISK = "at_risk"
    EXHAUSTED = "exhausted"

    @property
    def label(self) -> str:
        return self.value.replace("_", " ").capitalize()

    def condition(self, today: date) -> Q:
        """The rows of the view; suspended ones are together whether expired or not."""
        if self is OrderView.SUSPENDED:
            return Q(is_suspended=True)
        if self is OrderView.AT_RISK:
            return at_risk(today)
        if self is OrderView.EXHAUSTED:
            return exhausted(today)
        return Q() if self is OrderView.ALL else in_status(OrderStatus(self.value), today)


@dataclass(frozen=True, slots=True)
class OrderFilter:
    """`text` is searched for, `sort` one of SORTS with "-" for downwards, `size` rows are on a page."""

    view: OrderView = OrderView.ALL
    text: str = ""
    sort: str = NEWEST_FIRST
    size: int = DEFAULT_ROWS

    @property
    def is_narrowed(self) -> bool:
        return bool(self.text) or self.view is not OrderView.ALL

    @property
    def columns(self) -> tuple[str, ...]:
        """What the rows are ordered by."""
        sign = "-" if self.sort.startswith("-") else ""
        return tuple(f"{sign}{column}" for column in SORTS[self.sort.removeprefix("-")])


def order_filter(query: QueryDict) -> OrderFilter:
    """The filter an address asks for; what is unknown there counts as not asked."""
    view, sort = query.get("status", ""), query.get(SORT, "")
    return OrderFilter(
        view=OrderView(view) if view in set(OrderView) else OrderView.ALL,
        text=searched_words(query),
        sort=sort if sort.removeprefix("-") in SORTS else NEWEST_FIRST,
        size=SIZES.get(query.get("per", ""), DEFAULT_ROWS),
    )

"""The list of purchase orders: what each shows, what it is narrowed to and how it is sorted."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, Sum
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from billing_platform.lists import filters
from billing_platform.lists.columns import Column, Kind, status_html, with_note
from billing_platform.lists.context import ListContext
from billing_platform.lists.definition import CurrencySum, Figure, ListDefinition, Order, Search, Tick, View
from billing_platform.lists.filters import Filter, NotUnderstood
from billing_platform.lists.relative_dates import AHEAD
from common.ui.figures import day_text
from common.ui.templatetags.ui import balance
from partners.models import Side
from partners.queries import partner_filter
from people.permissions import Permission
from purchase_orders.models import PurchaseOrder
from purchase_orders.queries import RISKS, OrderRow, order_row
from purchase_orders.querysets import (
    at_risk,
    exhausted,
    holding,
    in_status,
    present_orders,
    with_figures,
    with_risks,
    with_sorts,
    with_tag_words,
)
from purchase_orders.status import OrderStatus

LONGEST_NOTE = 80
MOST_ORDERED = Decimal(10) ** 18  # more than all lines of an order can come to
_AS_HELD = re.compile(r"-?[0-9]{1,30}(?:\.[0-9]{1,20})?|0E-[0-9]{1,2}", re.ASCII)
NOT_TRACKED = SafeString('<span class="cell-none">not tracked</span>')


@dataclass(frozen=True, slots=True)
class ListedOrder:
    """A row of the list: its figures, and the order as it is stored for what only some columns show."""

    row: OrderRow
    order: PurchaseOrder

    @property
    def public_id(self) -> UUID:
        return self.row.public_id

    @property
    def left(self) -> Decimal | None:
        """What is left of the tracked lines; None when none is tracked."""
        left: Decimal | None = self.order.left  # type: ignore[attr-defined]  # annotated
        return left


def _prepared(orders: Any, needs: frozenset[str]) -> Any:
    return with_sorts(with_figures(orders)).annotate(**{name: F(name) for name in RISKS})


def _rows(found: Sequence[Any], context: ListContext, needs: frozenset[str]) -> list[ListedOrder]:
    return [ListedOrder(order_row(order, context.today), order) for order in found]


def _id_cell(listed: ListedOrder) -> SafeString:
    row = listed.row
    note = row.description if len(row.description) <= LONGEST_NOTE else f"{row.description[: LONGEST_NOTE - 1]}…"
    url = reverse("purchase_orders:detail", args=[row.public_id])
    return with_note(format_html('<a class="cell-main" href="{}">{}</a>', url, row.po_id), note)


def _balance_cell(listed: ListedOrder) -> SafeString:
    row = listed.row
    if row.value is None or row.used is None:
        return NOT_TRACKED
    return balance(row.used, row.value, row.thresholds, row.currency)


def _expiration_cell(listed: ListedOrder) -> SafeString:
    text = day_text(listed.row.expiration)
    return format_html('<span class="soon">{}</span>', text) if listed.row.ends_soon else format_html("{}", text)


def _status_cell(listed: ListedOrder) -> SafeString:
    shown, risk = status_html(listed.row.status), listed.row.risk
    return with_note(shown, format_html('<span class="soon">At risk: {}</span>', risk) if risk else "")


def _of(name: str) -> Callable[[ListedOrder], Any]:
    return lambda listed: getattr(listed.order, name)


def _money(key: str, label: str, value: Callable[[ListedOrder], Decimal | None], **more: Any) -> Column:
    return Column(key, label, Kind.MONEY, value, currency=lambda listed: listed.row.currency, **more)


COLUMNS = (
    Column(
        "number", "PO ID", Kind.TEXT, _of("po_id"), sort="number", cell=_id_cell, is_fixed=True, card="lead",
    ),
    _money("value", "Value", lambda listed: listed.row.value, sort="value", card="figure"),
    _money("balance", "Balance", lambda listed: listed.left, sort="balance", cell=_balance_cell, card="line"),
    Column("effective", "Effective", Kind.DATE, _of("effective"), sort="effective"),
    Column(
        "expiration", "Expiration", Kind.DATE, _of("expiration"), sort="expires_on", cell=_expiration_cell, card="line",
    ),
    Column("status", "Status", Kind.STATUS, lambda listed: listed.row.status, cell=_status_cell, card="line"),
    Column("updated", "Updated", Kind.INSTANT, _of("edited_at"), sort="updated"),
    Column("description", "Description", Kind.TEXT, _of("description"), is_on=False),
    Column(
        "supplier", "Supplier", Kind.TEXT, lambda listed: listed.order.supplier_name or "", sort="supplier",
        is_on=False,
    ),
    Column("currency", "Currency", Kind.TEXT, _of("currency"), is_on=False),
    Column("tags", "Tags", Kind.TEXT, lambda listed: ", ".join(listed.order.tags), is_on=False),
    Column("risk", "At risk", Kind.TEXT, lambda listed: listed.row.risk, is_on=False),
    _money("used", "Used", lambda listed: listed.row.used, is_on=False),
    Column("seller", "Seller of record", Kind.TEXT, _of("seller_of_record"), is_on=False),
)  # fmt: skip


def _tag(typed: str) -> str:
    if len(typed) > 60:
        raise NotUnderstood("A tag has at most 60 characters.")
    return typed


FILTERS = (
    partner_filter("supplier", "Supplier", "bill_from__public_id", Side.SUPPLIER),
    filters.flag("risk", "At risk", lambda context: at_risk(context.today)),
    *filters.days("Expiration", "expiration", first="ends_since", last="ends_until", spans="ends", offered=AHEAD),
    *filters.days("Effective", "effective", first="starts_since", last="starts_until", spans="starts"),
    Filter("tag", "Tag", _tag, lambda tag, context: Q(tags__contains=[tag]), lambda tag, context: tag),
    filters.currency(),
)
VIEWS = (
    View("all", "All", lambda today: Q()),
    View("active", "Active", partial(in_status, OrderStatus.ACTIVE)),
    View("upcoming", "Upcoming", partial(in_status, OrderStatus.UPCOMING)),
    View("expired", "Expired", partial(in_status, OrderStatus.EXPIRED)),
    View("suspended", "Suspended", partial(in_status, OrderStatus.SUSPENDED)),
    View("suspended_expired", "Suspended (expired)", partial(in_status, OrderStatus.SUSPENDED_EXPIRED)),
    View("at_risk", "At risk", at_risk),
    View("exhausted", "Exhausted", exhausted),
)


def _amount(typed: str) -> Decimal:
    """An amount as a place holds it or somebody types it; ValueError for what no order can have."""
    try:
        amount = Decimal(typed) if _AS_HELD.fullmatch(typed) else filters.read_amount(typed)
    except NotUnderstood as reason:
        raise ValueError(typed) from reason
    if abs(amount) > MOST_ORDERED:
        raise ValueError(typed)
    return amount


ORDERS = (
    Order("updated", "Updated", "edited_at", datetime.fromisoformat),
    Order("number", "PO ID", "po_key"),
    Order("expires_on", "Expiration", "expiration", date.fromisoformat, control="date"),
    Order("effective", "Effective", "effective", date.fromisoformat, control="date"),
    Order("value", "Value", "value", _amount, is_nullable=True, control="amount"),
    Order("balance", "Balance", "left", _amount, is_nullable=True, control="amount"),
    Order("supplier", "Supplier", "supplier_name", is_nullable=True),
)  # the last three are computed: a few thousand orders are added up and sorted in some 20 ms


def sums_by_currency(orders: Any) -> tuple[CurrencySum, ...]:
    """What is left and the value of the tracked lines, for each currency."""
    figures = with_figures(orders.order_by())
    summed = figures.values("currency").annotate(count=Count("pk"), worth=Sum("value"), spent=Sum("used"))
    rows = summed.order_by("currency").values_list("currency", "count", "worth", "spent")
    return tuple(
        _sum(currency, count, worth or Decimal(0), spent or Decimal(0)) for currency, count, worth, spent in rows
    )


def _sum(currency: str, count: int, worth: Decimal, spent: Decimal) -> CurrencySum:
    return CurrencySum(currency, count, (Figure(worth - spent, "left"), Figure(worth, "value")))


def _tick(listed: ListedOrder, context: ListContext) -> Tick:
    return Tick(str(listed.public_id), listed.row.po_id, "suspended" if listed.row.is_suspended else "running")


def _edit_url(listed: ListedOrder, context: ListContext) -> str:
    if not context.may(Permission.EDIT_PURCHASE_ORDERS):
        return ""
    return reverse("purchase_orders:edit", args=[listed.public_id])


LIST = ListDefinition(
    key="purchase-orders",
    title="Purchase orders",
    one="purchase order",
    many="purchase orders",
    permission=Permission.SEE_PURCHASE_ORDERS,
    url_name="purchase_orders:list",
    queryset=lambda context: with_tag_words(with_risks(present_orders(), context.today)),
    columns=COLUMNS,
    orders=ORDERS,
    sort="-updated",
    views=VIEWS,
    filters=FILTERS,
    search=Search("PO ID, description, tag", lambda text, context: holding(text), shortest=1),
    prepare=_prepared,
    rows=_rows,
    sums=sums_by_currency,
    tick=_tick,
    edit_url=_edit_url,
    view_parameter="status",
    icon="po",
)

"""Purchase orders as their list and the pages about several of them show them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, F, Q

from purchase_orders.book import Book, BookOrder, InvoiceToMatch
from purchase_orders.candidates import load_book, load_order
from purchase_orders.matching import Match, choose
from purchase_orders.matching_queries import no_po_words
from purchase_orders.models import (
    ActiveLimit,
    BalanceEntry,
    EntryKind,
    OneTimeSuspension,
    PurchaseOrder,
    PurchaseOrderLine,
)
from purchase_orders.order_rules import po_key
from purchase_orders.placing import without_uses
from purchase_orders.querysets import (
    Orders,
    at_risk,
    exhausted,
    in_use,
    present_orders,
    with_figures,
    with_risks,
)
from purchase_orders.status import OrderStatus, counts_as_active, days_left_words, ends_soon, order_status


@dataclass(frozen=True, slots=True)
class OrderRow:
    """A purchase order in a list; `value` and `used` over its tracked lines, None when none is tracked."""

    id: int
    public_id: UUID
    po_id: str
    description: str
    currency: str
    effective: date
    expiration: date
    edited_at: datetime
    thresholds: list[int]
    is_suspended: bool
    value: Decimal | None
    used: Decimal | None
    is_low: bool
    is_spent: bool
    runs_out: bool
    today: date

    @property
    def status(self) -> OrderStatus:
        return order_status(self.effective, self.expiration, is_suspended=self.is_suspended, today=self.today)

    @property
    def status_after_suspension(self) -> OrderStatus:
        return order_status(self.effective, self.expiration, is_suspended=True, today=self.today)

    @property
    def status_after_reactivation(self) -> OrderStatus:
        return order_status(self.effective, self.expiration, is_suspended=False, today=self.today)

    @property
    def ends_soon(self) -> bool:
        return ends_soon(self.status, self.expiration, self.today)

    @property
    def risk(self) -> str:
        """Why an order in use is at risk, in words; empty when it is not."""
        return self._why("a line is low" if self.is_low else "")

    @property
    def warning(self) -> str:
        """What needs somebody about an order in use; empty when nothing does."""
        return self._why("a line is used up") if self.is_spent else self.risk

    def _why(self, line: str) -> str:
        ends = f"ends {days_left_words(self.expiration, self.today)}" if self.ends_soon else ""
        soon = "" if self.is_low or not self.runs_out else "at this rate used up before it ends"
        known = (line, soon) if counts_as_active(self.status) else ()
        return ", ".join(why for why in (*known, ends) if why)


AT_ONCE = 500
RISKS = ("is_low", "is_spent", "runs_out")
COLUMNS = [name for name in OrderRow.__slots__ if name != "today"]


@dataclass(frozen=True, slots=True)
class Room:
    """How many orders are active of how many that may be."""

    active: int
    most: int


@dataclass(frozen=True, slots=True)
class OrderFigures:
    """Purchase orders that are there, at risk, exhausted, set aside for a one-time purchase; currencies in use."""

    total: int
    at_risk: int
    exhausted: int
    set_aside: int
    currencies: list[str]


@dataclass(frozen=True, slots=True)
class Spend:
    """What invoices used of an order's tracked lines, and what these are worth, in its currency."""

    public_id: UUID
    po_id: str
    used: Decimal
    value: Decimal


def order_figures(today: date) -> OrderFigures:
    """How many orders there are, at risk and exhausted, and in which currencies those in use are; one statement."""
    for_one_time = Q(is_suspended=True, pk__in=OneTimeSuspension.objects.filter(purchase__is_open=True).values("order"))
    counted = {
        "total": Q(), "at_risk": at_risk(today), "exhausted": exhausted(today), "set_aside": for_one_time,
    }  # fmt: skip
    found = with_risks(present_orders(), today).aggregate(
        **{name: Count("pk", filter=condition) for name, condition in counted.items()},
        currencies=ArrayAgg("currency", distinct=True, filter=in_use(today), default=[]),
    )
    return OrderFigures(**found)


def orders_at_risk(today: date, most: int) -> list[OrderRow]:
    """The orders at risk that end first; one statement."""
    found = with_risks(present_orders(), today).filter(at_risk(today))
    return _rows(found.order_by("expiration", "po_key"), today, slice(most))


def spend_by_order(currency: str, today: date, most: int) -> tuple[Spend, ...]:
    """What is used of the tracked lines of the active and upcoming orders of a currency, most first; one statement."""
    used = with_figures(present_orders().filter(in_use(today), currency=currency)).exclude(used=None)
    columns = ("public_id", "po_id", "used", "value")
    return tuple(Spend(*row) for row in used.order_by("-used", "po_key").values_list(*columns)[:most])


def present_rows(condition: Q, today: date, *, leaving_out: int) -> list[OrderRow]:
    """The orders there are that meet a condition, but one, by PO ID; one statement."""
    others = present_orders().filter(condition).exclude(pk=leaving_out)
    return _rows(with_risks(others, today).order_by("po_key"), today)


def active_room(today: date) -> Room:
    """Active orders (upcoming ones count) and how many there may be; two statements."""
    active = present_orders().filter(expiration__gte=today, is_suspended=False).count()
    return Room(active, ActiveLimit.objects.values_list("most", flat=True).get(pk=1))


def order_row(order: PurchaseOrder, today: date) -> OrderRow:
    """The row of an order that was read with its figures and risks."""
    return OrderRow(today=today, **{name: getattr(order, name) for name in COLUMNS})


def _rows(orders: Orders, today: date, rows: slice = slice(None)) -> list[OrderRow]:
    shown = with_figures(orders).annotate(**{name: F(name) for name in RISKS}).values(*COLUMNS)
    return [OrderRow(today=today, **row) for row in shown[rows]]


def taken_po_keys(po_ids: Iterable[str]) -> set[str]:
    """Which of these PO IDs are there already, by their keys; a statement for each 500."""
    keys = [po_key(po_id) for po_id in po_ids]
    chunks = (keys[start : start + AT_ONCE] for start in range(0, len(keys), AT_ONCE))
    found = (present_orders().filter(po_key__in=chunk).values_list("po_key", flat=True) for chunk in chunks)
    return {key for each in found for key in each}


def matched_before(documents: Collection[UUID]) -> set[tuple[UUID, int]]:
    """Of these documents the lines that matching put on a line item once, released since or not; one statement."""
    matched = BalanceEntry.objects.filter(kind=EntryKind.MATCH, document__in=documents)
    return set(matched.values_list("document", "document_line"))


def line_numbers(line_ids: Collection[int]) -> dict[int, str]:
    """The numbers of line items by id; one statement, none for none."""
    if not line_ids:
        return {}
    return dict(PurchaseOrderLine.objects.filter(pk__in=line_ids).values_list("pk", "number"))


@dataclass(frozen=True, slots=True)
class OrderChoice:
    """An order somebody may pick."""

    public_id: UUID
    po_id: str
    description: str

    @property
    def label(self) -> str:
        return f"{self.po_id} · {self.description[:60]}" if self.description else self.po_id


def order_choices(*, taking: tuple[str, int] | None = None) -> list[OrderChoice]:
    """Orders to pick from, by PO ID, at most 1,000: all, or those `taking` a currency and supplier; one statement."""
    orders = present_orders()
    if taking:
        currency, supplier = taking
        orders = orders.filter(Q(bill_from=None) | Q(bill_from=supplier), currency=currency, is_suspended=False)
    found = orders.order_by("po_key").values_list("public_id", "po_id", "description")[:1000]
    return [OrderChoice(*row) for row in found]


def present_order(public_id: UUID) -> BookOrder | None:
    """One order as matching sees it, deleted ones too, or None; two statements."""
    return load_order(public_id)


def present_matches(invoices: Sequence[InvoiceToMatch], uses: Mapping[int, Decimal] | None = None) -> list[Match]:
    """Where the invoices would go now, nothing locked or written; `uses` by line item are given back before.

    A credit note that names no order has no answer. Three statements.
    """
    return choose(invoices, present_book(invoices, uses or {}))


def present_book(invoices: Sequence[InvoiceToMatch], uses: Mapping[int, Decimal]) -> Book:
    """The orders that the invoices can match, `uses` by line item given back; three statements."""
    book = load_book(invoices)
    return replace(book, orders=tuple(without_uses(order, uses) for order in book.orders)) if uses else book


def present_no_po_words() -> frozenset[str]:
    """The words, as compared, that name no order where an invoice prints them; one statement."""
    return no_po_words().compared

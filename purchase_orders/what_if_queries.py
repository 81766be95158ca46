"""What an edit, a suspension or a new order would have changed in the last twelve months."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from common.money import ZERO
from purchase_orders.book import Book
from purchase_orders.candidates import load_whole_book
from purchase_orders.facts import OrderFacts
from purchase_orders.match_numbers import looks_for_order
from purchase_orders.models import PurchaseOrderLine, Trial
from purchase_orders.natural_order import natural_key
from purchase_orders.past_invoices import PastInvoice, past_invoices
from purchase_orders.placing import without_uses
from purchase_orders.what_if import Compared, Difference, Place, compared, left_of_orders, with_edit, with_suspended

YEAR = timedelta(days=365)
MOST = 2000  # documents that are matched while somebody waits


@dataclass(frozen=True, slots=True)
class DifferenceRow:
    """An amount of one document that would go elsewhere; places are "PO-1 · 2", empty for none."""

    public_id: UUID
    number: str
    before: str
    after: str
    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class BalanceRow:
    """What is left of an order now and what would be, over its tracked lines; None for an order not there yet."""

    po_id: str
    before: Decimal | None
    after: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What would change among the `looked_at` newest of `documents` received since `since`: amounts, and balances."""

    since: date
    documents: int
    looked_at: int
    rows: tuple[DifferenceRow, ...]
    balances: tuple[BalanceRow, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether every document was looked at."""
        return self.looked_at >= self.documents


def to_stored(found: WhatIf) -> dict[str, Any]:
    """As JSON."""
    rows = [
        [str(each) for each in (r.public_id, r.number, r.before, r.after, r.amount, r.currency)] for r in found.rows
    ]
    balances = [
        [b.po_id, None if b.before is None else str(b.before), str(b.after), b.currency] for b in found.balances
    ]
    counts = {"documents": found.documents, "looked_at": found.looked_at}
    return {"since": found.since.isoformat(), **counts, "rows": rows, "balances": balances}


def trial_found(public_id: UUID) -> WhatIf | None:
    """What a job has worked out; None while it has not. Raises Trial.DoesNotExist. One statement."""
    stored = Trial.objects.get(public_id=public_id).found
    if stored is None:
        return None
    rows = tuple(DifferenceRow(UUID(p), n, b, a, Decimal(amount), c) for p, n, b, a, amount, c in stored["rows"])
    balances = tuple(
        BalanceRow(po_id, None if before is None else Decimal(before), Decimal(after), currency)
        for po_id, before, after, currency in stored.get("balances", ())
    )
    return WhatIf(date.fromisoformat(stored["since"]), stored["documents"], stored["looked_at"], rows, balances)


def what_if_edited(order_id: int | None, facts: OrderFacts, today: date, most: int = MOST) -> WhatIf:
    """As if the order had been written so a year ago; None is a new order. Seven statements."""
    start, at = _start(today, most), datetime.now(UTC)
    lines = PurchaseOrderLine.objects.filter(order=order_id)
    after = with_edit(start.book, order_id, facts, dict(lines.values_list("pk", "value")), at)
    return _told(start, after, today)


def what_if_suspended(order_ids: Collection[int], *, suspended: bool, today: date, most: int = MOST) -> WhatIf:
    """As if the orders had been suspended, or active, for a year. Six statements."""
    start = _start(today, most)
    after = with_suspended(start.book, frozenset(order_ids), suspended=suspended, at=datetime.now(UTC))
    return _told(start, after, today)


@dataclass(frozen=True, slots=True)
class _Start:
    """The documents of the year that look for an order, every order as it was before these used it, and as it is now,
    and how many documents were looked at.
    """

    looked_at: int
    present: Book
    invoices: Sequence[PastInvoice]
    book: Book


def _start(today: date, most: int) -> _Start:
    book = load_whole_book()
    received = past_invoices.since(today - YEAR, most)
    invoices = [each for each in received if looks_for_order(each.to_match, book.no_po_words)]
    uses: dict[int, Decimal] = defaultdict(Decimal)
    for invoice in invoices:
        for line_id, amount in invoice.uses:
            uses[line_id] += amount
    before = replace(book, orders=tuple(without_uses(order, uses) for order in book.orders))
    return _Start(len(received), book, invoices, before)


def _told(start: _Start, after: Book, today: date) -> WhatIf:
    since = today - YEAR
    by_key = {invoice.to_match.key: invoice for invoice in start.invoices}
    found = compared([invoice.to_match for invoice in start.invoices], start.book, after)
    rows = tuple(_row(each, by_key[each.key]) for each in found.differences if each.amount != ZERO)
    balances = tuple(_balances(start.present, found, after))
    return WhatIf(since, past_invoices.count(since), start.looked_at, rows, balances)


def _balances(present: Book, found: Compared, after: Book) -> Iterator[BalanceRow]:
    """The orders whose balance would be another, by PO ID: what it is now, changed as the one book differs."""
    now = left_of_orders(present)
    for order in sorted(after.orders, key=lambda each: natural_key(each.po_id)):
        if order.id not in found.left_after:
            continue
        difference = found.left_after[order.id] - found.left_before.get(order.id, ZERO)
        if difference or order.id not in now:
            yield BalanceRow(order.po_id, now.get(order.id), now.get(order.id, ZERO) + difference, order.currency)


def _row(found: Difference, invoice: PastInvoice) -> DifferenceRow:
    return DifferenceRow(
        invoice.public_id, invoice.number, _words(found.before), _words(found.after), found.amount,
        invoice.to_match.currency,
    )  # fmt: skip


def _words(place: Place) -> str:
    return " · ".join(part for part in place if part)

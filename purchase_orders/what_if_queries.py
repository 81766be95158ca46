"""What an edit, a suspension or a new order would have changed in the last twelve months."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from common.money import ZERO
from purchase_orders.book import Book
from purchase_orders.candidates import load_orders
from purchase_orders.facts import OrderFacts
from purchase_orders.models import PurchaseOrderLine, Trial
from purchase_orders.past_invoices import PastInvoice, past_invoices
from purchase_orders.placing import without_uses
from purchase_orders.what_if import Difference, Place, differences, with_edit, with_suspended

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
class WhatIf:
    """What would change among the `looked_at` newest of `documents` received since `since`."""

    since: date
    documents: int
    looked_at: int
    rows: tuple[DifferenceRow, ...]

    @property
    def is_whole(self) -> bool:
        """Whether every document was looked at."""
        return self.looked_at >= self.documents


def to_stored(found: WhatIf) -> dict[str, Any]:
    """As JSON."""
    rows = [
        [str(each) for each in (r.public_id, r.number, r.before, r.after, r.amount, r.currency)] for r in found.rows
    ]
    return {"since": found.since.isoformat(), "documents": found.documents, "looked_at": found.looked_at, "rows": rows}


def trial_found(public_id: UUID) -> WhatIf | None:
    """What a job has worked out; None while it has not. Raises Trial.DoesNotExist. One statement."""
    stored = Trial.objects.get(public_id=public_id).found
    if stored is None:
        return None
    rows = tuple(DifferenceRow(UUID(p), n, b, a, Decimal(amount), c) for p, n, b, a, amount, c in stored["rows"])
    return WhatIf(date.fromisoformat(stored["since"]), stored["documents"], stored["looked_at"], rows)


def what_if_edited(order_id: int | None, facts: OrderFacts, today: date, most: int = MOST) -> WhatIf:
    """As if the order had been written so a year ago; None is a new order. Six statements."""
    invoices = past_invoices.since(today - YEAR, most)
    before, at = _book(invoices), datetime.now(UTC)
    lines = PurchaseOrderLine.objects.filter(order=order_id)
    after = with_edit(before, order_id, facts, dict(lines.values_list("pk", "value")), at)
    return _told(invoices, before, after, today)


def what_if_suspended(order_ids: Collection[int], *, suspended: bool, today: date, most: int = MOST) -> WhatIf:
    """As if the orders had been suspended, or active, for a year. Five statements."""
    invoices = past_invoices.since(today - YEAR, most)
    before = _book(invoices)
    after = with_suspended(before, frozenset(order_ids), suspended=suspended, at=datetime.now(UTC))
    return _told(invoices, before, after, today)


def _book(invoices: Sequence[PastInvoice]) -> Book:
    """Every order as it was before these invoices used it."""
    uses: dict[int, Decimal] = defaultdict(Decimal)
    for invoice in invoices:
        for line_id, amount in invoice.uses:
            uses[line_id] += amount
    return Book(tuple(without_uses(order, uses) for order in load_orders()))


def _told(invoices: Sequence[PastInvoice], before: Book, after: Book, today: date) -> WhatIf:
    since = today - YEAR
    by_key = {invoice.to_match.key: invoice for invoice in invoices}
    found = differences([invoice.to_match for invoice in invoices], before, after)
    rows = tuple(_row(each, by_key[each.key]) for each in found if each.amount != ZERO)
    return WhatIf(since, past_invoices.count(since), len(invoices), rows)


def _row(found: Difference, invoice: PastInvoice) -> DifferenceRow:
    return DifferenceRow(
        invoice.public_id, invoice.number, _words(found.before), _words(found.after), found.amount,
        invoice.to_match.currency,
    )  # fmt: skip


def _words(place: Place) -> str:
    return " · ".join(part for part in place if part)

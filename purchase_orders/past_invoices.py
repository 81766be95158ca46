"""The invoices of the past that a what-if matches once more, told by the room of documents above this one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from purchase_orders.book import InvoiceToMatch


@dataclass(frozen=True, slots=True)
class PastInvoice:
    """A received document as matching takes it; `uses` is what it uses now, by line item."""

    public_id: UUID
    number: str
    to_match: InvoiceToMatch
    uses: tuple[tuple[int, Decimal], ...]


Finder = Callable[[date, int], Sequence[PastInvoice]]
Counter = Callable[[date], int]


class PastInvoices:
    """Holds the functions that find and count received documents; without them there are none."""

    def __init__(self) -> None:
        self._finder: Finder = lambda since, most: ()
        self._counter: Counter = lambda since: 0

    def told_by(self, finder: Finder, counter: Counter) -> None:
        """Use these functions from now on; called once when the process starts."""
        self._finder, self._counter = finder, counter

    def since(self, day: date, most: int) -> Sequence[PastInvoice]:
        """The newest `most` documents of the open books issued on the day or later, in the order they were matched."""
        return self._finder(day, most)

    def count(self, day: date) -> int:
        """How many there are since the day."""
        return self._counter(day)


past_invoices = PastInvoices()

"""The running balance of line items while invoices are matched, and how one order's line items take an invoice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from purchase_orders.book import BookLine
from purchase_orders.match_needs import Need
from purchase_orders.order_sets import Orders, orders_at


@dataclass(frozen=True, slots=True)
class Demand:
    """An invoice as the balances see it: one need and one gross amount for each of its lines, in order."""

    needs: Sequence[Need]
    grosses: Sequence[Decimal]
    gives_back: bool

    @property
    def most(self) -> int:
        """A power of two that no sum of its positive amounts exceeds."""
        positive = [gross for gross in self.grosses if gross > 0] if self.gives_back else self.grosses
        return 1 << int(sum(positive)).bit_length()


@dataclass(frozen=True, slots=True)
class Fit:
    """An invoice laid onto the order at `place`: a line item or None per invoice line, what is left of each used."""

    place: int
    lines: tuple[BookLine | None, ...]
    left: dict[int, Decimal]
    gives_back: bool


class Balances:
    """What is left of each line item, starting from the book; line items without tracking always have enough.

    Beside the exact balances it keeps bounds that spare most searches: a ceiling of what each pool has once it was
    searched in vain, and the floor to which any line item of an order has fallen.
    """

    def __init__(self) -> None:
        self._left: dict[int, Decimal] = {}
        self._ceilings: dict[int, Decimal] = {}
        self._floors: dict[int, Decimal] = {}
        self._drained: dict[int, Orders] = {}

    def left(self, line: BookLine) -> Decimal:
        return self._left.get(line.id, line.remaining)

    def fit_with_enough(self, place: int, demand: Demand) -> Fit | None:
        """The invoice laid onto the order on a running balance; None if any line item used lacks balance for its line.

        Nothing is kept until `keep`.
        """
        taken: dict[int, Decimal] = {}
        lines: list[BookLine | None] = []
        for need, gross in zip(demand.needs, demand.grosses, strict=True):
            pool = need.pools[place]
            line = self._take(pool, gross, taken, demand) if pool else None
            if pool and line is None:
                return None
            lines.append(line)
        return Fit(place, tuple(lines), taken, demand.gives_back)

    def fit_regardless(self, place: int, demand: Demand) -> Fit:
        """The same where balance may be short: such lines go to the first line item of their pool."""
        taken: dict[int, Decimal] = {}
        lines: list[BookLine | None] = []
        for need, gross in zip(demand.needs, demand.grosses, strict=True):
            pool = need.pools[place]
            line = self._take(pool, gross, taken, demand) if pool else None
            if pool and line is None:
                line = pool[0]
                taken[line.id] = taken.get(line.id, self.left(line)) - gross
            lines.append(line)
        return Fit(place, tuple(lines), taken, demand.gives_back)

    def keep(self, fit: Fit) -> None:
        """Keep what an invoice leaves of the order's line items."""
        if not fit.left:
            return
        if fit.gives_back:
            self._ceilings.clear()
        self._left.update(fit.left)
        least = min(fit.left.values())
        floor = self._floors[fit.place] = min(least, self._floors.get(fit.place, least))
        for amount, orders in self._drained.items():
            if floor < amount:
                self._drained[amount] = orders | 1 << fit.place

    def undrained(self, amount: int) -> Orders:
        """Orders of which no line item has fallen below `amount` since the start."""
        drained = self._drained.get(amount)
        if drained is None:
            drained = orders_at(place for place, floor in self._floors.items() if floor < amount)
            self._drained[amount] = drained
        return ~drained

    def _take(self, pool: list[BookLine], gross: Decimal, taken: dict[int, Decimal], demand: Demand) -> BookLine | None:
        """Take the amount from the first line item with enough; None, and nothing taken, when none has."""
        if gross > 0 and gross > self._ceilings.get(id(pool), gross) and not demand.gives_back:
            return None
        for line in pool:
            if not line.is_tracked:
                return line
            left = taken.get(line.id)
            if left is None:
                left = self._left.get(line.id, line.remaining)
            if left >= gross or gross <= 0:
                taken[line.id] = left - gross
                return line
        self._ceilings[id(pool)] = max(map(self.left, pool))
        return None

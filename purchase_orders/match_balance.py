"""The running balance of line items while invoices are matched, and how one order's line items take an invoice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from purchase_orders.book import BookLine
from purchase_orders.match_needs import Need
from purchase_orders.order_sets import Orders, orders_at

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Demand:
    """An invoice as the balances see it: one need and one gross amount for each of its lines, in order."""

    needs: Sequence[Need]
    grosses: Sequence[Decimal]

    @property
    def most(self) -> Decimal:
        """A power of ten that no sum of its positive amounts exceeds."""
        total = sum((gross for gross in self.grosses if gross > 0), NOTHING)
        return Decimal(1).scaleb(total.adjusted() + 1)


@dataclass(frozen=True, slots=True)
class Fit:
    """An invoice laid onto the order at `place`: a line item or None per invoice line, what is left of each used."""

    place: int
    lines: tuple[BookLine | None, ...]
    left: dict[int, Decimal]


class Balances:
    """What is left of each line item, starting from the book; line items without tracking always have enough.

    Beside the exact balances it keeps bounds that spare most searches: a ceiling of what each pool has once it was
    searched in vain, and the floor to which any line item of an order has fallen.
    """

    def __init__(self) -> None:
        self._left: dict[int, Decimal] = {}
        self._ceilings: dict[int, Decimal] = {}
        self._floors: dict[int, Decimal] = {}
        self._drained: dict[Decimal, Orders] = {}

    def left(self, line: BookLine) -> Decimal:
        return self._left.get(line.id, line.remaining)

    def has_enough(self, place: int, demand: Demand) -> bool:
        """Whether the order has enough balance for the invoice on the line items it would use."""
        taken: dict[int, Decimal] = {}
        for need, gross in zip(demand.needs, demand.grosses, strict=True):
            pool = need.pools[place]
            if pool and not self._take(pool, gross, taken):
                return False
        return True

    def fit(self, place: int, demand: Demand) -> Fit:
        """Lay the invoice onto the order, line by line on a running balance, without keeping anything."""
        taken: dict[int, Decimal] = {}
        lines: list[BookLine | None] = []
        for need, gross in zip(demand.needs, demand.grosses, strict=True):
            pool = need.pools[place]
            line = self._take(pool, gross, taken) if pool else None
            if pool and line is None:
                line = pool[0]
                taken[line.id] = taken.get(line.id, self.left(line)) - gross
            lines.append(line)
        return Fit(place, tuple(lines), taken)

    def keep(self, fit: Fit) -> None:
        """Keep what an invoice leaves of the order's line items."""
        if not fit.left:
            return
        if any(left > self._left.get(line_id, left) for line_id, left in fit.left.items()):
            self._ceilings.clear()
        self._left.update(fit.left)
        least = min(fit.left.values())
        floor = self._floors[fit.place] = min(least, self._floors.get(fit.place, least))
        for amount, orders in self._drained.items():
            if floor < amount:
                self._drained[amount] = orders | 1 << fit.place

    def surely_enough(self, demand: Demand) -> Orders:
        """Orders that certainly have enough for the invoice; about the others only `has_enough` can tell.

        Enough is certain when some line item of each pool had the whole invoice's sum at the start and no line item of
        the order has fallen below that sum since.
        """
        most = demand.most
        orders = ~self._drained_below(most)
        for need in set(demand.needs):
            orders &= need.ample(most)
        return orders

    def _take(self, pool: list[BookLine], gross: Decimal, taken: dict[int, Decimal]) -> BookLine | None:
        """Take the amount from the first line item with enough; None, and nothing taken, when none has."""
        if gross > 0 and gross > self._ceilings.get(id(pool), gross):
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

    def _drained_below(self, amount: Decimal) -> Orders:
        if amount not in self._drained:
            self._drained[amount] = orders_at(place for place, floor in self._floors.items() if floor < amount)
        return self._drained[amount]

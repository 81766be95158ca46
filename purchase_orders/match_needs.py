"""What one invoice line asks of a line item, which orders can take it, and why the others cannot."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import IntEnum

from purchase_orders.book import BookLine, BookOrder, ChargeType, Key, LineType
from purchase_orders.explanation import Rule
from purchase_orders.match_index import Admitted, BookIndex, Window, is_seller_admitted
from purchase_orders.natural_order import natural_key
from purchase_orders.order_sets import Orders, places, union

Reason = tuple[Rule, tuple[str, ...]]


class Rank(IntEnum):
    """How specifically a line item takes an invoice line; the higher goes first."""

    ALL = 1
    TYPE = 2
    TRANSACTION = 3
    PRODUCT = 4
    EXPLICIT = 5


TYPE_OF = {
    ChargeType.USAGE: LineType.MONTHLY_USAGE,
    ChargeType.SUBSCRIPTION: LineType.SUBSCRIPTION,
    ChargeType.SERVICES: LineType.SERVICES,
}


@dataclass(frozen=True, slots=True)
class Asked:
    """The facts of an invoice line that decide which line items qualify; texts that are missing are None."""

    charge_type: str
    product_code: str | None
    seller: Key | None
    on: date
    is_named: bool

    @property
    def types(self) -> tuple[tuple[Rank, LineType], ...]:
        """The line types that take the charge type, the most specific first."""
        if self.charge_type == ChargeType.MARKETPLACE:
            if self.is_named:
                return (Rank.TRANSACTION, LineType.MARKETPLACE_TRANSACTION), (Rank.ALL, LineType.ALL)
            return (Rank.TYPE, LineType.MARKETPLACE_BLANKET), (Rank.ALL, LineType.ALL)
        if self.charge_type == ChargeType.UNKNOWN:
            return ((Rank.ALL, LineType.ALL),)
        return (Rank.TYPE, TYPE_OF[ChargeType(self.charge_type)]), (Rank.ALL, LineType.ALL)


@dataclass(frozen=True, slots=True)
class Level:
    """The orders whose best line items for a need are of one rank, and the windows those line items lie in."""

    rank: Rank
    orders: Orders
    windows: tuple[Window, ...]


@dataclass(slots=True, eq=False)
class Need:
    """All invoice lines that ask the same: `covers` are the orders with a qualifying line item, by `levels`."""

    asked: Asked
    levels: tuple[Level, ...]
    covers: Orders
    _pools: dict[int, list[BookLine]] = field(default_factory=dict)
    _ample: dict[Decimal, Orders] = field(default_factory=dict)

    def pool(self, place: int) -> list[BookLine]:
        """The order's line items of its best rank, narrowest period first, then lowest number; empty if none."""
        pool = self._pools.get(place)
        if pool is None:
            pool = self._pools[place] = self._sorted_pool(place)
        return pool

    def ample(self, amount: Decimal) -> Orders:
        """Orders that surely have enough for an invoice of `amount`; those that take no part are among them."""
        if amount not in self._ample:
            enough = ~self.covers
            for level in self.levels:
                enough |= level.orders & union(window.ample(amount) for window in level.windows)
            self._ample[amount] = enough
        return self._ample[amount]

    def _sorted_pool(self, place: int) -> list[BookLine]:
        for level in self.levels:
            if level.orders >> place & 1:
                lines = [line for window in level.windows for line in window.lines.get(place, ())]
                return sorted(lines, key=lambda line: (line.end - line.start, natural_key(line.number), line.id))
        return []


def need_for(asked: Asked, index: BookIndex) -> Need:
    """The need of `asked` over all orders of the index."""
    valid = index.validity(asked.on).orders
    covered = 0
    levels = []
    for rank, admitted in _admitted(asked, index):
        orders = admitted.orders & valid & ~covered
        covered |= orders
        if orders:
            levels.append(Level(rank, orders, admitted.windows))
    return Need(asked, tuple(levels), covered)


def explicit_need(line: BookLine, place: int, asked: Asked) -> Need:
    """The need of an invoice line that names this line item of the order it names."""
    window = Window(line.start, line.end, None, None, 1 << place, {place: [line]})
    return Need(asked, (Level(Rank.EXPLICIT, 1 << place, (window,)),), 1 << place)


def _admitted(asked: Asked, index: BookIndex) -> Iterator[tuple[Rank, Admitted]]:
    if asked.product_code:
        yield Rank.PRODUCT, index.of_product(asked.product_code, asked.on, asked.seller)
    for rank, line_type in asked.types:
        yield rank, index.of_type(line_type, asked.on, asked.seller)


class Misses:
    """Why orders of an index take none of an invoice's lines: of several lines, the one that came closest."""

    def __init__(self, index: BookIndex) -> None:
        self._index = index
        self._reasons: dict[tuple[Asked, int], Reason] = {}

    def reasons(self, needs: Iterable[Need], dropped: Orders) -> dict[Reason, Orders]:
        """`dropped` split by rule and facts: nearly valid and fitting line items first, then wrong types, then dates."""
        asked = list(dict.fromkeys(need.asked for need in needs))
        found: dict[Reason, Orders] = defaultdict(int)
        for part in (self._near, self._untyped, self._invalid):
            for question in asked:
                for reason, orders in part(question, dropped):
                    found[reason] |= orders
                    dropped &= ~orders
        return found

    def _near(self, asked: Asked, dropped: Orders) -> Iterator[tuple[Reason, Orders]]:
        near = dropped & self._index.validity(asked.on).orders & self._fitting(asked)
        for place in places(near):
            key = (asked, place)
            if key not in self._reasons:
                self._reasons[key] = _nearest_miss(self._index.orders[place], asked)
            yield self._reasons[key], 1 << place

    def _untyped(self, asked: Asked, dropped: Orders) -> Iterator[tuple[Reason, Orders]]:
        untyped = dropped & self._index.validity(asked.on).orders
        if untyped:
            yield (Rule.TYPE, (asked.charge_type,)), untyped

    def _invalid(self, asked: Asked, dropped: Orders) -> Iterator[tuple[Reason, Orders]]:
        for rule, facts, orders in self._index.validity(asked.on).dropped:
            if orders & dropped:
                yield (rule, facts), orders & dropped

    def _fitting(self, asked: Asked) -> Orders:
        shelves = [self._index.types.get(line_type, ()) for _, line_type in asked.types]
        if asked.product_code:
            shelves.append(self._index.products.get(asked.product_code, ()))
        return union(window.orders for shelf in shelves for window in shelf)


def _nearest_miss(order: BookOrder, asked: Asked) -> Reason:
    types = {line_type for _, line_type in asked.types}
    fitting = [
        line
        for line in order.lines
        if line.type in types or (asked.product_code and line.product_code == asked.product_code)
    ]
    fitting.sort(key=lambda line: (days_off(line, asked.on), natural_key(line.number), line.id))
    for line in fitting:
        if is_seller_admitted(asked.seller, order.seller_of_record, line.seller_of_record):
            return date_miss(line, asked.on)
    return Rule.SELLER, seller_miss(order, fitting[0], asked.seller)


def days_off(line: BookLine, on: date) -> int:
    """Days between the day and the line item's period, 0 inside."""
    return max((line.start - on).days, (on - line.end).days, 0)


def date_miss(line: BookLine, on: date) -> Reason:
    """How a line item misses the day: it ended before or starts after it."""
    if on > line.end:
        return Rule.LINE_ENDED, (line.number, str(line.end), str(on))
    return Rule.LINE_STARTS, (line.number, str(line.start), str(on))


def seller_miss(order: BookOrder, line: BookLine, seller: Key | None) -> tuple[str, str]:
    """The line number and the seller of record wanted there that is not the invoice line's."""
    wanted = order.seller_of_record
    if not wanted or wanted == seller:
        wanted = line.seller_of_record
    return line.number, str(wanted)

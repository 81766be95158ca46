"""What one invoice line asks of a line item, which orders can take it, and why the others cannot."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum

from purchase_orders.book import BookLine, BookOrder, ChargeType, Key, LineType
from purchase_orders.explanation import Rule
from purchase_orders.match_index import BookIndex, Opening, Shelf, Window, is_seller_admitted
from purchase_orders.natural_order import natural_key
from purchase_orders.order_sets import Orders, places

Reason = tuple[Rule, tuple[str, ...]]


class Rank(IntEnum):
    """How specifically a line item takes an invoice line; the higher goes first."""

    ALL = 1
    TYPE = 2
    TRANSACTION = 3
    PRODUCT = 4
    EXPLICIT = 5


Taking = tuple[tuple[Rank, LineType], ...]
BY_ALL = (Rank.ALL, LineType.ALL)
TAKING: dict[str, Taking] = {
    ChargeType.USAGE: ((Rank.TYPE, LineType.MONTHLY_USAGE), BY_ALL),
    ChargeType.SUBSCRIPTION: ((Rank.TYPE, LineType.SUBSCRIPTION), BY_ALL),
    ChargeType.SERVICES: ((Rank.TYPE, LineType.SERVICES), BY_ALL),
    ChargeType.MARKETPLACE: ((Rank.TYPE, LineType.MARKETPLACE_BLANKET), BY_ALL),
    ChargeType.UNKNOWN: (BY_ALL,),
}
TAKING_NAMED = TAKING | {
    ChargeType.MARKETPLACE: ((Rank.TRANSACTION, LineType.MARKETPLACE_TRANSACTION), BY_ALL),
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
    def taking(self) -> Taking:
        """The line types that take the charge type, the most specific first."""
        return (TAKING_NAMED if self.is_named else TAKING)[self.charge_type]

    @property
    def sort_key(self) -> tuple[str, ...]:
        """The place among the lines of an invoice when reasons are looked for."""
        return str(self.on), self.charge_type, self.product_code or "", str(self.seller or "")


@dataclass(frozen=True, slots=True)
class Level:
    """The orders whose best line items for a need are of one rank, and where those line items lie."""

    rank: Rank
    orders: Orders
    opening: Opening


@dataclass(slots=True, eq=False)
class Need:
    """All invoice lines that ask the same.

    `covers` are the orders with a qualifying line item, by `levels`; `fitting` those with a line item of the right type
    or product, whatever its dates and seller; `valid` those whose own dates include the match date.
    """

    asked: Asked
    levels: tuple[Level, ...]
    covers: Orders
    fitting: Orders
    valid: Orders
    pools: NeedPools = field(init=False)

    def __post_init__(self) -> None:
        self.pools = NeedPools(self.levels)

    def ample(self, amount: int) -> Orders:
        """Orders that surely have enough for an invoice of `amount`; those that take no part are among them."""
        ample = ~self.covers
        for level in self.levels:
            ample |= level.orders & level.opening.ample(amount)
        return ample


class NeedPools(dict[int, list[BookLine]]):
    """By the place of an order: its line items of its best rank for a need, in the order of choice."""

    def __init__(self, levels: tuple[Level, ...]) -> None:
        super().__init__()
        self._levels = levels

    def __missing__(self, place: int) -> list[BookLine]:
        pool: list[BookLine] = []
        for level in self._levels:
            if level.orders >> place & 1:
                pool = level.opening.pools[place]
        self[place] = pool
        return pool


def need_for(asked: Asked, index: BookIndex) -> Need:
    """The need of `asked` over all orders of the index."""
    valid = index.validity(asked.on).orders
    covers = fitting = 0
    levels = []
    for rank, shelf in _shelves(asked, index):
        fitting |= shelf.orders
        opening = index.opening(shelf, asked.on, asked.seller)
        orders = opening.orders & valid & ~covers
        if orders:
            levels.append(Level(rank, orders, opening))
            covers |= orders
    return Need(asked, tuple(levels), covers, fitting, valid)


def explicit_need(line: BookLine, place: int, need: Need) -> Need:
    """The need of an invoice line that names this line item of the order it names."""
    window = Window(line.start, line.end, None, None, 1 << place, {place: [line]})
    return Need(need.asked, (Level(Rank.EXPLICIT, 1 << place, Opening((window,))),), 1 << place, 1 << place, need.valid)


def _shelves(asked: Asked, index: BookIndex) -> Iterator[tuple[Rank, Shelf]]:
    if asked.product_code and asked.product_code in index.products:
        yield Rank.PRODUCT, index.products[asked.product_code]
    for rank, line_type in asked.taking:
        if line_type in index.types:
            yield rank, index.types[line_type]


class Misses:
    """Why orders of an index take none of an invoice's lines: of several lines, the one that came closest."""

    def __init__(self, index: BookIndex) -> None:
        self._index = index
        self._near: dict[tuple[Asked, int], Reason] = {}

    def reasons(self, needs: Sequence[Need], dropped: Orders) -> dict[Reason, Orders]:
        """`dropped` split by rule and facts: fitting line items first, then types that do not fit, then dates."""
        found: dict[Reason, Orders] = defaultdict(int)
        for need in needs:
            near = dropped & need.valid & need.fitting
            dropped &= ~near
            for place in places(near):
                found[self._near_miss(place, need.asked)] |= 1 << place
        for charges, orders in _by_charges(needs, dropped).items():
            if charges:
                found[Rule.TYPE, charges] |= orders
                dropped &= ~orders
        for rule, facts, invalid in self._index.validity(needs[0].asked.on).dropped:
            if dropped & invalid:
                found[rule, facts] |= dropped & invalid
        return found

    def _near_miss(self, place: int, asked: Asked) -> Reason:
        key = (asked, place)
        if key not in self._near:
            self._near[key] = _nearest_miss(self._index.orders[place], asked)
        return self._near[key]


def _by_charges(needs: Sequence[Need], orders: Orders) -> dict[tuple[str, ...], Orders]:
    """The orders by the charge types billed for days on which they are valid; none of those on no such day."""
    parted: dict[tuple[str, ...], Orders] = {(): orders}
    for need in needs:
        charge = need.asked.charge_type
        for charges, part in list(parted.items()):
            valid = part & need.valid
            if valid and charge not in charges:
                parted[charges] = part & ~valid
                parted[*charges, charge] = parted.get((*charges, charge), 0) | valid
    return {charges: part for charges, part in parted.items() if part}


def _nearest_miss(order: BookOrder, asked: Asked) -> Reason:
    types = {line_type for _, line_type in asked.taking}
    product = asked.product_code
    fitting = [line for line in order.lines if line.type in types or (product and line.product_code == product)]
    admitted = [
        line for line in fitting if is_seller_admitted(asked.seller, order.seller_of_record, line.seller_of_record)
    ]
    if admitted:
        return date_miss(_nearest(admitted, asked.on), asked.on)
    return Rule.SELLER, seller_miss(order, _nearest(fitting, asked.on), asked.seller)


def _nearest(lines: list[BookLine], on: date) -> BookLine:
    off = [days_off(line, on) for line in lines]
    least = min(off)
    nearest = (line for line, days in zip(lines, off, strict=True) if days == least)
    return min(nearest, key=lambda line: natural_key(line.number))


def days_off(line: BookLine, on: date) -> int:
    """Days between the day and the line item's period, 0 inside."""
    if on > line.end:
        return (on - line.end).days
    return (line.start - on).days if on < line.start else 0


def date_miss(line: BookLine, on: date) -> Reason:
    """How a line item misses the day: it ended before or starts after it."""
    if on > line.end:
        return Rule.LINE_ENDED, (line.number, str(line.end), str(on))
    return Rule.LINE_STARTS, (line.number, str(line.start), str(on))


def seller_miss(order: BookOrder, line: BookLine, seller: Key | None) -> tuple[str, str]:
    """The seller of record wanted that is not the invoice line's, after the line number if only the line wants it."""
    if order.seller_of_record and order.seller_of_record != seller:
        return "", str(order.seller_of_record)
    return line.number, str(line.seller_of_record)

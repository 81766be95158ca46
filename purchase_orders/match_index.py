"""A buyer's book arranged for matching: orders as bits, line items on shelves by type and by product code.

Orders stand in the order of preference (edited last, then lowest PO ID). A set of them is an integer, so coverage,
candidates and reasons of a hundred orders are a few operations on whole sets.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import compress

from purchase_orders.book import Book, BookLine, BookOrder, Key, folded
from purchase_orders.explanation import Group, Rule
from purchase_orders.natural_order import natural_key
from purchase_orders.order_sets import Orders, orders_at, union

WindowKey = tuple[date, date, Key | None, Key | None]
ShelfKey = tuple[str, WindowKey]
Found = dict[ShelfKey, list[BookLine]]
Lines = dict[str, list[BookLine]]
MOST_NAMED = 200
ENDLESS = 1 << 100


@dataclass(slots=True)
class Window:
    """Line items of many orders with the same validity and sellers of record, by the place of their order."""

    start: date
    end: date
    order_seller: Key | None
    line_seller: Key | None
    orders: Orders = 0
    lines: dict[int, list[BookLine]] = field(default_factory=dict)
    _most: dict[int, int] = field(default_factory=dict)
    _ample: dict[int, Orders] = field(default_factory=dict)

    def admits(self, on: date, seller: Key | None) -> bool:
        return self.start <= on <= self.end and is_seller_admitted(seller, self.order_seller, self.line_seller)

    def ample(self, amount: int) -> Orders:
        """Orders that have a line item here which covers `amount` by the balances the book came with."""
        if not self._most:
            self._most = {place: most_at_start(lines) for place, lines in self.lines.items()}
        if amount not in self._ample:
            self._ample[amount] = orders_at(place for place, most in self._most.items() if most >= amount)
        return self._ample[amount]


@dataclass(slots=True)
class Shelf:
    """All windows of one line type or product code, and the orders that have such line items at all."""

    windows: list[Window] = field(default_factory=list)
    orders: Orders = 0


class Pools(dict[int, list[BookLine]]):
    """By the place of an order: its line items in some windows, narrowest period first, then lowest number."""

    def __init__(self, windows: Iterable[Window]) -> None:
        super().__init__()
        self._windows = tuple(windows)

    def __missing__(self, place: int) -> list[BookLine]:
        lines = [line for window in self._windows for line in window.lines.get(place, ())]
        if len(lines) > 1:
            lines.sort(key=lambda line: (line.end - line.start, natural_key(line.number), line.id))
        self[place] = lines
        return lines


class Opening:
    """The windows of a shelf that are open for a match date and seller: the orders there and their line items."""

    def __init__(self, windows: tuple[Window, ...]) -> None:
        self.orders = union(window.orders for window in windows)
        self.pools = Pools(windows)
        self._windows = windows
        self._ample: dict[int, Orders] = {}

    def ample(self, amount: int) -> Orders:
        """Orders that have a line item here which covers `amount` by the balances the book came with."""
        ample = self._ample.get(amount)
        if ample is None:
            ample = self._ample[amount] = union(window.ample(amount) for window in self._windows)
        return ample


@dataclass(frozen=True, slots=True)
class Validity:
    """Which orders are valid on a day, and the others by the fact that drops them."""

    orders: Orders
    dropped: tuple[tuple[Rule, tuple[str, ...], Orders], ...]


class BookIndex:
    """The live orders of a book, ready for invoice lines whose match dates lie between `first` and `last`."""

    def __init__(self, book: Book, first: date, last: date, products: set[str]) -> None:
        self.orders = _by_preference(order for order in book.orders if not order.is_deleted)
        self._po_ids = [order.po_id for order in self.orders]
        self.place_of: dict[str, int] = {}
        for place, po_id in enumerate(self._po_ids):
            self.place_of.setdefault(folded(po_id), place)
        self.sellers: set[Key | None] = {order.seller_of_record for order in self.orders}
        self.types: dict[str, Shelf] = {}
        self.products: dict[str, Shelf] = {}
        self._edited: dict[datetime, Orders] = defaultdict(int)
        self._openings: dict[tuple[int, date, Key | None], Opening] = {}
        self._same_openings: dict[tuple[int, ...], Opening] = {}
        self._validity: dict[date, Validity] = {}
        self._groups: dict[tuple[Rule, tuple[str, ...], Orders], Group] = {}
        self._shelve(first, last, products)

    def opening(self, shelf: Shelf, on: date, seller: Key | None) -> Opening:
        """What of the shelf is open; the same object whenever the same windows are."""
        key = (id(shelf), on, seller)
        if key not in self._openings:
            windows = tuple(window for window in shelf.windows if window.admits(on, seller))
            same = tuple(map(id, windows))
            self._openings[key] = self._same_openings.setdefault(same, Opening(windows))
        return self._openings[key]

    def validity(self, on: date) -> Validity:
        """Orders whose own dates include `on`; the line items' dates are looked at later."""
        if on not in self._validity:
            self._validity[on] = self._valid(on)
        return self._validity[on]

    def edited_with(self, place: int) -> Orders:
        """All orders edited at the very instant at which this one was."""
        if not self._edited:
            for other, order in enumerate(self.orders):
                self._edited[order.edited_at] |= 1 << other
        return self._edited[self.orders[place].edited_at]

    def group(self, rule: Rule, orders: Orders, facts: tuple[str, ...] = ()) -> Group:
        """The orders as a group of an explanation, the same object for the same question."""
        key = (rule, facts, orders)
        if key not in self._groups:
            self._groups[key] = self._named(rule, orders, facts)
        return self._groups[key]

    def _named(self, rule: Rule, orders: Orders, facts: tuple[str, ...]) -> Group:
        names = tuple(compress(self._po_ids, map(int, reversed(f"{orders:b}"))))
        return Group(rule, names[:MOST_NAMED], facts, max(0, len(names) - MOST_NAMED))

    def _valid(self, on: date) -> Validity:
        valid = 0
        dropped: dict[tuple[Rule, date], Orders] = defaultdict(int)
        for place, order in enumerate(self.orders):
            if on > order.expiration:
                dropped[Rule.ENDED, order.expiration] |= 1 << place
            elif on < order.effective:
                dropped[Rule.STARTS, order.effective] |= 1 << place
            else:
                valid |= 1 << place
        return Validity(valid, tuple((rule, (str(day), str(on)), at) for (rule, day), at in sorted(dropped.items())))

    def _shelve(self, first: date, last: date, products: set[str]) -> None:
        by_type: dict[ShelfKey, Window] = {}
        by_product: dict[ShelfKey, Window] = {}
        for place, order in enumerate(self.orders):
            if order.is_suspended or order.expiration < first or order.effective > last:
                continue
            typed, coded = _sorted_out(order, products)
            _put(by_type, self.types, place, typed)
            _put(by_product, self.products, place, coded)
        for shelf in self.types.values():
            self.sellers.update(window.line_seller for window in shelf.windows)


def most_at_start(lines: list[BookLine]) -> int:
    """What any of the line items covers alone at the start, in whole units; one without tracking covers everything."""
    most = lines[0].remaining
    for line in lines:
        if not line.is_tracked:
            return ENDLESS
        if line.remaining > most:
            most = line.remaining
    return math.floor(most)


def is_seller_admitted(seller: Key | None, of_order: Key | None, of_line: Key | None) -> bool:
    """Whether the sellers of record of order and line item, where named, equal the invoice line's."""
    return (not of_order or of_order == seller) and (not of_line or of_line == seller)


def _by_preference(orders: Iterable[BookOrder]) -> list[BookOrder]:
    lowest_first = sorted(orders, key=lambda order: (natural_key(order.po_id), order.id))
    return sorted(lowest_first, key=lambda order: order.edited_at, reverse=True)


def _sorted_out(order: BookOrder, products: set[str]) -> tuple[Found, Found]:
    """The line items by type and by product code, each with its window; most neighbours share one."""
    seller, window = order.seller_of_record, None
    windows: dict[WindowKey, tuple[Lines, Lines]] = {}
    for line in order.lines:
        _, _, line_type, start, end, product, line_seller, _, _, _ = line
        if window is None or start != window[0] or end != window[1] or line_seller != window[3]:
            window = (start, end, seller, line_seller)
            typed, coded = windows.setdefault(window, (defaultdict(list), defaultdict(list)))
        typed[line_type].append(line)
        if product in products:
            coded[product].append(line)
    return _flat(windows, 0), _flat(windows, 1)


def _flat(windows: dict[WindowKey, tuple[Lines, Lines]], which: int) -> Found:
    return {(name, window): lines for window, sorts in windows.items() for name, lines in sorts[which].items()}


def _put(known: dict[ShelfKey, Window], shelves: dict[str, Shelf], place: int, found: Found) -> None:
    for key, lines in found.items():
        shelf = shelves.setdefault(key[0], Shelf())
        window = known.get(key)
        if window is None:
            window = known[key] = Window(*key[1])
            shelf.windows.append(window)
        window.lines[place] = lines
        window.orders |= 1 << place
        shelf.orders |= 1 << place

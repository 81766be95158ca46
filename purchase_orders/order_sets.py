"""Sets of purchase orders as integers: the order at place n of the preference is bit n, the lowest bit is preferred."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

Orders = int


def places(orders: Orders) -> Iterator[int]:
    """The places in a set of orders, the most preferred first."""
    while orders:
        lowest = orders & -orders
        yield lowest.bit_length() - 1
        orders ^= lowest


def orders_at(at: Iterable[int]) -> Orders:
    return union(1 << place for place in at)


def union(sets: Iterable[Orders]) -> Orders:
    together = 0
    for orders in sets:
        together |= orders
    return together

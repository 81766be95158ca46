"""Candidates for an invoice: orders not suspended, in its currency, for its supplier or for any."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from purchase_orders.book import BookOrder, Key
from purchase_orders.explanation import Group, Rule
from purchase_orders.match_index import BookIndex
from purchase_orders.match_needs import Reason
from purchase_orders.order_sets import Orders


@dataclass(frozen=True, slots=True)
class Candidates:
    """The candidates for one supplier and currency, and the other live orders grouped by the rule that drops them."""

    orders: Orders
    dropped: tuple[Group, ...]
    reasons: tuple[tuple[Reason, Orders], ...]

    def dropped_around(self, index: BookIndex, place: int) -> tuple[Group, ...]:
        """The dropped orders, the one at `place` first and alone: however many share its rule, it keeps its name."""
        named = 1 << place
        alone = [index.group(rule, named, facts) for (rule, facts), orders in self.reasons if orders & named]
        others = [(reason, orders & ~named) for reason, orders in self.reasons]
        return (*alone, *(index.group(rule, orders, facts) for (rule, facts), orders in others if orders))


def find_candidates(index: BookIndex, supplier: Key, currency: str) -> Candidates:
    """Split the orders of the index; the first rule an order breaks is the one it is grouped under."""
    orders = 0
    dropped: dict[Reason, Orders] = defaultdict(int)
    for place, order in enumerate(index.orders):
        reason = _reason_against(order, supplier, currency)
        if reason is None:
            orders |= 1 << place
        else:
            dropped[reason] |= 1 << place
    reasons = tuple(sorted(dropped.items()))
    groups = tuple(index.group(rule, dropped_so, facts) for (rule, facts), dropped_so in reasons)
    return Candidates(orders, groups, reasons)


def _reason_against(order: BookOrder, supplier: Key, currency: str) -> Reason | None:
    if order.is_suspended:
        return Rule.SUSPENDED, ()
    if order.currency != currency:
        return Rule.CURRENCY, (order.currency,)
    if order.bill_from is not None and order.bill_from != supplier:
        return Rule.SUPPLIER, (str(order.bill_from),)
    return None

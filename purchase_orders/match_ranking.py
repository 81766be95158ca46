"""Between purchase orders: who takes most lines, most specifically, with enough balance, and is preferred."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from purchase_orders.explanation import Group, Rule
from purchase_orders.match_balance import Balances, Demand, Fit
from purchase_orders.match_index import BookIndex
from purchase_orders.match_needs import Misses, Need, Rank
from purchase_orders.order_sets import Orders, orders_at, places, union


@dataclass(frozen=True, slots=True)
class Plan:
    """What is settled before balances are looked at: the orders still level (`tier`) and why the others are not."""

    tier: Orders
    covered: int
    groups: tuple[Group, ...]
    bills: tuple[date, date]


@dataclass(frozen=True, slots=True)
class Choice:
    """The order that takes the invoice with its line items, and those that only balance or preference outranked."""

    fit: Fit
    groups: tuple[Group, ...]


def make_plan(index: BookIndex, misses: Misses, needs: Sequence[Need], scope: Orders) -> Plan:
    """The rules that do not depend on balances, for one need per invoice line and the orders in `scope`."""
    layers = _coverage(needs, scope)
    dropped = layers.pop(0, 0)
    groups = [index.group(rule, orders, facts) for (rule, facts), orders in misses.reasons(needs, dropped).items()]
    days = [need.asked.on for need in needs]
    bills = (min(days), max(days))
    if not layers:
        return Plan(0, 0, tuple(groups), bills)
    covered = max(layers)
    ranks = _ranks(needs, layers.pop(covered))
    best = max(ranks)
    tier = ranks.pop(best)
    outranked = [index.group(Rule.COVERAGE, layers[count], (str(count),)) for count in sorted(layers, reverse=True)]
    outranked += [index.group(Rule.RANK, ranks[rank], (rank.name.lower(), best.name.lower())) for rank in ranks]
    return Plan(tier, covered, (*outranked, *groups), bills)


def choose_order(index: BookIndex, balances: Balances, tier: Orders, demand: Demand) -> Choice:
    """The winner of the tier: enough balance on the line items it uses, else the preferred order."""
    enough = next((place for place in places(tier) if balances.has_enough(place, demand)), None)
    place = next(places(tier)) if enough is None else enough
    others = tier & ~(1 << place)
    lacking = 0 if enough is None else _lacking(balances, others, place, demand)
    level = others & ~lacking
    same = index.edited_with(place) if level else 0
    decided = ((Rule.BALANCE, lacking), (Rule.EDITED, level & ~same), (Rule.PO_ID, level & same))
    return Choice(balances.fit(place, demand), tuple(index.group(rule, orders) for rule, orders in decided if orders))


def _lacking(balances: Balances, others: Orders, place: int, demand: Demand) -> Orders:
    """The others without enough balance; those preferred to the winner lost for that reason alone."""
    tried = others & ((1 << place) - 1)
    if tried == others:
        return tried
    unsure = others & ~tried & ~balances.surely_enough(demand)
    return tried | orders_at(other for other in places(unsure) if not balances.has_enough(other, demand))


def _coverage(needs: Sequence[Need], scope: Orders) -> dict[int, Orders]:
    """The orders in `scope` by the number of invoice lines they can take."""
    layers = {0: scope}
    for need, times in Counter(needs).items():
        parted: dict[int, Orders] = defaultdict(int)
        for count, orders in layers.items():
            parted[count + times] |= orders & need.covers
            parted[count] |= orders & ~need.covers
        layers = {count: orders for count, orders in parted.items() if orders}
    return layers


def _ranks(needs: Sequence[Need], orders: Orders) -> dict[Rank, Orders]:
    """The orders by the highest rank with which they would take any line."""
    ranks: dict[Rank, Orders] = {}
    for rank in sorted(Rank, reverse=True):
        at = orders & union(level.orders for need in needs for level in need.levels if level.rank == rank)
        if at:
            ranks[rank] = at
            orders &= ~at
    return ranks

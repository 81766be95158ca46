"""Between purchase orders: who takes most lines, most specifically, with enough balance, and is preferred."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from purchase_orders.explanation import Group, Rule
from purchase_orders.match_balance import Balances, Demand, Fit
from purchase_orders.match_index import BookIndex
from purchase_orders.match_needs import Misses, Need, Rank
from purchase_orders.order_sets import Orders, orders_at, places, union


@dataclass(frozen=True, slots=True)
class Plan:
    """What is settled before balances are looked at: the orders still level (`tier`) and why the others are not."""

    needs: tuple[Need, ...]
    tier: Orders
    covered: int
    groups: tuple[Group, ...]
    bills: tuple[date, date]
    _ample: dict[int, Orders] = field(default_factory=dict)

    def ample(self, amount: int) -> Orders:
        """Orders that by the balances the book came with surely have enough for any invoice of at most `amount`.

        Sure means: in every pool the invoice needs, some line item alone has the whole amount.
        """
        ample = self._ample.get(amount)
        if ample is None:
            ample = self.tier
            for need in self.needs:
                ample &= need.ample(amount)
            self._ample[amount] = ample
        return ample


@dataclass(frozen=True, slots=True)
class Choice:
    """The order that takes the invoice with its line items, and those that only balance or preference outranked."""

    fit: Fit
    is_enough: bool
    groups: tuple[Group, ...]


def make_plan(index: BookIndex, misses: Misses, needs: tuple[Need, ...], scope: Orders) -> Plan:
    """The rules that do not depend on balances, for one need per invoice line and the orders in `scope`."""
    layers = _coverage(needs, scope)
    dropped = misses.reasons(needs, layers.pop(0, 0))
    groups = [index.group(rule, orders, facts) for (rule, facts), orders in dropped.items()]
    days = [need.asked.on for need in needs]
    bills = (min(days), max(days))
    if not layers:
        return Plan(needs, 0, 0, tuple(groups), bills)
    covered = max(layers)
    ranks = _ranks(needs, layers.pop(covered))
    best = max(ranks)
    tier = ranks.pop(best)
    outranked = [index.group(Rule.COVERAGE, layers[count], (str(count),)) for count in sorted(layers, reverse=True)]
    outranked += [index.group(Rule.RANK, ranks[rank], (rank.name.lower(), best.name.lower())) for rank in ranks]
    return Plan(needs, tier, covered, (*outranked, *groups), bills)


def choose_order(index: BookIndex, balances: Balances, plan: Plan, demand: Demand) -> Choice:
    """The winner of the tier: enough balance on the line items it uses, else the preferred order."""
    found = (balances.fit_with_enough(place, demand) for place in places(plan.tier))
    enough = next((fit for fit in found if fit), None)
    fit = enough or balances.fit_regardless(next(places(plan.tier)), demand)
    others = plan.tier & ~(1 << fit.place)
    lacking = _lacking(balances, plan, fit.place, demand) if enough else 0
    level = others & ~lacking
    same = index.edited_with(fit.place) if level else 0
    decided = ((Rule.BALANCE, lacking), (Rule.EDITED, level & ~same), (Rule.PO_ID, level & same))
    return Choice(fit, bool(enough), tuple(index.group(rule, orders) for rule, orders in decided if orders))


def _lacking(balances: Balances, plan: Plan, place: int, demand: Demand) -> Orders:
    """The tier's orders without enough balance; those preferred to the winner lost for that reason alone."""
    tried = plan.tier & ((1 << place) - 1)
    others = plan.tier >> place + 1 << place + 1
    if not others:
        return tried
    most = demand.most
    unsure = others & ~(plan.ample(most) & balances.undrained(most))
    return tried | orders_at(other for other in places(unsure) if not balances.fit_with_enough(other, demand))


def _coverage(needs: Sequence[Need], scope: Orders) -> dict[int, Orders]:
    """The orders in `scope` by the number of invoice lines they can take."""
    layers = {0: scope}
    for need in needs:
        covers = need.covers
        parted: dict[int, Orders] = {}
        for count, orders in layers.items():
            if taking := orders & covers:
                parted[count + 1] = parted.get(count + 1, 0) | taking
            if leaving := orders & ~covers:
                parted[count] = parted.get(count, 0) | leaving
        layers = parted
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

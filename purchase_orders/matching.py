"""The matching rule: which purchase order takes an invoice, which line item each of its lines, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from operator import itemgetter

from purchase_orders.book import Book, BookLine, InvoiceLineToMatch, InvoiceToMatch, Key, match_date
from purchase_orders.explanation import Explanation, Group, Note, Outcome, Rule
from purchase_orders.match_balance import Balances, Demand
from purchase_orders.match_candidates import Candidates, find_candidates
from purchase_orders.match_index import BookIndex
from purchase_orders.match_needs import Asked, Misses, Need, explicit_need, need_for
from purchase_orders.match_numbers import looks_for_order, named_numbers, printed_line
from purchase_orders.match_ranking import Choice, Plan, choose_order, make_plan
from purchase_orders.order_sets import Orders

Placed = tuple[tuple[str, ...], Need]
MOST_USES = 20
MOST_NOTES = 20
REFUSING = {
    Outcome.NO_LINES: Rule.NO_LINES,
    Outcome.SEVERAL_NUMBERS: Rule.SEVERAL_NUMBERS,
    Outcome.UNKNOWN_NUMBER: Rule.NUMBER,
    Outcome.NAMED_DROPPED: Rule.NUMBER,
}


@dataclass(frozen=True, slots=True)
class Assignment:
    """The line item that takes an invoice line, or None."""

    line_key: Key
    book_line_id: int | None


@dataclass(frozen=True, slots=True)
class Match:
    """The answer for one invoice; `order_id` None means unmatched. What is owed is the same either way."""

    key: Key
    order_id: int | None
    assignments: tuple[Assignment, ...]
    explanation: Explanation


def choose(invoices: Sequence[InvoiceToMatch], book: Book) -> list[Match]:
    """Match the invoices, in the order given, to one buyer's orders, each seeing what the one before left.

    At most one order per invoice; what looks for none (`looks_for_order`) has no answer. Neither the invoices nor the
    book are changed; the same input gives the same answer.
    """
    invoices = [invoice for invoice in invoices if looks_for_order(invoice, book.no_po_words)]
    days = [[match_date(line, invoice) for line in invoice.lines] for invoice in invoices]
    batch = _Batch(invoices, book, days)
    return [batch.match(invoice, on) for invoice, on in zip(invoices, days, strict=True)]


@dataclass(frozen=True, slots=True)
class _Case:
    """An invoice that may be matched: one need per line, the plan among the orders that may take it, ignored numbers.

    `groups` holds the orders that were out before: no candidates, or not the one named.
    """

    invoice: InvoiceToMatch
    named: tuple[str, ...]
    needs: tuple[Need, ...]
    plan: Plan
    groups: tuple[Group, ...]
    notes: tuple[Note, ...]


class _Batch:
    """The invoices of one call and what they share: the arranged book, running balances, answers found before."""

    def __init__(self, invoices: Sequence[InvoiceToMatch], book: Book, days: list[list[date]]) -> None:
        seen = {day for on in days for day in on}
        products = {line.product_code for invoice in invoices for line in invoice.lines if line.product_code}
        self._no_po_words = book.no_po_words
        self._index = BookIndex(book, min(seen, default=date.max), max(seen, default=date.min), products)
        self._misses = Misses(self._index)
        self._balances = Balances()
        self._candidates: dict[tuple[Key, str], Candidates] = {}
        self._needs: dict[tuple[str, str | None, Key | None, date, bool], Placed] = {}
        self._asked: dict[Asked, Need] = {}
        self._plans: dict[tuple[Orders, tuple[Need, ...]], Plan] = {}

    def match(self, invoice: InvoiceToMatch, days: list[date]) -> Match:
        """Numbers and candidates first, then the choice among the orders they leave."""
        named = named_numbers(invoice, self._no_po_words)
        candidates = self._candidates_for(invoice)
        outcome = self._refused(invoice, list(named), candidates)
        if outcome is not None:
            groups = self._groups_when_refused(outcome, list(named), candidates)
            return _unmatched(invoice, outcome, tuple(named.values()), groups)
        place = self._index.place_of[next(iter(named))] if named else None
        placed, notes = self._asked_by(invoice, days, place)
        needs = tuple(need for _, need in placed)
        scope = candidates.orders if place is None else 1 << place
        groups = (*candidates.dropped, *self._grouped(Rule.NUMBER, candidates.orders & ~scope))
        case = _Case(invoice, tuple(named.values()), needs, self._plan(scope, placed), groups, notes)
        return self._matched(case) if case.plan.tier else _without_line_item(case)

    def _refused(self, invoice: InvoiceToMatch, named: list[str], candidates: Candidates) -> Outcome | None:
        if not invoice.lines:
            return Outcome.NO_LINES
        if len(named) > 1:
            return Outcome.SEVERAL_NUMBERS
        if not named:
            return None
        place = self._index.place_of.get(named[0])
        if place is None:
            return Outcome.UNKNOWN_NUMBER
        return None if candidates.orders >> place & 1 else Outcome.NAMED_DROPPED

    def _groups_when_refused(self, outcome: Outcome, named: list[str], candidates: Candidates) -> tuple[Group, ...]:
        dropped = candidates.dropped
        if outcome == Outcome.NAMED_DROPPED:
            dropped = candidates.dropped_around(self._index, self._index.place_of[named[0]])
        return (*dropped, *self._grouped(REFUSING[outcome], candidates.orders))

    def _matched(self, case: _Case) -> Match:
        grosses = [line.gross for line in case.invoice.lines]
        demand = Demand(case.needs, grosses, gives_back=min(grosses) < 0)
        choice = choose_order(self._index, self._balances, case.plan, demand)
        chosen = self._chosen(choice)
        self._balances.keep(choice.fit)
        charges = (line.charge_type for line in case.invoice.lines)
        uses = dict.fromkeys((charge, at.number) for charge, at in zip(charges, choice.fit.lines, strict=True) if at)
        explanation = Explanation(
            outcome=Outcome.MATCHED,
            currency=case.invoice.currency,
            lines=len(case.invoice.lines),
            covered=case.plan.covered,
            named=case.named,
            bills=case.plan.bills,
            uses=tuple(uses)[:MOST_USES],
            groups=(chosen, *choice.groups, *case.plan.groups, *case.groups),
            notes=case.notes,
        )
        return Match(
            case.invoice.key,
            self._index.orders[choice.fit.place].id,
            _assignments(case.invoice, choice.fit.lines),
            explanation,
        )

    def _chosen(self, choice: Choice) -> Group:
        order = self._index.orders[choice.fit.place]
        tracked = {line.id: line for line in choice.fit.lines if line and line.is_tracked}.values()
        before = str(sum(map(self._balances.left, tracked), Decimal(0))) if tracked else ""
        facts = (str(order.effective), str(order.expiration), before, "enough" if choice.is_enough else "short")
        return Group(Rule.CHOSEN, (order.po_id,), facts)

    def _asked_by(
        self, invoice: InvoiceToMatch, days: list[date], place: int | None
    ) -> tuple[list[Placed], tuple[Note, ...]]:
        placed: list[Placed] = []
        notes: dict[Note, None] = {}
        for line, on in zip(invoice.lines, days, strict=True):
            at, need = self._need(line, on, is_named=place is not None)
            if line.po_line_number:
                need, note = self._pointed(line, need, place)
                notes |= {note: None} if note else {}
            placed.append((at, need))
        return placed, tuple(notes)[:MOST_NOTES]

    def _pointed(self, line: InvoiceLineToMatch, need: Need, place: int | None) -> tuple[Need, Note | None]:
        printed = printed_line(line, need.asked.on, None if place is None else self._index.orders[place])
        if printed.line is None or place is None:
            return need, printed.note
        return explicit_need(printed.line, place, need), None

    def _need(self, line: InvoiceLineToMatch, on: date, *, is_named: bool) -> Placed:
        key = (line.charge_type, line.product_code, line.seller_of_record, on, is_named)
        placed = self._needs.get(key)
        if placed is None:
            asked = Asked(*key)
            placed = self._needs[key] = (asked.sort_key, self._need_of(asked))
        return placed

    def _need_of(self, asked: Asked) -> Need:
        """The one need of all who ask the same; products and sellers no line item knows make no difference."""
        known = Asked(
            asked.charge_type,
            asked.product_code if asked.product_code in self._index.products else None,
            asked.seller if asked.seller in self._index.sellers else None,
            asked.on,
            asked.is_named,
        )
        if known not in self._asked:
            self._asked[known] = need_for(known, self._index)
        return self._asked[known]

    def _plan(self, scope: Orders, placed: list[Placed]) -> Plan:
        """The order of an invoice's lines plays no part in a plan, so invoices alike share one.

        What the lines say themselves arranges them, for what of it the book knows differs from batch to batch.
        """
        alike = tuple(need for _, need in sorted(placed, key=itemgetter(0)))
        plan = self._plans.get((scope, alike))
        if plan is None:
            plan = self._plans[scope, alike] = make_plan(self._index, self._misses, alike, scope)
        return plan

    def _candidates_for(self, invoice: InvoiceToMatch) -> Candidates:
        key = (invoice.supplier, invoice.currency)
        if key not in self._candidates:
            self._candidates[key] = find_candidates(self._index, *key)
        return self._candidates[key]

    def _grouped(self, rule: Rule, orders: Orders) -> tuple[Group, ...]:
        return (self._index.group(rule, orders),) if orders else ()


def _without_line_item(case: _Case) -> Match:
    invoice = case.invoice
    explanation = Explanation(
        outcome=Outcome.NONE_QUALIFIES,
        currency=invoice.currency,
        lines=len(invoice.lines),
        named=case.named,
        bills=case.plan.bills,
        groups=(*case.plan.groups, *case.groups),
        notes=case.notes,
    )
    return Match(invoice.key, None, _assignments(invoice, [None] * len(invoice.lines)), explanation)


def _unmatched(invoice: InvoiceToMatch, outcome: Outcome, named: tuple[str, ...], groups: tuple[Group, ...]) -> Match:
    lines = len(invoice.lines)
    explanation = Explanation(outcome, invoice.currency, lines, named=named[:MOST_NOTES], groups=groups)
    return Match(invoice.key, None, _assignments(invoice, [None] * lines), explanation)


def _assignments(invoice: InvoiceToMatch, items: Sequence[BookLine | None]) -> tuple[Assignment, ...]:
    return tuple(
        Assignment(line.key, item.id if item else None) for line, item in zip(invoice.lines, items, strict=True)
    )

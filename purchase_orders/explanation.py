"""Why an invoice was matched, or not: purchase orders grouped by the first rule that dropped or outranked them.

An explanation carries every fact it needs, PO IDs as text included, so it is readable without the book and on the
supplier's side, and it is stored as one small JSON object.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from purchase_orders.book import folded


class Outcome(StrEnum):
    """How matching ended for one invoice."""

    MATCHED = "matched"
    NO_LINES = "no_lines"
    SEVERAL_NUMBERS = "several_numbers"
    UNKNOWN_NUMBER = "unknown_number"
    NAMED_DROPPED = "named_dropped"
    NONE_QUALIFIES = "none_qualifies"


class Verdict(StrEnum):
    CHOSEN = "chosen"
    OUTRANKED = "outranked"
    DROPPED = "dropped"


class Rule(StrEnum):
    """The rules in the order in which they are applied after the choice; `facts` of a group depend on its rule."""

    CHOSEN = "chosen"  # effective, expiration, balance before or "", "enough" or "short"
    COVERAGE = "coverage"  # number of invoice lines it would take
    RANK = "rank"  # its best rank, the chosen order's best rank
    BALANCE = "balance"
    EDITED = "edited"
    PO_ID = "po_id"
    SUSPENDED = "suspended"
    CURRENCY = "currency"  # its currency
    SUPPLIER = "supplier"  # the supplier it is for
    NO_LINES = "no_lines"
    SEVERAL_NUMBERS = "several_numbers"
    NUMBER = "number"
    ENDED = "ended"  # its expiration, the invoice line's match date
    STARTS = "starts"  # its effective date, the invoice line's match date
    TYPE = "type"  # the charge types no line item takes
    SELLER = "seller"  # line number, the seller of record wanted
    LINE_ENDED = "line_ended"  # line number, its end, the invoice line's match date
    LINE_STARTS = "line_starts"  # line number, its start, the invoice line's match date


class Unmatched(StrEnum):
    """Why an invoice has no purchase order, as lists and counts group it; the explanation itself has every fact."""

    UNKNOWN_NUMBER = "unknown_number"
    SEVERAL_NUMBERS = "several_numbers"
    SUSPENDED = "suspended"
    CURRENCY = "currency"
    SUPPLIER = "supplier"
    PERIOD = "period"
    CHARGE = "charge"
    SELLER = "seller"
    NO_LINES = "no_lines"
    NO_ORDERS = "no_orders"
    NOT_SEARCHED = "not_searched"  # there is no explanation

    @property
    def label(self) -> str:
        return UNMATCHED_LABELS[self]


UNMATCHED_LABELS = {
    Unmatched.UNKNOWN_NUMBER: "No PO with this number",
    Unmatched.SEVERAL_NUMBERS: "More than one PO named",
    Unmatched.SUSPENDED: "PO is suspended",
    Unmatched.CURRENCY: "PO is in another currency",
    Unmatched.SUPPLIER: "PO is for another supplier",
    Unmatched.PERIOD: "No PO covers the period",
    Unmatched.CHARGE: "No PO line takes the charge",
    Unmatched.SELLER: "PO is for another seller of record",
    Unmatched.NO_LINES: "Document without lines",
    Unmatched.NO_ORDERS: "No purchase order to match",
    Unmatched.NOT_SEARCHED: "No PO was looked for",
}
BY_OUTCOME = {
    Outcome.NO_LINES: Unmatched.NO_LINES,
    Outcome.SEVERAL_NUMBERS: Unmatched.SEVERAL_NUMBERS,
    Outcome.UNKNOWN_NUMBER: Unmatched.UNKNOWN_NUMBER,
}
BY_RULE = {  # the later a rule is applied, the closer came the order that it dropped
    Rule.SUSPENDED: Unmatched.SUSPENDED,
    Rule.CURRENCY: Unmatched.CURRENCY,
    Rule.SUPPLIER: Unmatched.SUPPLIER,
    Rule.ENDED: Unmatched.PERIOD,
    Rule.STARTS: Unmatched.PERIOD,
    Rule.TYPE: Unmatched.CHARGE,
    Rule.SELLER: Unmatched.SELLER,
    Rule.LINE_ENDED: Unmatched.PERIOD,
    Rule.LINE_STARTS: Unmatched.PERIOD,
}
OUTRANKING = frozenset({Rule.COVERAGE, Rule.RANK, Rule.BALANCE, Rule.EDITED, Rule.PO_ID})
OTHERS_BUSINESS = frozenset({Rule.SUSPENDED, Rule.CURRENCY, Rule.SUPPLIER, Rule.SELLER})


@dataclass(frozen=True, slots=True)
class Group:
    """Purchase orders that one rule decided with the same facts; `more` counts those beyond the ones named."""

    rule: Rule
    orders: tuple[str, ...]
    facts: tuple[str, ...] = ()
    more: int = 0

    @property
    def verdict(self) -> Verdict:
        if self.rule == Rule.CHOSEN:
            return Verdict.CHOSEN
        return Verdict.OUTRANKED if self.rule in OUTRANKING else Verdict.DROPPED


class NoteRule(StrEnum):
    """Why the line number printed on an invoice line was ignored."""

    NO_PO_NAMED = "no_po_named"
    PO_ENDED = "po_ended"
    PO_STARTS = "po_starts"
    NO_SUCH_LINE = "no_such_line"
    LINE_SELLER = "line_seller"
    LINE_ENDED = "line_ended"
    LINE_STARTS = "line_starts"


@dataclass(frozen=True, slots=True)
class Note:
    """An ignored line number; facts: the start or end it misses and the match date, or the seller wanted."""

    rule: NoteRule
    line_number: str
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """`bills` is the first and last match date, `uses` pairs of charge type and line number, each once.

    `named` holds the PO numbers as the invoice prints them, `lines` counts its lines, `covered` those assigned.
    """

    outcome: Outcome
    currency: str
    lines: int
    covered: int = 0
    named: tuple[str, ...] = ()
    bills: tuple[date, date] | None = None
    uses: tuple[tuple[str, str], ...] = ()
    groups: tuple[Group, ...] = ()
    notes: tuple[Note, ...] = ()

    @property
    def chosen(self) -> str | None:
        """PO ID of the chosen order."""
        return next((group.orders[0] for group in self.groups if group.rule == Rule.CHOSEN), None)

    @property
    def unmatched(self) -> Unmatched | None:
        """Why there is none: of the PO the invoice names, else of the one that came closest; None when matched."""
        if self.outcome == Outcome.MATCHED or self.outcome in BY_OUTCOME:
            return BY_OUTCOME.get(self.outcome)
        named = {folded(number) for number in self.named}
        dropping = [group for group in self.groups if group.rule in BY_RULE]
        asked = [group for group in dropping if named & set(map(folded, group.orders))]
        rules = [group.rule for group in asked or dropping]
        return BY_RULE[max(rules, key=list(BY_RULE).index)] if rules else Unmatched.NO_ORDERS


def supplier_view(explanation: Explanation) -> Explanation:
    """The part its supplier may read: nothing of orders that are suspended, in other currencies or for others.

    An order the invoice itself names stays, with the rule that dropped it.
    """
    named = {folded(number) for number in explanation.named}
    kept = (_without_others(group, named) for group in explanation.groups)
    return replace(explanation, groups=tuple(group for group in kept if group.orders))


def to_json(explanation: Explanation) -> str:
    """One line of JSON, the same text for the same explanation."""
    return json.dumps(to_stored(explanation), ensure_ascii=False, separators=(",", ":"))


def to_stored(explanation: Explanation) -> dict[str, Any]:
    """The JSON object behind `to_json`, for a JSON column; empty parts are left out.

    `unmatched` is derived from the rest and stored beside it for the database to filter and count by.
    """
    stored: dict[str, Any] = {
        "outcome": explanation.outcome,
        "unmatched": explanation.unmatched,
        "currency": explanation.currency,
        "lines": explanation.lines,
        "covered": explanation.covered,
        "named": explanation.named,
        "bills": [day.isoformat() for day in explanation.bills or ()],
        "uses": explanation.uses,
        "groups": [_stored_group(group) for group in explanation.groups],
        "notes": [[note.rule, note.line_number, *note.facts] for note in explanation.notes],
    }
    return {name: value for name, value in stored.items() if value or name == "lines"}


def from_json(stored: str | Mapping[str, Any]) -> Explanation:
    """The explanation again, from the text or from the object read out of a JSON column."""
    found: Mapping[str, Any] = json.loads(stored) if isinstance(stored, str) else stored
    bills = [date.fromisoformat(day) for day in found.get("bills", ())]
    return Explanation(
        outcome=Outcome(found["outcome"]),
        currency=found.get("currency", ""),
        lines=found["lines"],
        covered=found.get("covered", 0),
        named=tuple(found.get("named", ())),
        bills=(bills[0], bills[1]) if bills else None,
        uses=tuple((charge, number) for charge, number in found.get("uses", ())),
        groups=tuple(_group(*parts) for parts in found.get("groups", ())),
        notes=tuple(Note(NoteRule(rule), number, tuple(facts)) for rule, number, *facts in found.get("notes", ())),
    )


def _without_others(group: Group, named: set[str]) -> Group:
    if group.rule not in OTHERS_BUSINESS:
        return group
    return replace(group, orders=tuple(po for po in group.orders if folded(po) in named), more=0)


def _stored_group(group: Group) -> list[Any]:
    if group.more:
        return [group.rule, group.orders, group.facts, group.more]
    return [group.rule, group.orders, group.facts] if group.facts else [group.rule, group.orders]


def _group(rule: str, orders: list[str], facts: tuple[str, ...] = (), more: int = 0) -> Group:
    return Group(Rule(rule), tuple(orders), tuple(facts), more)

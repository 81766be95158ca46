"""A purchase order as a file says it, until somebody confirms it; pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from common.errors import Refusal
from purchase_orders.facts import OrderFacts
from purchase_orders.facts_json import facts_from_json, facts_to_json
from purchase_orders.order_rules import MOST_LINES, check_facts, check_line


@dataclass(frozen=True, slots=True)
class NamedSupplier:
    """Who shall bill: as somebody typed it (`text`), or the party of an order document; all empty for any supplier."""

    text: str = ""
    name: str = ""
    country: str = ""
    city: str = ""
    vat_id: str = ""
    tax_id: str = ""


@dataclass(frozen=True, slots=True)
class Misfit:
    """What can't be taken: its place in the file, and a sentence."""

    place: str
    words: str


@dataclass(frozen=True, slots=True)
class OrderDraft:
    """The facts, not yet bound to a supplier; where PO ID and supplier stand; sentences about what differs."""

    facts: OrderFacts
    supplier: NamedSupplier = NamedSupplier()
    po_id_at: str = ""
    supplier_at: str = ""
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class ReadFile:
    """What one file says: orders that can be judged further, and what can't be taken."""

    orders: list[OrderDraft] = field(default_factory=list)
    misfits: list[Misfit] = field(default_factory=list)


def misfits_of(facts: OrderFacts, at: Mapping[str, str], lines_at: Sequence[Mapping[str, str]]) -> Iterator[Misfit]:
    """Every rule that the order breaks, each at the place of its field; "" stands for a field without a place.

    Where the header breaks one, its lines are not judged: their days lie in those of the header.
    """
    try:
        check_facts(replace(facts, lines=()))
    except Refusal as refusal:
        yield Misfit(_place(at, refusal), refusal.message)
        return
    for line, places in zip(facts.lines, lines_at, strict=True):
        try:
            check_line(line, facts)
        except Refusal as refusal:
            yield Misfit(_place(places, refusal), refusal.message)
    yield from _of_all_lines(facts, at, lines_at)


def to_json(read: ReadFile) -> dict[str, Any]:
    """What one file says as JSON holds it."""
    return {
        "orders": [
            {
                "facts": facts_to_json(each.facts),
                "supplier": [getattr(each.supplier, name) for name in NamedSupplier.__slots__],
                "at": [each.po_id_at, each.supplier_at],
                "notes": list(each.notes),
            }
            for each in read.orders
        ],
        "misfits": [[each.place, each.words] for each in read.misfits],
    }


def from_json(kept: Mapping[str, Any]) -> ReadFile:
    """`to_json`, read back."""
    return ReadFile([_order(each) for each in kept["orders"]], [Misfit(*each) for each in kept["misfits"]])


def _order(kept: Mapping[str, Any]) -> OrderDraft:
    po_id_at, supplier_at = kept["at"]
    supplier = NamedSupplier(*kept["supplier"])
    return OrderDraft(facts_from_json(kept["facts"]), supplier, po_id_at, supplier_at, tuple(kept["notes"]))


def _of_all_lines(facts: OrderFacts, at: Mapping[str, str], lines_at: Sequence[Mapping[str, str]]) -> Iterator[Misfit]:
    """Too many lines, and numbers that come twice."""
    if len(facts.lines) > MOST_LINES:
        yield Misfit(at.get("po_id", ""), f"A purchase order has at most {MOST_LINES} lines; {facts.po_id} has more.")
    seen: set[str] = set()
    for line, places in zip(facts.lines, lines_at, strict=True):
        key = line.number.strip().casefold()
        if key in seen:
            yield Misfit(places.get("number", ""), f"Another line of {facts.po_id} has the number {line.number} too.")
        seen.add(key)


def _place(at: Mapping[str, str], refusal: Refusal) -> str:
    return at.get(refusal.field) or at.get("", "")

"""What other products do when an invoice meets a purchase order: what holds here too, and what does not, and why.

The facts are read from the sample data; docs/matching.md lists the departures in words.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from purchase_orders.book import BookOrder, InvoiceLineToMatch
from purchase_orders.facts import LineFacts
from purchase_orders.matching import Match
from purchase_orders.order_rules import line_figures
from tests.interop.samples import SAMPLES, need
from tests.purchase_orders.matching_cast import charge, invoice, item, match, po

pytestmark = pytest.mark.interop
need("facts", "facts of other products")
CASES = {case["id"]: case for case in json.loads((SAMPLES / "facts" / "po_matching.json").read_text("utf-8"))["cases"]}
RECEIPTS = "What may be billed of an order is no figure of matching: receipts stand beside it, as a check of its own."
PREFERENCE = "Balance is a preference and never an exclusion: the invoice is matched and the balance falls below zero."
DEPARTS = {
    "PM-003": RECEIPTS, "PM-004": RECEIPTS, "PM-009": RECEIPTS, "PM-010": RECEIPTS,
    "PM-012": "A document and its purchase order have one currency; nothing is converted to match.",
    "PM-020": "A price that differs is a difference to look at, and no reason to leave a line unassigned.",
    "PM-023": RECEIPTS, "PM-026": RECEIPTS, "PM-028": RECEIPTS, "PM-029": RECEIPTS,
    "PM-033": PREFERENCE, "PM-035": PREFERENCE,
    "PM-039": RECEIPTS,
    "PM-041": "Production plans are no part of the product.",
    "PM-042": RECEIPTS,
}  # fmt: skip


def ordered(lines: list[list[str]]) -> BookOrder:
    """An order whose line items take their product alone."""
    items = [item("MARKETPLACE_TRANSACTION", str(n), left, product=name) for n, (name, left) in enumerate(lines, 1)]
    return po("PO-A", *items)


def billed(lines: list[list[str]]) -> list[InvoiceLineToMatch]:
    return [charge("unknown", gross=amount, product=name) for name, amount in lines]


def assigned(found: Match) -> int:
    return sum(1 for each in found.assignments if each.book_line_id is not None)


def by_lines(given: dict[str, Any], expected: dict[str, Any]) -> None:
    """Lines of the bill find the order's lines of the same product; what finds none stays, unassigned."""
    lines = billed(given["bill_lines"])
    found = match(invoice(*lines), ordered(given["po_lines"]))
    assert (found.order_id is not None) is expected["linked"]
    assert assigned(found) == expected.get("matched_lines", expected.get("matched_po_lines", assigned(found)))
    assert len(found.assignments) == expected.get("bill_lines_kept", len(lines))
    assert len(lines) - assigned(found) == expected.get("unmatched_bill_lines", 0)


def without_reference(given: dict[str, Any], expected: dict[str, Any]) -> None:
    """No number printed, the same supplier: the order is searched and found."""
    found = match(invoice(charge(gross=given["bill_total"])), po("PO-A", item(left=given["po_total"])))
    assert (found.order_id is not None) is expected["linked"]


def worth_nothing(given: dict[str, Any], expected: dict[str, Any]) -> None:
    """A line item without value takes lines of the invoice like any other; taxes are no lines here."""
    found = match(invoice(charge()), po("PO-A", item(left=given["po_line_price"])))
    assert (assigned(found) == len(found.assignments)) is expected["matches_only_item_lines"]


def over_allowance(given: dict[str, Any], expected: dict[str, Any]) -> None:
    """Twelve of ten, or 115 of 100, are taken."""
    ordered_value, bill = (
        given.get("ordered", given.get("ordered_value")),
        given.get("bill_quantity", given.get("bill_value")),
    )
    found = match(invoice(charge(gross=str(bill))), po("PO-A", item(left=str(ordered_value))))
    assert (found.order_id is not None) is (expected.get("accepted") or expected.get("result") == "pass")


def raised(given: dict[str, Any], expected: dict[str, Any]) -> None:
    """A larger quantity raises the value of the line by as much."""
    price = Decimal(given["unit_price"])
    values = [value_of(Decimal(given[name]), price) for name in ("quantity_before", "quantity_after")]
    assert values[1] == Decimal(expected["line_amount"])
    assert (values[1] - values[0]) / price == expected["open_quantity_change"]


def value_of(quantity: Decimal, price: Decimal) -> Decimal:
    line = LineFacts("1", "ALL", date(2026, 1, 1), date(2026, 12, 31), quantity, price)
    return line_figures(line, "EUR")[1]


HOLDS: dict[str, Callable[[dict[str, Any], dict[str, Any]], None]] = {
    "PM-013": without_reference,
    "PM-015": by_lines,
    "PM-016": by_lines,
    "PM-017": by_lines,
    "PM-018": by_lines,
    "PM-019": by_lines,
    "PM-021": worth_nothing,
    "PM-025": over_allowance,
    "PM-032": raised,
    "PM-037": over_allowance,
}
# Tried where an order is edited: a line that was used stays (tests/purchase_orders/test_orders.py).
ELSEWHERE = {"PM-031"}


def test_every_fact_holds_or_is_listed_with_the_reason():
    assert set(CASES) == {*HOLDS, *DEPARTS, *ELSEWHERE}
    assert not HOLDS.keys() & DEPARTS.keys()


@pytest.mark.parametrize("ident", sorted(HOLDS))
def test_a_fact_about_matching_holds(ident):
    HOLDS[ident](CASES[ident]["input"], CASES[ident]["expected"])


@pytest.mark.parametrize("ident", ["PM-033", "PM-035"])
def test_more_than_was_ordered_is_matched_and_falls_below_zero(ident):
    assert CASES[ident]["expected"].get("rejected") or CASES[ident]["expected"]["result"] == "fail"
    found = match(invoice(charge(gross="105")), po("PO-A", item(left="100")))
    assert found.order_id is not None
    assert found.explanation.groups[0].facts[3] == "short"

"""Why an invoice has no purchase order, as lists count it: one reason, derived from the explanation alone."""

from __future__ import annotations

import pytest

from purchase_orders.explanation import (
    BY_OUTCOME,
    BY_RULE,
    OUTRANKING,
    UNMATCHED_LABELS,
    Explanation,
    Group,
    Outcome,
    Rule,
    Unmatched,
    from_json,
    supplier_view,
    to_stored,
)

DROPPED = Outcome.NONE_QUALIFIES


def explanation(*groups: tuple[Rule, str], outcome: Outcome = DROPPED, named: tuple[str, ...] = ()) -> Explanation:
    made = tuple(Group(rule, (po_id,)) for rule, po_id in groups)
    return Explanation(outcome, "EUR", lines=1, named=named, groups=made)


@pytest.mark.parametrize(("outcome", "reason"), BY_OUTCOME.items())
def test_an_outcome_that_needs_no_order_is_its_own_reason(outcome, reason):
    assert explanation((Rule.SUSPENDED, "PO-1"), outcome=outcome).unmatched is reason


def test_a_matched_invoice_has_none():
    assert explanation((Rule.CHOSEN, "PO-1"), outcome=Outcome.MATCHED).unmatched is None


@pytest.mark.parametrize(("rule", "reason"), BY_RULE.items())
def test_the_rule_that_dropped_the_only_order_is_the_reason(rule, reason):
    assert explanation((rule, "PO-1")).unmatched is reason


def test_of_several_the_order_that_came_closest_decides():
    groups = (Rule.SUSPENDED, "PO-1"), (Rule.TYPE, "PO-2"), (Rule.ENDED, "PO-3")
    assert explanation(*groups).unmatched is Unmatched.CHARGE


def test_the_order_that_is_named_decides_however_it_is_written():
    groups = (Rule.SUSPENDED, "PO-1"), (Rule.LINE_ENDED, "PO-2")
    assert explanation(*groups, named=(" po-1 ",), outcome=Outcome.NAMED_DROPPED).unmatched is Unmatched.SUSPENDED


def test_without_any_order_there_was_none_to_match():
    assert explanation().unmatched is Unmatched.NO_ORDERS


def test_the_reason_is_stored_beside_the_rest_and_derived_again_when_read():
    made = explanation((Rule.CURRENCY, "PO-1"))
    assert to_stored(made)["unmatched"] == "currency"
    assert from_json(to_stored(made)) == made
    assert "unmatched" not in to_stored(explanation((Rule.CHOSEN, "PO-1"), outcome=Outcome.MATCHED))


def test_a_supplier_does_not_learn_from_the_reason_what_is_kept_from_him():
    assert to_stored(supplier_view(explanation((Rule.SUSPENDED, "PO-1"))))["unmatched"] == "no_orders"


def test_every_rule_that_drops_has_a_reason_and_every_reason_a_name():
    never_alone = OUTRANKING | {Rule.CHOSEN, Rule.NO_LINES, Rule.SEVERAL_NUMBERS, Rule.NUMBER}
    assert set(Rule) - never_alone == set(BY_RULE)
    assert set(UNMATCHED_LABELS) == set(Unmatched)

"""What an explanation says, how it is stored, and what of it a supplier may read."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from purchase_orders.explanation import Group, Rule, Unmatched, Verdict, from_json, supplier_view, to_json, to_stored
from purchase_orders.explanation_text import headline, notes, sentences
from purchase_orders.explanation_words import Wording
from tests.purchase_orders.matching_cast import APRIL, MARCH, charge, invoice, item, match, po

USAGE, SUBSCRIPTION, SERVICES = "MONTHLY_USAGE", "SUBSCRIPTION", "SERVICES"
FEBRUARY = ("2026-01-01", "2026-02-28")


def said(wanted, *orders, wording=None):
    """The sentence for each order, by its PO ID."""
    explanation = match(wanted, *orders).explanation
    return {entry.po_id: entry.text for entry in sentences(explanation, *([wording] if wording else []))}


def test_a_suspended_order_and_one_that_starts_later_each_get_their_reason():
    orders = (po("PO-MAR", during=MARCH, is_suspended=True), po("PO-APR", during=APRIL))

    assert said(invoice(charge()), *orders) == {
        "PO-MAR": "Dropped: suspended.",
        "PO-APR": "Dropped: starts 1 Apr, the invoice bills Mar.",
    }


def test_an_order_that_has_ended_tells_its_last_day():
    assert said(invoice(charge()), po("PO-1", during=FEBRUARY)) == {
        "PO-1": "Dropped: ends 28 Feb, the invoice bills Mar."
    }


def test_years_are_told_where_they_differ():
    order = po("PO-1", during=("2025-01-01", "2025-12-31"))

    assert said(invoice(charge()), order) == {"PO-1": "Dropped: ends 31 Dec 2025, the invoice bills Mar 2026."}


def test_the_day_is_told_where_the_month_would_not_explain():
    order = po("PO-1", during=("2026-01-01", "2026-03-15"))

    assert said(invoice(charge()), order) == {"PO-1": "Dropped: ends 15 Mar, the invoice bills 31 Mar."}


def test_a_line_item_that_fits_but_has_ended_is_named():
    order = po("PO-7", item(SUBSCRIPTION, "1"), item(USAGE, "2", during=("2026-01-01", "2026-02-28")))
    found = match(invoice(charge()), order)

    assert headline(found.explanation) == "Not matched: PO-7 line 2 ends 28 Feb, the invoice bills Mar."


def test_the_line_item_nearest_in_time_is_the_one_named():
    ended = item(USAGE, "1", during=("2026-01-01", "2026-01-31"))
    order = po("PO-7", ended, item(USAGE, "2", during=APRIL))

    assert said(invoice(charge()), order) == {"PO-7": "Dropped: line 2 starts 1 Apr, the invoice bills Mar."}


def test_a_line_item_with_the_product_is_the_nearest_miss_too():
    order = po("PO-7", item(SERVICES, "4", during=FEBRUARY, product="P-7"))

    assert said(invoice(charge(product="P-7")), order) == {
        "PO-7": "Dropped: line 4 ends 28 Feb, the invoice bills Mar."
    }


def test_an_order_without_a_line_item_of_the_type_says_so():
    assert said(invoice(charge()), po("PO-1", item(SUBSCRIPTION))) == {
        "PO-1": "Dropped: has no line item that takes usage."
    }


def test_an_order_without_line_items_takes_nothing():
    assert said(invoice(charge()), po("PO-1", lines=())) == {"PO-1": "Dropped: has no line item that takes usage."}


def test_an_order_for_another_seller_names_it():
    wording = Wording(names={"globex": "Globex GmbH"})
    order = po("PO-1", seller_of_record="globex")

    assert said(invoice(charge(seller="hooli")), order, wording=wording) == {
        "PO-1": "Dropped: is for what Globex GmbH supplies."
    }


def test_a_line_item_for_another_seller_is_named_with_its_seller():
    order = po("PO-1", item(number="3", seller="globex"))

    assert said(invoice(charge(seller="hooli")), order) == {"PO-1": "Dropped: line 3 is for what globex supplies."}


def test_an_order_in_another_currency_names_both_currencies():
    assert said(invoice(charge()), po("PO-1", currency="USD")) == {"PO-1": "Dropped: in USD, the invoice is in EUR."}


def test_an_order_of_another_supplier_names_the_supplier():
    wording = Wording(names={"7": "Umbrella AG"})

    assert said(invoice(charge()), po("PO-1", bill_from=7), wording=wording) == {
        "PO-1": "Dropped: for invoices of Umbrella AG."
    }


def test_the_first_rule_an_order_breaks_is_the_one_told():
    order = po("PO-1", currency="USD", is_suspended=True, during=FEBRUARY)

    assert said(invoice(charge()), order) == {"PO-1": "Dropped: suspended."}


def test_fewer_lines_covered_is_told_with_the_count():
    orders = (po("PO-A"), po("PO-B", item(SUBSCRIPTION)), po("PO-C", item(SERVICES)))
    wanted = invoice(charge(), charge(), charge("subscription"))

    assert said(wanted, *orders) == {
        "PO-A": "Chosen: covers all 3 invoice lines.",
        "PO-B": "Outranked: covers 1 of 3 lines.",
        "PO-C": "Dropped: has no line item that takes subscriptions or usage.",
    }


def test_each_way_to_be_outranked_has_its_sentence():
    orders = (
        po("PO-1", item(USAGE)),
        po("PO-2"),
        po("PO-3", item(USAGE, left="1"), edited="2026-02-01"),
        po("PO-4", item(USAGE), edited="2025-12-01"),
        po("PO-5", item(USAGE)),
        po("PO-6", item(USAGE, left="1"), edited="2025-12-01"),
    )

    assert said(invoice(charge()), *orders) == {
        "PO-1": "Chosen: covers the one invoice line.",
        "PO-2": "Outranked: takes the lines by a line item for all charges, PO-1 by type.",
        "PO-3": "Outranked: lacks balance on the lines it would use, PO-1 has enough.",
        "PO-4": "Outranked: was updated before PO-1.",
        "PO-5": "Outranked: was updated at the same time as PO-1, which has the lower PO ID.",
        "PO-6": "Outranked: lacks balance on the lines it would use, PO-1 has enough.",
    }


def test_when_nobody_has_enough_balance_is_not_what_decided():
    orders = (po("PO-1", item(left="0"), edited="2026-02-01"), po("PO-2", item(left="0")))

    assert said(invoice(charge()), *orders)["PO-2"] == "Outranked: was updated before PO-1."


@pytest.mark.parametrize(
    ("number", "says"),
    [
        ("PO-2", "Not matched: PO-2 is suspended."),
        ("PO-9", "Not matched: no PO with this number (PO-9)."),
        ("PO-3", "Not matched: PO-3 is in USD, the invoice is in EUR."),
        ("PO-4", "Not matched: PO-4 is for invoices of umbrella."),
        ("po-5", "Not matched: PO-5 ends 28 Feb, the invoice bills Mar."),
        ("PO-1", "Matched to PO-1: covers the one invoice line."),
    ],
)
def test_the_headline_answers_for_the_order_the_invoice_names(number, says):
    orders = (
        po("PO-1"),
        po("PO-2", is_suspended=True),
        po("PO-3", currency="USD"),
        po("PO-4", bill_from="umbrella"),
        po("PO-5", during=FEBRUARY),
    )

    assert headline(match(invoice(charge(), names=number), *orders).explanation) == says


def test_the_other_candidates_are_told_which_order_was_named():
    assert said(invoice(charge(), names="PO-1"), po("PO-1"), po("PO-2"))["PO-2"] == "Dropped: the invoice names PO-1."


def test_the_headline_of_an_empty_book_says_so():
    assert headline(match(invoice(charge())).explanation) == "Not matched: there is no purchase order."


def test_the_headline_for_a_partly_covered_invoice_counts():
    found = match(invoice(charge(), charge("services")), po("PO-1", item(USAGE)))

    assert headline(found.explanation) == "Matched to PO-1: covers 1 of 2 invoice lines."


def test_the_chosen_order_gives_its_facts():
    order = po("PO-1", item(USAGE, "1", "600.50"), item(SUBSCRIPTION, "2", "1000"), during=("2025-07-01", "2026-06-30"))
    chosen = sentences(match(invoice(charge(), charge("subscription", during=APRIL)), order).explanation)[0]

    assert chosen.verdict == Verdict.CHOSEN
    assert chosen.details == (
        "Named on the invoice: no, so it was searched",
        "Bills Mar 2026 – Apr 2026, valid 1 Jul 2025 – 30 Jun 2026",
        "usage → line 1, subscriptions → line 2",
        "Enough balance: 1,600.50 EUR before",
    )


def test_a_chosen_order_without_enough_balance_says_that_it_still_takes_the_invoice():
    chosen = sentences(match(invoice(charge(), names="PO-1"), po("PO-1", item(left="20.00"))).explanation)[0]

    assert chosen.details[0] == "Named on the invoice: yes"
    assert chosen.details[3] == "Not enough balance: 20.00 EUR before; balance is preferred, not required"


def test_a_chosen_order_without_tracking_says_so():
    chosen = sentences(match(invoice(charge()), po("PO-1", item(left=None))).explanation)[0]

    assert chosen.details[3] == "Balance is not tracked on the lines used"


@pytest.mark.parametrize(
    ("order", "says"),
    [
        (po("PO-1"), "line number 9 is ignored: the PO has no such line"),
        (
            po("PO-1", item(number="9", during=FEBRUARY)),
            "line number 9 is ignored: it ends 28 Feb, the invoice bills Mar",
        ),
        (
            po("PO-1", item(number="9", during=APRIL)),
            "line number 9 is ignored: it starts 1 Apr, the invoice bills Mar",
        ),
        (po("PO-1", item(number="9", seller="globex")), "line number 9 is ignored: it is for what globex supplies"),
        (po("PO-1", during=FEBRUARY), "line number 9 is ignored: the PO ends 28 Feb, the invoice bills Mar"),
        (po("PO-1", during=APRIL), "line number 9 is ignored: the PO starts 1 Apr, the invoice bills Mar"),
    ],
)
def test_an_ignored_line_number_says_why(order, says):
    assert notes(match(invoice(charge(line="9"), names="PO-1"), order).explanation) == [says]


def test_a_line_number_without_a_po_number_says_why_it_is_ignored():
    found = match(invoice(charge(line="9")), po("PO-1"))

    assert notes(found.explanation) == ["line number 9 is ignored: the invoice names no PO"]


def test_orders_of_one_verdict_stand_in_natural_order():
    orders = [po(f"PO-{n}", is_suspended=True) for n in (10, 9, 1)]

    assert list(said(invoice(charge()), *orders)) == ["PO-1", "PO-9", "PO-10"]


def test_orders_with_the_same_rule_and_facts_share_a_group():
    orders = [po(f"PO-{n}", during=FEBRUARY) for n in range(100)]
    groups = match(invoice(charge()), *orders).explanation.groups

    assert [(group.rule, len(group.orders), group.facts) for group in groups] == [
        (Rule.ENDED, 100, ("2026-02-28", "2026-03-31"))
    ]


def test_a_group_names_two_hundred_orders_and_counts_the_rest():
    orders = [po(f"PO-{n}", during=FEBRUARY) for n in range(230)]
    explanation = match(invoice(charge()), *orders).explanation

    assert (len(explanation.groups[0].orders), explanation.groups[0].more) == (200, 30)
    assert sentences(explanation)[-1].po_id == "30 more"
    assert headline(explanation) == "Not matched: none of 230 purchase orders takes it."


@pytest.mark.parametrize("number", ["PO-0", "PO-229"])
def test_the_order_that_is_named_keeps_its_reason_among_however_many_that_share_it(number):
    wrong = [po(f"PO-{n}", currency="USD") for n in range(230)]
    explanation = match(invoice(charge(), names=number), *wrong, po("PO-OF", bill_from="umbrella")).explanation

    assert headline(explanation) == f"Not matched: {number} is in USD, the invoice is in EUR."
    assert explanation.groups[0] == Group(Rule.CURRENCY, (number,), ("USD",))
    assert (len(explanation.groups[1].orders), explanation.groups[1].more) == (200, 29)
    assert number not in explanation.groups[1].orders
    assert explanation.unmatched is Unmatched.CURRENCY
    assert headline(supplier_view(explanation)) == headline(explanation)


def test_an_explanation_of_a_hundred_orders_stays_small():
    orders = [po(f"PO-2026-{n:04}", item(USAGE), during=FEBRUARY if n % 2 else MARCH) for n in range(100)]

    assert len(to_json(match(invoice(charge()), *orders).explanation)) < 2_000


def test_the_po_ids_can_be_read_from_the_json_alone():
    explanation = match(invoice(charge(), names="PO-1"), po("PO-1"), po("Bestellung Ü")).explanation
    stored = json.loads(to_json(explanation))

    assert stored["named"] == ["PO-1"]
    assert [group[:2] for group in stored["groups"]] == [["chosen", ["PO-1"]], ["number", ["Bestellung Ü"]]]


def test_an_explanation_is_read_from_text_and_from_a_json_column():
    wanted = invoice(charge(line="9"), names="PO-1")
    explanation = match(wanted, po("PO-1"), po("PO-2", currency="USD")).explanation

    assert from_json(to_json(explanation)) == explanation
    assert from_json(json.loads(json.dumps(to_stored(explanation)))) == explanation


def test_the_supplier_reads_nothing_about_orders_of_others():
    orders = (
        po("PO-1"),
        po("PO-2", bill_from="umbrella"),
        po("PO-3", currency="USD"),
        po("PO-4", is_suspended=True),
        po("PO-5", seller_of_record="globex"),
        po("PO-6", during=FEBRUARY),
    )
    seen = supplier_view(match(invoice(charge()), *orders).explanation)

    assert [entry.po_id for entry in sentences(seen)] == ["PO-1", "PO-6"]


def test_the_supplier_reads_why_the_order_it_named_was_not_taken():
    orders = (po("PO-1", is_suspended=True), po("PO-2", is_suspended=True))
    seen = supplier_view(match(invoice(charge(), names="po-2"), *orders).explanation)

    assert headline(seen) == "Not matched: PO-2 is suspended."
    assert [entry.po_id for entry in sentences(seen)] == ["PO-2"]


def test_sentences_can_be_worded_in_another_language():
    german = Wording(
        translate={"Dropped: %(why)s.": "Ausgeschieden: %(why)s.", "suspended": "ausgesetzt"}.get,
        amount=lambda amount, currency: f"{amount} {currency}",
    )

    assert said(invoice(charge()), po("PO-1", is_suspended=True), wording=german) == {
        "PO-1": "Ausgeschieden: ausgesetzt."
    }


def test_a_percent_sign_in_a_name_is_only_a_name():
    wording = Wording(names={"umbrella": "100 % AG"})

    assert said(invoice(charge()), po("PO-1", bill_from="umbrella"), wording=wording) == {
        "PO-1": "Dropped: for invoices of 100 % AG."
    }


def test_amounts_keep_their_decimals():
    chosen = sentences(match(invoice(charge()), po("PO-1", item(left="1234567.10"))).explanation)[0]

    assert chosen.details[3] == f"Enough balance: {Decimal('1234567.10'):,} EUR before"

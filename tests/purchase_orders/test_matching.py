"""The matching rule, sentence by sentence."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace

import pytest

from purchase_orders.book import Book
from purchase_orders.explanation import NoteRule
from purchase_orders.matching import choose
from tests.purchase_orders.matching_cast import APRIL, MARCH, YEAR, book, charge, invoice, item, match, place, po, where

USAGE, SUBSCRIPTION, SERVICES = "MONTHLY_USAGE", "SUBSCRIPTION", "SERVICES"
TRANSACTION, BLANKET = "MARKETPLACE_TRANSACTION", "MARKETPLACE_BLANKET"
MONTHS = (po("PO-MAR", during=MARCH), po("PO-APR", during=APRIL))
SPRING = ("2026-03-01", "2026-04-30")


# Match dates


def test_a_period_in_arrears_counts_with_its_last_day():
    assert where(invoice(charge(during=SPRING, mark="in_arrears")), *MONTHS) == "PO-APR: 1"


def test_a_period_in_advance_counts_with_its_first_day():
    assert where(invoice(charge(during=SPRING, mark="in_advance")), *MONTHS) == "PO-MAR: 1"


def test_a_period_without_a_mark_counts_with_its_last_day():
    assert where(invoice(charge(during=SPRING)), *MONTHS) == "PO-APR: 1"


def test_a_line_without_a_period_takes_the_period_and_mark_of_the_document():
    assert where(invoice(charge(during=None), during=SPRING, mark="in_advance"), *MONTHS) == "PO-MAR: 1"


def test_the_mark_of_a_line_goes_before_the_mark_of_the_document():
    advance = charge(during=None, mark="in_advance")

    assert where(invoice(advance, during=SPRING, mark="in_arrears"), *MONTHS) == "PO-MAR: 1"


def test_the_mark_of_the_document_does_not_touch_a_line_with_a_period_of_its_own():
    assert where(invoice(charge(during=SPRING), during=MARCH, mark="in_advance"), *MONTHS) == "PO-APR: 1"


def test_without_any_period_the_issue_date_counts():
    assert where(invoice(charge(during=None), issued="2026-03-31"), *MONTHS) == "PO-MAR: 1"


@pytest.mark.parametrize(("day", "goes_to"), [("2026-03-01", "PO: 1"), ("2026-02-28", "none"), ("2026-03-31", "PO: 1")])
def test_first_and_last_day_of_a_line_item_are_both_included(day, goes_to):
    assert where(invoice(charge(during=None), issued=day), po("PO", item(during=MARCH))) == goes_to


def test_lines_of_one_invoice_may_bill_different_months():
    both = po("PO-1", item(USAGE, "1", during=MARCH), item(USAGE, "2", during=APRIL))

    assert where(invoice(charge(during=MARCH), charge(during=APRIL)), both) == "PO-1: 1, 2"


# Candidates


def test_an_expired_order_takes_what_it_was_valid_for():
    assert where(invoice(charge(), issued="2027-06-01"), po("PO-MAR", during=MARCH)) == "PO-MAR: 1"


def test_a_suspended_order_takes_nothing():
    assert where(invoice(charge()), po("PO-1", is_suspended=True)) == "none"


def test_an_order_in_another_currency_takes_nothing():
    assert where(invoice(charge()), po("PO-1", currency="USD")) == "none"


def test_an_order_for_another_supplier_takes_nothing():
    assert where(invoice(charge()), po("PO-1", bill_from="umbrella")) == "none"


def test_an_order_for_any_supplier_takes_every_suppliers_invoice():
    assert where(invoice(charge(), supplier="umbrella"), po("PO-1", bill_from=None)) == "PO-1: 1"


def test_a_deleted_order_takes_nothing_and_is_not_named():
    found = match(invoice(charge()), po("PO-1", is_deleted=True))

    assert (found.order_id, found.explanation.groups) == (None, ())


def test_an_empty_book_leaves_every_invoice_unmatched():
    assert where(invoice(charge())) == "none"


# Numbers


@pytest.mark.parametrize("word", ["", "  ", "-", "NA", "n/a", "N/A", "None", "DUMMYWERT", " dummywert "])
def test_words_that_name_no_order_leave_the_search_open(word):
    assert where(invoice(charge(), names=word), po("PO-1")) == "PO-1: 1"


def test_the_words_that_name_no_order_can_be_chosen():
    found = choose([invoice(charge(), names=" TBD ")], replace(book(po("PO-1")), no_po_words=frozenset({"tbd"})))

    assert found[0].order_id == 1


def test_a_number_that_is_no_longer_among_those_words_names_an_order():
    found = choose([invoice(charge(), names="N/A")], replace(book(po("PO-1")), no_po_words=frozenset({"tbd"})))

    assert found[0].order_id is None


def test_an_empty_number_names_no_order_whatever_the_words_are():
    found = choose([invoice(charge(), names=" ")], replace(book(po("PO-1")), no_po_words=frozenset()))

    assert found[0].order_id == 1


@pytest.mark.parametrize(("word", "answers"), [("TBD", 0), ("", 0), ("N/A", 1)])
def test_what_looks_for_an_order_only_where_it_names_one_has_no_answer_when_it_prints_a_word_for_none(word, answers):
    orders = replace(book(po("PO-1")), no_po_words=frozenset({"tbd"}))

    assert len(choose([invoice(charge(), names=word, only_if_named=True)], orders)) == answers


def test_numbers_are_compared_without_case_also_beyond_ascii():
    assert where(invoice(charge(), names="STRASSE 1"), po("Straße 1")) == "Straße 1: 1"


def test_a_number_on_one_line_alone_counts_for_the_whole_invoice():
    orders = (po("PO-1", edited="2026-02-01"), po("PO-2"))

    assert where(invoice(charge(), charge(names="po-2")), *orders) == "PO-2: 1, 1"


def test_the_same_number_in_several_spellings_is_one_number():
    assert where(invoice(charge(names="PO-1 "), charge(names="po-1"), names="Po-1"), po("PO-1")) == "PO-1: 1, 1"


def test_two_numbers_leave_the_invoice_unmatched_even_if_one_is_unknown():
    assert where(invoice(charge(names="PO-1"), charge(names="PO-77")), po("PO-1")) == "none"


def test_a_named_order_without_a_qualifying_line_item_is_not_replaced_by_another():
    orders = (po("PO-1", item(SERVICES)), po("PO-2"))

    assert where(invoice(charge(), names="PO-1"), *orders) == "none"


def test_a_number_given_again_after_deletion_names_the_live_order():
    orders = (po("PO-1", is_deleted=True), po("PO-1"))

    assert match(invoice(charge(), names="PO-1"), *orders).order_id == 2


# Qualifying line items


@pytest.mark.parametrize(
    ("charge_type", "taken_by"),
    [
        ("usage", {USAGE, "ALL"}),
        ("subscription", {SUBSCRIPTION, "ALL"}),
        ("services", {SERVICES, "ALL"}),
        ("marketplace", {BLANKET, "ALL"}),
        ("unknown", {"ALL"}),
    ],
)
def test_a_charge_is_taken_by_its_own_type_and_by_all(charge_type, taken_by):
    types = ["ALL", USAGE, SUBSCRIPTION, SERVICES, BLANKET, TRANSACTION]

    taking = {type for type in types if where(invoice(charge(charge_type)), po("PO-1", item(type))) != "none"}

    assert taking == taken_by


def test_a_marketplace_line_that_names_the_order_is_not_taken_by_a_blanket():
    assert where(invoice(charge("marketplace"), names="PO-1"), po("PO-1", item(BLANKET))) == "none"


def test_an_equal_product_code_qualifies_whatever_the_type():
    assert where(invoice(charge("unknown", product="P-7")), po("PO-1", item(SERVICES, product="P-7"))) == "PO-1: 1"


def test_a_different_product_code_excludes_nothing():
    assert where(invoice(charge(product="P-7")), po("PO-1", item(USAGE, product="P-1"))) == "PO-1: 1"


def test_missing_product_codes_are_not_equal():
    assert where(invoice(charge("services", product="")), po("PO-1", item(USAGE, product=""))) == "none"


@pytest.mark.parametrize(
    ("of_order", "of_line", "supplied_by", "goes_to"),
    [
        (None, None, "globex", "PO-1: 1"),
        ("globex", None, "globex", "PO-1: 1"),
        (None, "globex", "globex", "PO-1: 1"),
        ("globex", "globex", "globex", "PO-1: 1"),
        ("globex", None, None, "none"),
        ("globex", None, "hooli", "none"),
        (None, "globex", "hooli", "none"),
        ("globex", "hooli", "globex", "none"),
    ],
)
def test_sellers_of_record_must_be_equal_where_they_are_named(of_order, of_line, supplied_by, goes_to):
    order = po("PO-1", item(seller=of_line), seller_of_record=of_order)

    assert where(invoice(charge(seller=supplied_by)), order) == goes_to


def test_a_printed_line_number_waives_type_and_product():
    order = po("PO-1", item(USAGE, "1"), item(SERVICES, "7", product="P-1"))

    assert where(invoice(charge(line=" 7 ", product="P-2"), names="PO-1"), order) == "PO-1: 7"


def test_a_printed_line_number_takes_a_line_of_unknown_type():
    assert where(invoice(charge("unknown", line="1"), names="PO-1"), po("PO-1", item(USAGE))) == "PO-1: 1"


def test_a_printed_line_number_does_not_waive_the_dates():
    order = po("PO-1", item(USAGE, "1"), item(USAGE, "2", during=APRIL))
    found = match(invoice(charge(line="2"), names="PO-1"), order)

    assert place(found, order) == "PO-1: 1"
    assert [note.rule for note in found.explanation.notes] == [NoteRule.LINE_STARTS]


def test_a_printed_line_number_does_not_waive_the_seller():
    order = po("PO-1", item(USAGE, "1"), item(USAGE, "2", seller="globex"))
    found = match(invoice(charge(line="2", seller="hooli"), names="PO-1"), order)

    assert place(found, order) == "PO-1: 1"
    assert [note.rule for note in found.explanation.notes] == [NoteRule.LINE_SELLER]


def test_a_printed_line_number_that_does_not_exist_is_ignored():
    found = match(invoice(charge(line="8"), charge(line="8"), names="PO-1"), po("PO-1"))

    assert found.order_id == 1
    assert [(note.rule, note.line_number) for note in found.explanation.notes] == [(NoteRule.NO_SUCH_LINE, "8")]


def test_a_printed_line_number_is_ignored_when_the_invoice_names_no_order():
    order = po("PO-1", item(USAGE, "1"), item(SERVICES, "2"))
    found = match(invoice(charge(line="2")), order)

    assert place(found, order) == "PO-1: 1"
    assert [note.rule for note in found.explanation.notes] == [NoteRule.NO_PO_NAMED]


# Within an order


def test_the_printed_line_number_goes_before_the_product_code():
    order = po("PO-1", item(USAGE, "1", product="P-7"), item(SERVICES, "2"))

    assert where(invoice(charge(product="P-7", line="2"), names="PO-1"), order) == "PO-1: 2"


def test_the_product_code_goes_before_the_type():
    order = po("PO-1", item(USAGE, "1"), item(SERVICES, "2", product="P-7"))

    assert where(invoice(charge(product="P-7")), order) == "PO-1: 2"


def test_the_specific_type_goes_before_all():
    assert where(invoice(charge()), po("PO-1", item("ALL", "1"), item(USAGE, "2"))) == "PO-1: 2"


def test_the_more_specific_line_item_is_used_even_when_it_is_empty():
    assert where(invoice(charge()), po("PO-1", item("ALL", "1"), item(USAGE, "2", "0"))) == "PO-1: 2"


def test_enough_balance_goes_before_the_narrower_period():
    order = po("PO-1", item(USAGE, "1"), item(USAGE, "2", "99.99", during=MARCH))

    assert where(invoice(charge(gross="100.00")), order) == "PO-1: 1"


def test_exactly_the_amount_left_is_enough():
    order = po("PO-1", item(USAGE, "1"), item(USAGE, "2", "100.00", during=MARCH))

    assert where(invoice(charge(gross="100.00")), order) == "PO-1: 2"


def test_the_narrower_period_goes_before_the_lower_number():
    assert where(invoice(charge()), po("PO-1", item(USAGE, "1"), item(USAGE, "2", during=MARCH))) == "PO-1: 2"


def test_a_line_item_without_tracking_has_enough():
    assert where(invoice(charge()), po("PO-1", item(USAGE, "1", "0"), item(USAGE, "2", None))) == "PO-1: 2"


def test_lines_run_on_what_the_lines_before_left():
    order = po("PO-1", item(USAGE, "1", "150"), item(USAGE, "2", "150"))

    assert where(invoice(charge(), charge(), charge()), order) == "PO-1: 1, 2, 1"


def test_a_credited_line_gives_room_to_the_next():
    order = po("PO-1", item(USAGE, "1", "60"), item(USAGE, "2", "150"))

    assert where(invoice(charge(gross="-50"), charge(gross="100")), order) == "PO-1: 1, 1"


def test_lines_nothing_qualifies_for_stay_unassigned_beside_the_others():
    assert where(invoice(charge("services"), charge()), po("PO-1", item(USAGE))) == "PO-1: –, 1"


# Between orders


def test_more_lines_assigned_goes_before_the_more_specific_line_item():
    orders = (po("PO-A"), po("PO-B", item(SUBSCRIPTION, product="P-7")))

    assert where(invoice(charge(), charge("subscription", product="P-7")), *orders) == "PO-A: 1, 1"


def test_the_best_line_item_decides_how_specific_an_order_is():
    orders = (
        po("PO-A", item(USAGE, "1"), item(SUBSCRIPTION, "2")),
        po("PO-B", item("ALL", "1"), item(SERVICES, "2", product="P-7")),
    )

    assert where(invoice(charge(product="P-7"), charge("subscription")), *orders) == "PO-B: 2, 1"


def test_the_more_specific_order_goes_before_the_one_with_enough_balance():
    assert where(invoice(charge()), po("PO-A", item(USAGE, left="0")), po("PO-B")) == "PO-A: 1"


def test_enough_is_judged_on_the_line_items_used_and_not_on_the_sum_of_the_order():
    orders = (
        po("PO-A", item(SUBSCRIPTION, "1", "10000"), item(USAGE, "2", "100"), edited="2026-02-01"),
        po("PO-B", item(USAGE, left="600")),
    )

    assert where(invoice(charge(gross="500.00")), *orders) == "PO-B: 1"


def test_enough_is_judged_on_all_lines_together():
    orders = (po("PO-A", item(left="150"), edited="2026-02-01"), po("PO-B", item(left="200")))

    assert where(invoice(charge(), charge()), *orders) == "PO-B: 1, 1"


def test_enough_balance_goes_before_the_latest_edit():
    orders = (po("PO-A", item(left="99"), edited="2026-02-01"), po("PO-B", item(left="100")))

    assert where(invoice(charge()), *orders) == "PO-B: 1"


def test_when_no_order_has_enough_the_latest_edit_decides():
    orders = (po("PO-A", item(left="99")), po("PO-B", item(left="1"), edited="2026-02-01"))

    assert where(invoice(charge()), *orders) == "PO-B: 1"


def test_balance_is_no_condition_for_a_credit_note():
    orders = (po("PO-A", item(left="-50"), edited="2026-02-01"), po("PO-B"))

    assert where(invoice(charge(gross="-100.00")), *orders) == "PO-A: 1"


def test_the_lowest_po_id_in_natural_order_decides_at_last():
    assert where(invoice(charge()), po("PO-1.10"), po("PO-1.9"), po("PO-2")) == "PO-1.9: 1"


def test_an_invoice_is_never_spread_over_two_orders():
    orders = (po("PO-A", item(USAGE)), po("PO-B", item(SUBSCRIPTION)))

    assert where(invoice(charge(), charge("subscription")), *orders) == "PO-A: 1, –"


# Several invoices


def test_each_invoice_sees_what_the_one_before_left():
    orders = (po("PO-A", item(left="150"), edited="2026-02-01"), po("PO-B", item(left="100")))

    found = choose([invoice(charge()), invoice(charge()), invoice(charge())], book(*orders))

    assert [place(one, *orders) for one in found] == ["PO-A: 1", "PO-B: 1", "PO-A: 1"]


def test_a_credit_note_gives_room_to_the_next_invoice():
    orders = (po("PO-A", item(left="0"), edited="2026-02-01"), po("PO-B"))

    found = choose([invoice(charge()), invoice(charge(gross="-200"), names="PO-A"), invoice(charge())], book(*orders))

    assert [place(one, *orders) for one in found] == ["PO-B: 1", "PO-A: 1", "PO-A: 1"]


def test_a_line_that_gives_back_makes_room_where_an_invoice_before_found_none():
    orders = (po("PO-A", item(left="60"), edited="2026-02-01"), po("PO-B", item(left=None)))

    found = choose([invoice(charge()), invoice(charge(gross="-50"), charge())], book(*orders))

    assert [place(one, *orders) for one in found] == ["PO-B: 1", "PO-A: 1, 1"]


def test_an_unmatched_invoice_takes_nothing_from_the_next():
    order = po("PO-A", item(left="100"))

    found = choose([invoice(charge(), names="PO-77"), invoice(charge())], book(order))

    assert [one.order_id for one in found] == [None, 1]
    assert found[1].explanation.groups[0].facts[2:] == ("100", "enough")


def test_invoices_of_two_suppliers_and_currencies_find_their_own_orders():
    orders = (po("PO-A"), po("PO-B", bill_from="umbrella"), po("PO-C", currency="USD"))

    found = choose(
        [invoice(charge(), supplier="umbrella"), invoice(charge(), currency="USD"), invoice(charge())], book(*orders)
    )

    assert [place(one, *orders) for one in found] == ["PO-B: 1", "PO-C: 1", "PO-A: 1"]


def test_keys_come_back_as_they_were_given():
    found = choose([invoice(charge(), charge("services"), key="INV-7")], book(po("PO-1", item(USAGE))))[0]

    assert found.key == "INV-7"
    assert [(at.line_key, at.book_line_id) for at in found.assignments] == [(1, 101), (2, None)]


def test_the_book_is_not_changed():
    orders = book(po("PO-1", item(left="100")))
    before = deepcopy(orders)

    choose([invoice(charge())], orders)

    assert orders == before


def test_no_invoices_give_no_matches():
    assert choose([], Book(())) == []


def test_a_line_item_inside_a_years_order_may_be_narrower_than_the_order():
    assert where(invoice(charge(during=APRIL)), po("PO-1", item(during=MARCH), during=YEAR)) == "none"

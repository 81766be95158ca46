"""What another book would have done with past invoices: the comparison itself, and its pages."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from invoices.operations.move import move_to_order
from purchase_orders.facts import ContactFacts, LineFacts, OrderFacts
from purchase_orders.facts_json import facts_from_json, facts_to_json
from purchase_orders.models import PurchaseOrder
from purchase_orders.order_queries import order_detail
from purchase_orders.what_if import Difference, compared, with_edit, with_suspended
from purchase_orders.what_if_queries import what_if_edited, what_if_suspended
from tests.building import YEAR, line, order, po_line
from tests.invoices.association import issued, public_id
from tests.purchase_orders.matching_cast import book, charge, invoice, item, po
from tests.purchase_orders.pages import form_of, page_of, words_of
from tests.purchase_orders.pages import line as typed_line

D = Decimal
NEW = "/purchase-orders/new/"
LATER = datetime(2026, 6, 1, tzinfo=UTC)
HUNDRED = replace(invoice(charge(gross="100.00")), key=7)


def differences(invoices, before, after) -> list[Difference]:
    return compared(invoices, before, after).differences


def test_what_is_left_of_tracked_lines_is_told_of_both_books():
    before = book(po("PO-A", item(left="400"), item(left=None, number="2")), po("PO-B", item(left=None)))
    after = with_suspended(before, frozenset({1}), suspended=True, at=LATER)
    found = compared([HUNDRED], before, after)
    assert (found.left_before, found.left_after) == ({1: D("300.00")}, {1: D("400")})


def test_the_same_book_differs_in_nothing():
    orders = book(po("PO-A"), po("PO-B"))
    assert differences([HUNDRED], orders, orders) == []


def test_suspending_the_order_moves_its_amounts_to_the_next_best():
    before = book(po("PO-A", edited="2026-02-01"), po("PO-B"))
    after = with_suspended(before, frozenset({1}), suspended=True, at=LATER)
    assert differences([HUNDRED], before, after) == [Difference(7, ("PO-A", "1"), ("PO-B", "1"), D("100.00"))]


def test_re_activating_an_order_makes_it_the_one_updated_last():
    before = book(po("PO-A"), po("PO-B", is_suspended=True))
    after = with_suspended(before, frozenset({2}), suspended=False, at=LATER)
    assert differences([HUNDRED], before, after) == [Difference(7, ("PO-A", "1"), ("PO-B", "1"), D("100.00"))]


def facts(po_id: str, *lines: LineFacts) -> OrderFacts:
    return OrderFacts(po_id, "EUR", date(2026, 1, 1), date(2026, 12, 31), lines)


def fact(number: str, type: str = "ALL", value: str = "1000") -> LineFacts:
    return LineFacts(number, type, date(2026, 1, 1), date(2026, 12, 31), D(1), D(value))


def test_a_new_order_takes_what_was_unmatched():
    before = book(po("PO-A", item("SERVICES")))
    after = with_edit(before, None, facts("PO-NEW", fact("1", "MONTHLY_USAGE")), {}, LATER)
    assert differences([HUNDRED], before, after) == [Difference(7, ("", ""), ("PO-NEW", "1"), D("100.00"))]


def test_a_new_line_takes_what_it_fits_better_line_by_line():
    before = book(po("PO-A", item("ALL", "1")))
    edited = facts("PO-A", fact("1"), fact("2", "MONTHLY_USAGE"))
    after = with_edit(before, 1, edited, {101: D(1000000)}, LATER)
    both = replace(invoice(charge(gross="60.00"), charge("services", gross="40.00")), key=8)
    assert differences([both], before, after) == [Difference(8, ("PO-A", "1"), ("PO-A", "2"), D("60.00"))]


def test_a_removed_line_lets_go_what_it_took():
    before = book(po("PO-A", item("ALL", "1"), item("MONTHLY_USAGE", "2")))
    after = with_edit(before, 1, facts("PO-A", fact("1")), {}, LATER)
    assert differences([HUNDRED], before, after) == [Difference(7, ("PO-A", "2"), ("PO-A", "1"), D("100.00"))]


def test_a_new_value_changes_what_is_left_by_as_much():
    before = book(po("PO-A", item(left="400")))
    after = with_edit(before, 1, facts("PO-A", fact("1", value="700")), {101: D(1000)}, LATER)
    assert [line.remaining for line in after.orders[0].lines] == [D("100.00")]


def test_one_invoice_after_the_other_sees_what_is_left():
    before = book(po("PO-A", item(left="150"), edited="2026-02-01"), po("PO-B", item(left="150")))
    after = with_edit(before, 1, facts("PO-A", fact("1", value="50")), {101: D(150)}, LATER)
    pair = [HUNDRED, replace(HUNDRED, key=9)]
    found = [(each.key, each.before[0], each.after[0]) for each in differences(pair, before, after)]
    assert found == [(7, "PO-A", "PO-B"), (9, "PO-B", "PO-A")]


@pytest.mark.django_db
class TestPastInvoices:
    def test_an_edit_is_matched_against_what_came_and_uses_nothing(self, door, today):
        with door("initech"):
            made = order("PO-1")
        document = issued(door, line("100.00", charge_type="usage"))
        with door("initech"):
            wanted = replace(
                order_detail(made.public_id, today).facts, lines=[po_line("1"), po_line("2", "MONTHLY_USAGE")]
            )
            found = what_if_edited(made.pk, wanted, today)
            assert [(row.number, row.before, row.after, row.amount) for row in found.rows] == [
                (document.number, "PO-1 · 1", "PO-1 · 2", D("119.00"))
            ]
            assert (found.documents, found.looked_at) == (1, 1)
            assert PurchaseOrder.objects.get().lines.count() == 1

    def test_the_balance_of_each_order_now_and_then_is_told(self, door, today):
        with door("initech"):
            first = order("PO-1")
        issued(door)
        with door("initech"):
            order("PO-2", is_suspended=True)
            PurchaseOrder.objects.filter(po_id="PO-2").update(is_suspended=False, edited_at="2020-01-01T00:00Z")
            order("UNTOUCHED", lines=[po_line("1", "SERVICES")], is_suspended=True)
            found = what_if_suspended([first.pk], suspended=True, today=today)
            assert [(row.po_id, row.before, row.after) for row in found.balances] == [
                ("PO-1", D("1071.00"), D("1190.00")),
                ("PO-2", D("1190.00"), D("1071.00")),
            ]
            assert sum(row.amount for row in found.rows) == D("119.00")

    def test_an_edit_of_a_value_shows_in_the_balance_and_a_new_order_has_none_before(self, door, today):
        with door("initech"):
            made = order("PO-1")
        issued(door)
        with door("initech"):
            facts = order_detail(made.public_id, today).facts
            raised = replace(facts, lines=[po_line("1", quantity=D(20))])
            [row] = what_if_edited(made.pk, raised, today).balances
            assert (row.before, row.after) == (D("1071.00"), D("2261.00"))
            new = replace(facts, po_id="PO-NEW", lines=[po_line("1", "MONTHLY_USAGE")])
            [row] = what_if_edited(None, new, today).balances
            assert (row.po_id, row.before, row.after) == ("PO-NEW", None, D("1190.00"))

    def test_without_a_change_nothing_differs_whatever_was_moved_by_hand(self, door, today):
        with door("initech"):
            first = order("PO-1")
        document = issued(door)
        with door("initech"):
            order("PO-2")
            move_to_order(document.public_id, public_id("PO-2"), reason="by hand")
            PurchaseOrder.objects.filter(pk=first.pk).update(edited_at="2099-01-01T00:00Z")
            same = order_detail(first.public_id, today).facts
            found = what_if_edited(first.pk, same, today)
            assert (found.rows, found.balances) == ((), ())

    def test_balances_start_as_they_were_before_the_invoices_used_them(self, door, today):
        with door("initech"):
            small = order("SMALL", lines=[po_line(quantity=D(1))])
        documents = [issued(door) for _ in range(2)]
        with door("initech"):
            other = order("OTHER")
            found = what_if_suspended([other.pk], suspended=True, today=today)
            assert {row.number for row in found.rows} == {documents[0].number, documents[1].number}
            assert {row.after for row in found.rows} == {"SMALL · 1"}
            assert small.lines.get().consumed == D("238.00")

    def test_only_the_last_twelve_months_count_and_the_newest_of_too_many(self, door, today):
        with door("initech"):
            made = order("PO-1", effective=date(2020, 1, 1))
        issued(door, issue_date=date(2025, 1, 2))
        newest = [issued(door, issue_date=date(2026, 11, day)) for day in (1, 2, 3)]
        with door("initech"):
            found = what_if_suspended([made.pk], suspended=True, today=today, most=2)
            assert (found.documents, found.looked_at) == (3, 2)
            assert [row.number for row in found.rows] == [each.number for each in newest[1:]]

    def test_a_suspended_order_can_be_asked_about_too(self, door, today):
        with door("initech"):
            resting = order("RESTING", is_suspended=True)
        document = issued(door)
        with door("initech"):
            found = what_if_suspended([resting.pk], suspended=False, today=today)
            assert [(row.number, row.before, row.after) for row in found.rows] == [(document.number, "", "RESTING · 1")]


@pytest.mark.django_db
@pytest.mark.usefixtures("fixed_day")
class TestPages:
    def test_the_form_shows_the_difference_keeps_what_is_typed_and_saves_nothing(self, door, browser_of):
        with door("initech"):
            made = order("PO-1")
        document = issued(door)
        betty = browser_of("initech", "betty")
        page = f"/purchase-orders/{made.public_id}/edit/"
        typed = form_of(
            betty.get(page), effective="2026-12", expiration="2026-12", what_if="1", description="new words"
        )
        typed |= {"lines-0-starts_on": "2026-12", "lines-0-ends_on": "2026-12"}
        answer = betty.post(page, typed)
        page_words = words_of(answer)
        assert document.number in page_words
        assert "PO-1 · 1" in page_words
        assert b"new words" in answer.content
        with door("initech"):
            assert PurchaseOrder.objects.get().effective == YEAR[0]

    def test_a_form_with_errors_shows_them_instead(self, door, browser_of):
        with door("initech"):
            made = order("PO-1")
        betty = browser_of("initech", "betty")
        page = f"/purchase-orders/{made.public_id}/edit/"
        answer = betty.post(page, form_of(betty.get(page), currency="", what_if="1"))
        assert answer.status_code == 422
        assert "what-if-title" not in answer.content.decode()

    def test_a_new_order_can_be_tried_too(self, door, browser_of):
        document = issued(door)
        betty = browser_of("initech", "betty")
        typed = {"po_id": "X-NEW", "currency": "EUR", "effective": "2026-01", "expiration": "2026-12", "what_if": "1"}
        typed |= typed_line(0, quantity="10", unit_price="100", tax="19 %")
        answer = betty.post(NEW, form_of(betty.get(NEW), **typed))
        rows = page_of(answer).xpath("//section[@id='what-if']//tbody/tr")
        balance, row = (" ".join(" ".join(each.itertext()).split()) for each in rows)
        assert answer.status_code == 200
        assert row == f"{document.number} unmatched → X-NEW · 1 119.00 EUR"
        assert balance == "X-NEW none → 1,071.00 EUR"
        with door("initech"):
            assert not PurchaseOrder.objects.exists()

    def test_a_new_order_that_is_not_complete_shows_what_lacks_instead(self, browser_of):
        betty = browser_of("initech", "betty")
        answer = betty.post(NEW, form_of(betty.get(NEW), po_id="X-NEW", what_if="1"))
        assert (answer.status_code, page_of(answer).xpath("//section[@id='what-if']")) == (422, [])

    def test_suspending_shows_what_would_have_gone_elsewhere(self, door, browser_of):
        with door("initech"):
            made = order("PO-1")
        document = issued(door)
        address = f"/purchase-orders/{made.public_id}/suspension/"
        page = words_of(browser_of("initech", "betty").post(address, {"what_if": "1"}))
        assert document.number in page
        assert "unmatched" in page
        with door("initech"):
            assert not PurchaseOrder.objects.get().is_suspended

    def test_more_than_is_matched_while_somebody_waits_is_worked_out_by_a_job(
        self, door, browser_of, drain, monkeypatch
    ):
        monkeypatch.setitem(what_if_suspended.__kwdefaults__, "most", 1)
        with door("initech"):
            made = order("PO-1")
        documents = [issued(door) for _ in range(2)]
        betty, address = browser_of("initech", "betty"), f"/purchase-orders/{made.public_id}/suspension/"
        assert "Work out all 2 in the background" in words_of(betty.post(address, {"what_if": "1"}))
        page = betty.post(address, {"what_if": "all"})["Location"]
        assert "It is being worked out" in words_of(betty.get(page))
        drain()
        found = words_of(betty.get(page))
        assert all(document.number in found for document in documents)
        assert "PO-1 952.00 EUR → 1,190.00 EUR" in found
        assert browser_of("hooli", "ada").get(page).status_code == 404


def test_facts_survive_their_json():
    given = facts("PO-A", fact("1"), replace(fact("2"), tax_percent=None, tax_amount=D("1.50")))
    given = replace(given, contacts=[ContactFacts("a@b.example", "A", "de")], tags=("x",), bill_from_id=7)
    back = facts_from_json(json.loads(json.dumps(facts_to_json(given))))
    assert (back.lines, back.contacts) == (list(given.lines), given.contacts)
    assert replace(back, lines=(), tags=(), thresholds=()) == replace(given, lines=(), tags=(), thresholds=())

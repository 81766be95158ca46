"""Creating, editing and deleting purchase orders: what is refused, what stays, what the contacts are told."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from billing_platform.notifications.models import Mail
from common.money import UnknownCurrency
from purchase_orders.facts import ContactFacts, OrderFacts
from purchase_orders.models import PurchaseOrder
from purchase_orders.operations.orders import create_order, delete_order, edit_order, set_suspended
from purchase_orders.order_queries import order_detail
from purchase_orders.refusals import (
    ChangedMeanwhile,
    LineInUse,
    LineRepeated,
    OrderFixed,
    OrderGone,
    OrderIdTaken,
    TooMany,
    WrongDates,
    WrongValue,
)
from tenants.history.models import Change
from tests.building import YEAR, order, po_line

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def books(door):
    with door("initech"):
        yield


def facts_of(made: PurchaseOrder) -> OrderFacts:
    return order_detail(made.public_id, date(2026, 11, 20)).facts


def subjects() -> list[str]:
    """What the mails tell, without what is left."""
    return [subject.partition(",")[0] for subject in Mail.objects.order_by("id").values_list("subject", flat=True)]


# Identity


@pytest.mark.parametrize("same", ["PO-1", "po-1", "  Po-1  ", "\tPO-1\n"])
def test_an_id_is_taken_whatever_its_case_and_the_spaces_around_it(same):
    order("PO-1")
    with pytest.raises(OrderIdTaken, match=r"There is a purchase order .* already") as refused:
        order(same)
    assert refused.value.field == "po_id"
    assert PurchaseOrder.objects.count() == 1


def test_an_id_is_stored_without_the_spaces_around_it():
    assert order("  PO 1 ").po_id == "PO 1"


def test_the_id_of_a_deleted_order_can_be_used_again():
    delete_order(order("PO-1").pk)
    assert order("po-1").po_id == "po-1"


def test_a_refused_order_leaves_nothing_behind():
    order("PO-1")
    with pytest.raises(OrderIdTaken):
        order("PO-1", lines=[po_line("1"), po_line("2")])
    assert order_detail(PurchaseOrder.objects.get().public_id, date(2026, 11, 20)).facts.lines[1:] == []


@pytest.mark.parametrize("po_id", ["", "   ", "x" * 201, "ß" * 101])
def test_an_id_has_one_to_two_hundred_characters_however_it_is_compared(po_id):
    with pytest.raises(WrongValue, match="1 to 200 characters"):
        order(po_id)


def test_the_id_of_an_order_cannot_be_edited(today):
    made = order("PO-1")
    with pytest.raises(OrderFixed) as refused:
        edit_order(made.pk, replace(facts_of(made), po_id="PO-2"), today=today)
    assert refused.value.field == "po_id"


# Dates, numbers, amounts


def test_an_order_that_ends_before_it_starts_is_refused():
    with pytest.raises(WrongDates, match="ends before it starts") as refused:
        order(effective=date(2026, 2, 1), expiration=date(2026, 1, 31))
    assert refused.value.field == "expiration"


def test_an_order_of_one_day_is_taken():
    day = date(2026, 12, 1)
    assert order(effective=day, expiration=day).expiration == day


@pytest.mark.parametrize(
    ("dates", "field"),
    [
        ({"starts_on": date(2025, 12, 31)}, "starts_on"),
        ({"ends_on": date(2027, 1, 1)}, "ends_on"),
        ({"starts_on": date(2026, 3, 1), "ends_on": date(2026, 2, 28)}, "ends_on"),
    ],
)
def test_a_line_lies_inside_its_order(dates, field):
    with pytest.raises(WrongDates) as refused:
        order(lines=[po_line("7", **dates)])
    assert refused.value.field == field
    assert "Line 7" in refused.value.message


def test_shrinking_the_dates_of_an_order_below_its_lines_is_refused_on_edit_too(today):
    made = order("PO-1")
    with pytest.raises(WrongDates):
        edit_order(made.pk, replace(facts_of(made), expiration=date(2026, 6, 30)), today=today)


@pytest.mark.parametrize("numbers", [("1", "1"), ("a", "A"), ("1", " 1 ")])
def test_two_lines_with_the_same_number_are_refused(numbers):
    with pytest.raises(LineRepeated):
        order(lines=[po_line(number) for number in numbers])


@pytest.mark.parametrize("number", ["", "  ", "x" * 41])
def test_a_line_has_a_number_of_at_most_forty_characters(number):
    with pytest.raises(WrongValue):
        order(lines=[po_line(number)])


@pytest.mark.parametrize(
    "amounts",
    [
        {"quantity": Decimal(-1)},
        {"unit_price": Decimal(-1)},
        {"quantity": Decimal(10) ** 12},
        {"unit_price": Decimal(10) ** 15},
        {"quantity": Decimal(10) ** 8, "unit_price": Decimal(10) ** 8},
        {"quantity": Decimal(1), "unit_price": Decimal(1), "tax_percent": None, "tax_amount": Decimal("-1.01")},
    ],
)
def test_a_line_is_worth_what_an_amount_can_hold(amounts):
    with pytest.raises(WrongValue):
        order(lines=[po_line(**amounts)])


def test_the_largest_value_is_taken():
    largest = Decimal("999999999999999.99")
    made = order(lines=[po_line(quantity=Decimal(1), unit_price=largest, tax_percent=None)])
    assert made.lines.get().value == largest


@pytest.mark.parametrize(
    ("amounts", "currency", "tax", "value"),
    [
        ({"quantity": Decimal(3), "unit_price": Decimal("0.5")}, "EUR", "0.29", "1.79"),
        ({"quantity": Decimal("1.5"), "unit_price": Decimal(333)}, "JPY", "95", "595"),
        ({"quantity": Decimal(1), "unit_price": Decimal("0.0005")}, "KWD", "0", "0.001"),
        ({"tax_percent": None, "tax_amount": Decimal("7.005")}, "EUR", "7.01", "1007.01"),
    ],
)
def test_the_value_of_a_line_is_rounded_in_the_currency_of_its_order(amounts, currency, tax, value):
    stored = order(currency=currency, lines=[po_line(**amounts)]).lines.get()
    assert (stored.tax_amount, stored.value) == (Decimal(tax), Decimal(value))


def test_an_unknown_currency_is_refused():
    with pytest.raises(UnknownCurrency):
        order(currency="EURO")


@pytest.mark.parametrize("thresholds", [(75, -1), (101,)])
def test_notices_lie_between_nothing_and_all(thresholds):
    with pytest.raises(WrongValue):
        order(thresholds=thresholds)


def test_a_tag_has_at_most_sixty_characters():
    with pytest.raises(WrongValue):
        order(tags=["x" * 61])


def test_the_most_of_everything_is_taken_and_one_more_refused():
    lines = [po_line(str(number)) for number in range(1, 102)]
    contacts = [ContactFacts(f"c{number}@initech.example") for number in range(11)]
    tags = [f"t{number}" for number in range(51)]
    assert order("PO-1", lines=lines[:100], contacts=contacts[:10], tags=tags[:50]).lines.count() == 100
    for too_many in ({"lines": lines}, {"contacts": contacts}, {"tags": tags}):
        with pytest.raises(TooMany) as refused:
            order("PO-2", **too_many)
        assert [refused.value.field] == list(too_many)


# Edits


def test_currency_and_supplier_stay_once_something_was_used(used, today):
    made = order("PO-1")
    edit_order(made.pk, replace(facts_of(made), currency="USD"), today=today)
    used(made, "1.00")
    with pytest.raises(OrderFixed) as refused:
        edit_order(made.pk, replace(facts_of(made), currency="EUR"), today=today)
    assert refused.value.field == "currency"
    assert PurchaseOrder.objects.get().currency == "USD"


def test_currency_stays_also_when_everything_used_was_given_back(used, today):
    made = order("PO-1")
    used(made, "1.00")
    used(made, "-1.00")
    with pytest.raises(OrderFixed):
        edit_order(made.pk, replace(facts_of(made), currency="USD"), today=today)


def test_a_line_in_use_stays_and_another_can_go(used, today):
    made = order("PO-1", lines=[po_line("1"), po_line("2")])
    used(made, "1.00", "1")
    facts = facts_of(made)
    with pytest.raises(LineInUse):
        edit_order(made.pk, replace(facts, lines=facts.lines[1:]), today=today)
    edit_order(made.pk, replace(facts, lines=facts.lines[:1]), today=today)
    assert [line.facts.number for line in order_detail(made.public_id, today).lines] == ["1"]


def test_an_edit_keeps_what_was_used_and_the_line_itself(used, today):
    made = order("PO-1")
    used(made, "100.00")
    before = made.lines.get()
    facts = facts_of(made)
    edit_order(made.pk, replace(facts, lines=[replace(facts.lines[0], unit_price=Decimal(200))]), today=today)
    after = made.lines.get()
    assert (after.pk, after.public_id) == (before.pk, before.public_id)
    assert (after.value, after.consumed, after.remaining) == (Decimal(2380), Decimal(100), Decimal(2280))


def test_a_value_below_what_was_used_leaves_a_negative_balance(used, today):
    made = order("PO-1")
    used(made, "1000.00")
    facts = facts_of(made)
    edit_order(made.pk, replace(facts, lines=[replace(facts.lines[0], quantity=Decimal(1))]), today=today)
    assert made.lines.get().remaining == Decimal(-881)


def test_an_edit_counts_as_the_newest_and_using_does_not(used, today):
    made = order("PO-1")
    first = made.edited_at
    used(made, "1.00")
    made.refresh_from_db()
    assert made.edited_at == first
    assert edit_order(made.pk, facts_of(made), today=today).edited_at > first


def test_an_edit_of_another_version_is_refused_and_changes_nothing(today):
    made = order("PO-1")
    seen = made.edited_at
    edit_order(made.pk, replace(facts_of(made), description="Theirs"), today=today, expected_edited_at=seen)
    with pytest.raises(ChangedMeanwhile):
        edit_order(made.pk, replace(facts_of(made), description="Mine"), today=today, expected_edited_at=seen)
    assert PurchaseOrder.objects.get().description == "Theirs"


def test_suspending_makes_an_open_edit_old(today):
    made = order("PO-1")
    set_suspended([made.pk], suspended=True, today=today)
    with pytest.raises(ChangedMeanwhile):
        edit_order(made.pk, facts_of(made), today=today, expected_edited_at=made.edited_at)


def test_a_version_of_another_time_zone_is_the_same_version(today):
    made = order("PO-1")
    same = made.edited_at.astimezone(UTC) + timedelta(0)
    assert edit_order(made.pk, facts_of(made), today=today, expected_edited_at=datetime.fromisoformat(same.isoformat()))


def test_a_deleted_order_cannot_be_edited(today):
    made = order("PO-1")
    facts = facts_of(made)
    delete_order(made.pk)
    with pytest.raises(OrderGone):
        edit_order(made.pk, facts, today=today)


def test_deleting_keeps_what_was_used(used):
    made = order("PO-1")
    used(made, "10.00")
    delete_order(made.pk)
    assert made.lines.get().entries.get().amount == Decimal(10)


def test_contacts_are_kept_once_each_whatever_their_case(today):
    made = order(
        "PO-1", contacts=[ContactFacts("Lena@initech.example"), ContactFacts(" lena@INITECH.example ", "Lena")]
    )
    assert [(who.email, who.name) for who in made.contacts.all()] == [("lena@initech.example", "Lena")]


# What contacts are told after an edit


def test_lowering_a_value_below_a_notice_is_told_once(used, today):
    made = order("PO-1")
    used(made, "290.00")
    assert subjects() == []
    facts = facts_of(made)
    lower = replace(facts, lines=[replace(facts.lines[0], quantity=Decimal("9.7"))])
    edit_order(made.pk, lower, today=today)
    edit_order(made.pk, lower, today=today)
    assert subjects() == ["PO-1: line 1 is below 75 %"]


def test_only_the_lowest_of_several_notices_is_told_and_all_count_as_told(used, today):
    made = order("PO-1")
    used(made, "290.00")
    facts = facts_of(made)
    edit_order(made.pk, replace(facts, lines=[replace(facts.lines[0], quantity=Decimal(3))]), today=today)
    assert subjects() == ["PO-1: line 1 is below 25 %"]
    assert made.lines.get().sent_thresholds == [25, 75]


def test_raising_a_value_arms_the_notice_again(used, today):
    made = order("PO-1")
    used(made, "300.00")
    facts = facts_of(made)
    edit_order(made.pk, replace(facts, lines=[replace(facts.lines[0], quantity=Decimal(20))]), today=today)
    assert made.lines.get().sent_thresholds == []
    edit_order(made.pk, facts, today=today)
    assert subjects() == ["PO-1: line 1 is below 75 %"] * 2


def test_an_added_notice_that_is_passed_already_is_told_at_once(used, today):
    made = order("PO-1")
    used(made, "700.00")
    edit_order(made.pk, replace(facts_of(made), thresholds=(75, 50, 25, 0)), today=today)
    assert subjects() == ["PO-1: line 1 is below 75 %", "PO-1: line 1 is below 50 %"]


def test_switching_tracking_on_counts_what_was_used_before_and_off_and_on_tells_nothing_more(used, today):
    made = order("PO-1", lines=[po_line(tax_percent=None, is_tracked=False)])
    used(made, "300.00")
    assert subjects() == []
    facts = facts_of(made)
    tracked = replace(facts, lines=[replace(facts.lines[0], is_tracked=True)])
    edit_order(made.pk, tracked, today=today)
    assert made.lines.get().remaining == Decimal(700)
    for version in (facts, tracked, facts, tracked):
        edit_order(made.pk, version, today=today)
        line = made.lines.get()
        assert (line.value, line.consumed, line.remaining) == (Decimal(1000), Decimal(300), Decimal(700))
        assert list(line.entries.values_list("kind", "amount")) == [("match", Decimal("300.0000"))]
    assert subjects() == ["PO-1: line 1 is below 75 %"]


def test_a_contact_added_by_the_same_edit_is_told_and_a_removed_one_is_not(used, today):
    made = order("PO-1", contacts=[ContactFacts("old@initech.example")])
    used(made, "290.00")
    facts = facts_of(made)
    lower = [replace(facts.lines[0], quantity=Decimal("9.7"))]
    edit_order(
        made.pk, replace(facts, lines=lower, contacts=[ContactFacts("new@initech.example", language="de")]), today=today
    )
    assert list(Mail.objects.values_list("recipient", "subject")) == [
        ("new@initech.example", "PO-1: Position 1 unter 75 %, noch 864,30 EUR")
    ]


def test_facts_read_back_are_the_facts_written(today):
    written = OrderFacts(
        "PO-1", "EUR", *YEAR, [po_line("2", description="B"), po_line("10", tax_percent=None, tax_amount=Decimal(1))],
        description="D", seller_of_record="S", bill_to="B", ship_to="H", tags=["a", "b"], thresholds=[75, 10],
        contacts=[ContactFacts("a@b.example", "A", "de")],
    )  # fmt: skip
    assert facts_of(create_order(written, today=today)) == replace(
        written, lines=[replace(written.lines[0], tax_amount=Decimal("190")), written.lines[1]]
    )


def test_an_edit_writes_only_the_lines_it_changes(today):
    made = order("PO-1", lines=[po_line("1"), po_line("2")])
    facts = facts_of(made)
    edit_order(made.pk, replace(facts, lines=[facts.lines[0], replace(facts.lines[1], description="New")]), today=today)
    written = Change.objects.filter(table="purchase_orders_purchaseorderline", op="U")
    assert [change.row for change in written] == [made.lines.get(number="2").pk]


def test_the_value_of_a_line_is_rounded_once_from_the_exact_product():
    fine = po_line(quantity=Decimal("499999.99999999"), unit_price=Decimal("1000000000.00000001"), tax_percent=None)
    made = order("PO-FINE", lines=[fine])
    assert made.lines.get().value == Decimal("499999999999990.00")


@pytest.mark.parametrize("po_id", ["PO\n7", "PO\t7", "PO\x00"])
def test_a_po_id_is_one_line_of_visible_characters(po_id):
    with pytest.raises(WrongValue, match="visible"):
        order(po_id)

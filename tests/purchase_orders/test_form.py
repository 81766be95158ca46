"""Creating, copying and editing a purchase order by its form."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from partners.models import Partner, Side
from purchase_orders.models import Contact, PurchaseOrder, PurchaseOrderLine
from purchase_orders.order_queries import order_detail
from tests.building import order, po_line
from tests.purchase_orders.pages import errors_of, form_of, line, page_of, values_of, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fixed_day")]
NEW = "/purchase-orders/new/"
HEADER = {"po_id": " PO-1 ", "effective": "2026-01", "expiration": "2026-12"}
ONE_LINE = line(0, description="Cloud", quantity="10", unit_price="100.5", tax="19 %")


@pytest.fixture
def betty(browser_of):
    return browser_of("initech", "betty")


@pytest.fixture
def add(betty):
    """Fill in the new page's own form and send it."""

    def send(**typed: str):
        return betty.post(NEW, form_of(betty.get(NEW), **(HEADER | ONE_LINE | typed)))

    return send


def edit(client, made: PurchaseOrder, **typed: str):
    path = reverse("purchase_orders:edit", args=[made.public_id])
    return client.post(path, form_of(client.get(path), **typed))


# A new one


def test_an_order_is_stored_as_it_was_typed(add, door):
    with door("initech"):
        supplier = Partner.objects.get(side=Side.SUPPLIER, name__startswith="Globex")
    answer = add(
        description="Cloud, licences", bill_from=str(supplier.pk), currency="EUR", seller_of_record="Hooli",
        tags="cloud, Cost  centre 1,cloud,", bill_to="Head office", ship_to="Dock", thresholds=["50", "0"],
        **{"contacts-0-email": "lena@initech.example", "contacts-0-name": "Lena", "contacts-0-language": "de"},
        **{"lines-0-number": "1.1", "lines-0-type": "SUBSCRIPTION", "lines-0-product_code": "WS"},
        **{"lines-0-unit": "C62", "lines-0-receipt_required": "on", "lines-0-seller_of_record": "Hooli"},
    )  # fmt: skip
    assert answer.status_code == 302
    with door("initech"):
        made, stored, told = PurchaseOrder.objects.get(), PurchaseOrderLine.objects.get(), Contact.objects.get()
    assert (made.po_id, made.description, made.bill_from_id, made.currency) == (
        "PO-1",
        "Cloud, licences",
        supplier.pk,
        "EUR",
    )
    assert (made.effective, made.expiration) == (date(2026, 1, 1), date(2026, 12, 31))
    assert (made.tags, made.thresholds) == (["cloud", "Cost centre 1"], [75, 50, 0])
    assert (made.seller_of_record, made.bill_to, made.ship_to, made.is_suspended) == (
        "Hooli",
        "Head office",
        "Dock",
        False,
    )
    assert (stored.number, stored.type, stored.product_code, stored.unit) == ("1.1", "SUBSCRIPTION", "WS", "C62")
    assert (stored.starts_on, stored.ends_on) == (made.effective, made.expiration)
    assert (stored.quantity, stored.unit_price, stored.tax_percent) == (10, Decimal("100.5"), 19)
    assert (stored.tax_amount, stored.value) == (Decimal("190.95"), Decimal("1195.95"))
    assert (stored.is_tracked, stored.receipt_required) == (True, True)
    assert (told.email, told.name, told.language) == ("lena@initech.example", "Lena", "de")


def test_after_creating_the_page_of_the_order_says_so(add, betty):
    answer = betty.get(add().url)
    assert "Purchase order PO-1 created." in words_of(answer)


def test_an_empty_form_says_what_is_missing_and_at_which_field(betty):
    answer = betty.post(NEW, form_of(betty.get(NEW)))
    assert answer.status_code == 422
    assert errors_of(answer) == [
        "PO ID: Give the purchase order an ID.",
        "Effective from: Choose the month it starts in.",
        "Expires after: Choose the last month it is valid in.",
    ]
    assert page_of(answer).xpath("//*[@id='form-errors']//a/@href")[0] == "#id_po_id"


def test_nothing_typed_is_lost_by_an_error(add):
    answer = add(**{"lines-0-quantity": "ten", "description": "A text", "contacts-0-email": "a@b.example"})
    assert answer.status_code == 422
    kept = form_of(answer)
    assert kept["lines-0-quantity"] == ["ten"]
    assert kept["lines-0-unit_price"] == ["100.5"]
    assert kept["description"] == ["A text"]
    assert kept["contacts-0-email"] == ["a@b.example"]


@pytest.mark.parametrize(
    "text", ["1e3", "NaN", "Infinity", "１０", "1,000", "-1", "1 0", "0x10", "1.123456789", "9" * 13]
)
def test_a_quantity_is_plain_digits(add, text, door):
    answer = add(**{"lines-0-quantity": text})
    assert answer.status_code == 422
    assert errors_of(answer)[0].startswith("Line 1: Quantity:")
    with door("initech"):
        assert not PurchaseOrder.objects.exists()


@pytest.mark.parametrize("text", ["1e3", "NaN", "-0.01", "１", "1.000", "1,00,000", "9" * 16])
def test_a_unit_price_that_is_not_certain_is_refused(add, text):
    assert errors_of(add(**{"lines-0-unit_price": text}))[0].startswith("Line 1: Unit price:")


@pytest.mark.parametrize(
    ("text", "percent", "amount", "value"),
    [
        ("19 %", "19", "190.95", "1195.95"),
        ("19%", "19", "190.95", "1195.95"),
        ("7.7", "7.7", "77.39", "1082.39"),
        ("0", "0", "0", "1005"),
        ("", None, "0", "1005"),
        ("190.00 EUR", None, "190", "1195"),
        ("190 eur", None, "190", "1195"),
    ],
)
def test_tax_is_a_percentage_or_an_amount_with_its_currency(add, door, text, percent, amount, value):
    assert add(**{"lines-0-tax": text}).status_code == 302
    with door("initech"):
        stored = PurchaseOrderLine.objects.get()
    assert stored.tax_percent == (Decimal(percent) if percent else None)
    assert (stored.tax_amount, stored.value) == (Decimal(amount), Decimal(value))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("190", "between 0 and 100. For an amount add its currency"),
        ("7.1234", "at most 3 decimals"),
        ("190 USD", "This tax is in USD, the purchase order in EUR."),
        ("190 XXX", "no currency"),
        ("-1", "between 0 and 100"),
        ("-1 EUR", "Zero or more"),
        ("1e1", "exponent"),
        ("nan", "no currency"),
        ("1.2345 EUR", "decimals"),
    ],
)
def test_tax_that_cannot_be_meant_is_refused_with_what_is_allowed(add, text, reason):
    answer = add(**{"lines-0-tax": text})
    assert answer.status_code == 422
    assert reason in errors_of(answer)[0]


@pytest.mark.parametrize("typed", ["2026-7", "7/2026", "07.2026", " 2026-07 ", "2026/07"])
def test_without_a_month_control_a_month_is_typed_as_people_write_it(add, door, typed):
    assert add(effective=typed).status_code == 302
    with door("initech"):
        assert PurchaseOrder.objects.get().effective == date(2026, 7, 1)


@pytest.mark.parametrize("month", ["2026-13", "2026-00", "26-01", "２０２６-01", "July", "2026-01-01", "0000-01"])
def test_a_month_is_a_year_and_a_number(betty, month):
    answer = betty.post(NEW, form_of(betty.get(NEW), **HEADER | {"effective": month}))
    assert any("such as 2026-07" in text for text in errors_of(answer))


def test_lines_without_a_number_get_the_next_free_one(betty, door):
    rows = line(0, number="7", quantity="1", unit_price="1") | line(1, quantity="1", unit_price="1")
    rows |= line(2, number="A", quantity="1", unit_price="1") | line(3, quantity="1", unit_price="1")
    assert betty.post(NEW, form_of(betty.get(NEW), **HEADER, **rows)).status_code == 302
    with door("initech"):
        numbers = list(PurchaseOrderLine.objects.order_by("id").values_list("number", flat=True))
    assert numbers == ["7", "8", "A", "9"]


def test_two_lines_with_one_number_are_told_at_both(betty):
    rows = line(0, number="a", quantity="1", unit_price="1") | line(1, number="a", quantity="1", unit_price="1")
    answer = betty.post(NEW, form_of(betty.get(NEW), **HEADER, **rows))
    assert answer.status_code == 422
    assert [text[:30] for text in errors_of(answer)] == [
        "Line 1: Number: Two lines have",
        "Line 2: Number: Two lines have",
    ]


def test_rows_left_empty_are_no_lines_and_no_contacts(betty, door):
    rows = line(0) | line(1) | line(2, quantity="1", unit_price="1") | {"contacts-TOTAL_FORMS": "3"}
    languages = {f"contacts-{place}-language": "en" for place in range(3)}
    assert betty.post(NEW, form_of(betty.get(NEW), **HEADER, **rows, **languages)).status_code == 302
    with door("initech"):
        assert PurchaseOrderLine.objects.count() == 1
        assert Contact.objects.count() == 0


def test_a_line_outside_the_order_is_told_at_its_field_together_with_every_other_error(add):
    answer = add(**{"lines-0-ends_on": "2027-01", "contacts-0-email": "lena"})
    line_error, contact_error = errors_of(answer)
    assert line_error.startswith("Line 1: End: Line 1 ends after the purchase order. End it on 31 Dec 2026 or earlier")
    assert contact_error == "Contact 1: E-mail: Write it as name@company.example."


def test_a_hundred_and_one_lines_are_told_with_the_way_out(betty, door):
    rows: dict[str, str] = {}
    for place in range(101):
        rows |= line(place, quantity="1", unit_price="1")
    answer = betty.post(NEW, form_of(betty.get(NEW), **HEADER, **rows))
    assert errors_of(answer) == ["A purchase order has at most 100 lines. Create a second one, or merge lines."]
    with door("initech"):
        assert not PurchaseOrder.objects.exists()


def test_a_hundred_lines_and_an_empty_row_are_taken(betty, door):
    rows: dict[str, str] = {}
    for place in range(101):
        rows |= line(place, quantity="1", unit_price="1") if place < 100 else line(place)
    assert betty.post(NEW, form_of(betty.get(NEW), **HEADER, **rows)).status_code == 302
    with door("initech"):
        assert PurchaseOrderLine.objects.count() == 100


def test_more_rows_than_a_page_can_have_are_refused(add):
    answer = add(**{"lines-TOTAL_FORMS": "100000"})
    assert answer.status_code == 422
    assert errors_of(answer)[0] == "A purchase order has at most 100 lines. Create a second one, or merge lines."


@pytest.mark.parametrize(
    ("typed", "what"),
    [('"\x1c]:"@example.com', "invisible character"), ('"a.b"@example.com', "Before the @")],
    ids=ascii,
)
def test_an_address_to_which_no_mail_can_go_is_told_and_kept(add, typed, what):
    answer = add(**{"contacts-0-email": typed})
    assert answer.status_code == 422
    assert any(what in text for text in errors_of(answer))


def test_eleven_contacts_are_told(add):
    contacts = {f"contacts-{place}-email": f"c{place}@initech.example" for place in range(11)}
    languages = {f"contacts-{place}-language": "en" for place in range(11)}
    answer = add(**contacts, **languages, **{"contacts-TOTAL_FORMS": "11"})
    assert errors_of(answer) == ["A purchase order has at most 10 contacts."]


def test_more_than_fifty_tags_are_told_at_the_tags(add):
    answer = add(tags=",".join(f"t{number}" for number in range(51)))
    assert errors_of(answer) == ["Tags: A purchase order has at most 50 tags; this one has 51."]


def test_a_taken_id_is_told_at_the_id(add, door):
    with door("initech"):
        order("po-1")
    answer = add()
    assert answer.status_code == 422
    assert errors_of(answer) == ["PO ID: There is a purchase order PO-1 already."]


def test_a_value_beyond_what_can_be_stored_is_refused(add):
    answer = add(**{"lines-0-quantity": "9" * 12, "lines-0-unit_price": "9" * 15})
    assert answer.status_code == 422
    assert "at most 15 whole digits" in errors_of(answer)[0]


@pytest.mark.parametrize(
    "name", ["po_id", "description", "lines-0-description", "contacts-0-name", "tags", "seller_of_record"]
)
def test_a_null_character_is_refused_not_stored(add, name):
    assert add(**{"contacts-0-email": "a@b.example"} | {name: "a\0b"}).status_code == 422


def test_an_unknown_supplier_or_currency_is_no_choice(add, door):
    with door("initech"):
        foreign = Partner.objects.order_by("pk").last()
    assert errors_of(add(currency="XXX"))[0].startswith("Currency:")
    assert errors_of(add(bill_from=str(foreign.pk + 1000)))[0].startswith("Bill from:")


# Rows without JavaScript


def test_add_line_shows_the_form_again_with_one_more_row_and_saves_nothing(add, door):
    answer = add(add_lines="1", **{"lines-0-quantity": "ten"})
    assert answer.status_code == 200
    assert errors_of(answer) == []
    sent = form_of(answer)
    assert (sent["lines-TOTAL_FORMS"], sent["lines-0-quantity"], sent["po_id"]) == (["2"], ["ten"], [" PO-1 "])
    assert sent["lines-1-quantity"] == [""]
    with door("initech"):
        assert not PurchaseOrder.objects.exists()


def test_what_was_typed_before_add_line_is_saved_after_it(add, betty, door):
    again = form_of(add(add_lines="1", tags="a, b"), **{"lines-1-quantity": "1", "lines-1-unit_price": "2"})
    assert betty.post(NEW, again).status_code == 302
    with door("initech"):
        assert PurchaseOrder.objects.get().tags == ["a", "b"]
        assert PurchaseOrderLine.objects.count() == 2


def test_a_line_marked_as_removed_stays_marked_when_a_row_is_added(betty, door):
    with door("initech"):
        made = order("PO-1", lines=[po_line("1"), po_line("2")])
    answer = edit(betty, made, add_contacts="1", **{"lines-1-DELETE": "on"})
    assert form_of(answer)["lines-1-DELETE"] == ["on"]
    assert form_of(answer)["contacts-TOTAL_FORMS"] == ["2"]


def test_cut_lines_brings_lines_inside_the_months_of_the_order(betty, door):
    with door("initech"):
        made = order("PO-1", lines=[po_line("1"), po_line("2", ends_on=date(2026, 3, 31))])
    answer = edit(betty, made, effective="2026-02", expiration="2026-06", cut_lines="1")
    sent = form_of(answer)
    assert (sent["lines-0-starts_on"], sent["lines-0-ends_on"]) == (["2026-02"], ["2026-06"])
    assert (sent["lines-1-starts_on"], sent["lines-1-ends_on"]) == (["2026-02"], ["2026-03"])
    assert betty.post(reverse("purchase_orders:edit", args=[made.public_id]), sent).status_code == 302


def test_the_empty_row_for_the_browser_carries_its_place_holder(betty):
    content = betty.get(NEW).content.decode()
    assert '<template id="lines-empty">' in content
    assert 'name="lines-__prefix__-quantity"' in content
    assert 'name="contacts-__prefix__-email"' in content


# A copy


def test_a_copy_starts_with_everything_but_the_id(betty, door):
    with door("initech"):
        made = order("PO-1", description="Cloud", lines=[po_line("1"), po_line("9", type="SERVICES", tax_percent=None)])
    path = f"{NEW}?copy={made.public_id}"
    sent = form_of(betty.get(path), po_id="PO-2")
    assert betty.post(path, sent).status_code == 302
    with door("initech"):
        copy = PurchaseOrder.objects.get(po_id="PO-2")
        assert (copy.description, copy.effective, copy.lines.count()) == ("Cloud", made.effective, 2)
        assert list(copy.contacts.values_list("email", flat=True)) == ["betty@initech.example"]


@pytest.mark.parametrize("what", ["nonsense", "00000000-0000-7000-8000-000000000000"])
def test_a_copy_of_nothing_is_not_found(betty, what):
    assert betty.get(NEW, {"copy": what}).status_code == 404


# An edit


def test_saving_an_order_untouched_changes_nothing_but_its_time(betty, door, today):
    days = {"starts_on": date(2026, 1, 15), "ends_on": date(2026, 12, 20)}
    lines = [
        po_line("1", unit_price=Decimal("0.12345678"), **days),
        po_line("2", tax_percent=None, tax_amount=Decimal("7.50"), is_tracked=False, **days),
    ]
    dates = {"effective": date(2026, 1, 10), "expiration": date(2026, 12, 20)}
    with door("initech"):
        made = order("PO-1", lines=lines, tags=["x"], thresholds=(75, 33), bill_to="A\nB", **dates)
        before = order_detail(made.public_id, today).facts
    answer = edit(betty, made)
    assert answer.status_code == 302, errors_of(answer)
    with door("initech"):
        assert order_detail(made.public_id, today).facts == before


def test_the_id_of_an_order_stays_whatever_is_sent(betty, door):
    with door("initech"):
        made = order("PO-1")
    assert edit(betty, made, po_id="PO-2").status_code == 302
    with door("initech"):
        assert PurchaseOrder.objects.get().po_id == "PO-1"


def test_currency_and_supplier_stay_once_an_invoice_was_matched(betty, door, used):
    with door("initech"):
        made = order("PO-1")
        used(made, "1.00")
    path = reverse("purchase_orders:edit", args=[made.public_id])
    assert page_of(betty.get(path)).xpath("//select[@disabled]/@name") == ["bill_from", "currency"]
    assert edit(betty, made, currency="USD").status_code == 302
    with door("initech"):
        assert PurchaseOrder.objects.get().currency == "EUR"


def test_a_line_in_use_cannot_be_removed_and_the_form_says_so(betty, door, used):
    with door("initech"):
        made = order("PO-1", lines=[po_line("1"), po_line("2")])
        used(made, "1.00")
    answer = edit(betty, made, **{"lines-0-DELETE": "on"})
    assert answer.status_code == 422
    assert errors_of(answer) == ["Line 1 was used by invoices and stays. End it earlier instead."]
    assert edit(betty, made, **{"lines-1-DELETE": "on"}).status_code == 302
    with door("initech"):
        assert [each.number for each in PurchaseOrderLine.objects.all()] == ["1"]


def test_a_supplier_that_is_no_longer_active_stays_a_choice_of_its_order(betty, door):
    with door("initech"):
        supplier = Partner.objects.get(side=Side.SUPPLIER, name__startswith="Globex")
        made = order("PO-1", bill_from_id=supplier.pk)
        Partner.objects.filter(pk=supplier.pk).update(is_active=False)
    assert edit(betty, made).status_code == 302
    with door("initech"):
        assert PurchaseOrder.objects.get().bill_from_id == supplier.pk


def test_the_form_shows_the_value_of_each_line(betty, door):
    with door("initech"):
        made = order("PO-1")
    answer = betty.get(reverse("purchase_orders:edit", args=[made.public_id]))
    assert page_of(answer).xpath("//*[@id='lines-0-value']/text()") == ["1,190.00"]
    assert values_of(answer, "lines-0-tax") == {"lines-0-tax": "19 %"}


# Two at once


def test_the_later_of_two_edits_is_told_by_whom_and_chooses(betty, browser_of, door):
    with door("initech"):
        made = order("PO-1")
    path = reverse("purchase_orders:edit", args=[made.public_id])
    mine = form_of(betty.get(path), description="Mine")
    assert edit(browser_of("initech", "ada"), made, description="Theirs", expiration="2026-12").status_code == 302
    answer = betty.post(path, mine)
    assert answer.status_code == 409
    words = words_of(answer)
    assert "Ada changed this purchase order at" in words
    assert "Theirs" in words
    assert form_of(answer)["description"] == ["Mine"]
    with door("initech"):
        assert PurchaseOrder.objects.get().description == "Theirs"
    over = page_of(answer).xpath("//button[@name='edited_at']/@value")
    assert betty.post(path, mine | {"edited_at": [*mine["edited_at"], *over]}).status_code == 302
    with door("initech"):
        assert PurchaseOrder.objects.get().description == "Mine"


def test_saving_again_without_choosing_is_refused_again(betty, browser_of, door):
    with door("initech"):
        made = order("PO-1")
    path = reverse("purchase_orders:edit", args=[made.public_id])
    mine = form_of(betty.get(path), description="Mine")
    edit(browser_of("initech", "ada"), made, description="Theirs")
    again = form_of(betty.post(path, mine))
    assert betty.post(path, again).status_code == 409


@pytest.mark.parametrize("version", ["", "yesterday"])
def test_an_edit_must_say_which_version_it_was_made_on(betty, door, version):
    with door("initech"):
        made = order("PO-1")
    assert edit(betty, made, edited_at=version).status_code == 422


def test_an_order_deleted_meanwhile_is_not_found(betty, door):
    with door("initech"):
        made = order("PO-1")
    path = reverse("purchase_orders:edit", args=[made.public_id])
    mine = form_of(betty.get(path))
    betty.post(reverse("purchase_orders:deletion", args=[made.public_id]))
    assert betty.post(path, mine).status_code == 404


def test_enter_in_a_field_saves_the_order_and_adds_no_row(betty):
    first = page_of(betty.get(NEW)).xpath("//form[@class='form']//button")[0]
    assert (first.get("type"), first.get("name")) == ("submit", None)

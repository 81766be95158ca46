"""Purchase orders from a workbook: understood first, each cell that can't be taken told, all created or none."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from billing_platform.imports.models import ImportState, SheetImport
from partners.models import Partner, Side
from partners.operations import OutsideSupplier, outside_suppliers
from purchase_orders.models import PurchaseOrder, PurchaseOrderLine
from purchase_orders.operations.one_time import start_one_time
from purchase_orders.operations.orders import set_suspended
from tenants.history.models import Change
from tests.building import TODAY, order
from tests.imports.conftest import text_of
from tests.invoices.association import issued
from tests.purchase_orders.from_files.sheets import GOOD, LINE, filled, template

pytestmark = pytest.mark.django_db
PAGE = "/imports/new/purchase-orders/"


@pytest.fixture
def betty(browser_of):
    return browser_of("initech", "betty")


@pytest.fixture
def po_ids(door):
    """The PO IDs that are there, in order."""

    def read():
        with door("initech"):
            return list(PurchaseOrder.objects.filter(deleted_at=None).order_by("id").values_list("po_id", flat=True))

    return read


def sent(browser, *files):
    """Sends workbooks or texts as files; the answer."""
    named = [file if isinstance(file, tuple) else ("orders.xlsx", file) for file in files]
    return browser.post(PAGE, {"file": [SimpleUploadedFile(name, content) for name, content in named]})


def page_of(browser, answer):
    assert answer.status_code == 303, text_of(answer)
    return browser.get(answer.url).context["page"]


def confirmed(browser, url):
    return browser.post(f"{url}confirmation/", {"seen": browser.get(url).context["page"].seen})


def problems(browser, *files):
    return [(each.address, each.words) for each in page_of(browser, sent(browser, *files)).problems]


def test_the_list_leads_to_the_import_and_that_to_the_template(betty):
    assert f'href="{PAGE}"' in betty.get("/purchase-orders/").content.decode()
    assert f'href="{PAGE}template/"' in betty.get(PAGE).content.decode()
    answer = betty.get(f"{PAGE}template/")
    assert (answer["Content-Disposition"], answer.content[:2]) == ('attachment; filename="purchase-orders.xlsx"', b"PK")


def test_what_was_understood_is_shown_and_nothing_is_written_yet(betty, po_ids):
    workbook = filled(GOOD | {"Description": "Cloud", "Tax %": "19"}, {"PO ID": "PO-1"} | LINE)
    page = page_of(betty, sent(betty, workbook))
    [row] = page.rows
    assert (row.name, dict(row.facts)) == (
        "PO-1",
        {
            "Bill from": "Any supplier",
            "Valid": "1 Jul – 31 Dec 2026",
            "Lines": "2",
            "Value": "2,179.05 EUR",
            "Description": "Cloud",
        },
    )
    assert (page.verb, po_ids()) == ("Create 1 purchase order", [])


def test_what_was_confirmed_is_created_with_history(betty, door, po_ids):
    url = sent(betty, filled(GOOD, GOOD | {"PO ID": "PO-2", "Suspended": "yes"})).url
    assert confirmed(betty, url).status_code == 303
    assert "2 purchase orders created." in text_of(betty.get(url))
    assert po_ids() == ["PO-1", "PO-2"]
    with door("initech"):
        assert PurchaseOrderLine.objects.count() == 2
        assert Change.objects.filter(table="purchase_orders_purchaseorder", actor__contains="Betty").count() == 2


def test_while_a_one_time_purchase_is_open_orders_that_take_invoices_say_so(betty, door):
    with door("initech"):
        start_one_time(order("ONCE").pk)
    page = page_of(betty, sent(betty, filled(GOOD, GOOD | {"PO ID": "PO-2", "Suspended": "yes"})))
    assert [any("purchase on ONCE is open" in note for note in row.notes) for row in page.rows] == [True, False]


def test_confirmed_twice_it_is_created_once(betty, po_ids):
    url = sent(betty, filled(GOOD)).url
    seen = betty.get(url).context["page"].seen
    assert [betty.post(f"{url}confirmation/", {"seen": seen}).status_code for _ in range(2)] == [303, 303]
    assert po_ids() == ["PO-1"]


def test_one_cell_that_cannot_be_taken_holds_back_every_order(betty, po_ids):
    url = sent(betty, filled(GOOD, GOOD | {"PO ID": "PO-2", "Quantity": "many"})).url
    page = betty.get(url)
    assert "Purchase orders!T3" in text_of(page)
    assert (page.context["page"].verb, page.context["page"].problem_count) == ("", 1)
    assert confirmed(betty, url).status_code == 409
    assert po_ids() == []


def test_what_cannot_be_taken_is_told_row_by_row(betty):
    wrong = GOOD | {"Quantity": "many", "Bill from": "Nobody"}
    told = problems(betty, filled(wrong, GOOD | {"PO ID": "PO-2", "Type": "RENT"} | {"Bill from": "Nobody"}))
    assert [place.partition("!")[2] for place, _ in told] == ["C2", "T2", "C3", "Q3"]


def test_po_ids_that_are_there_already_are_refused_by_name(betty, door):
    with door("initech"):
        order("po-2", is_suspended=True)
    told = problems(betty, filled(GOOD, GOOD | {"PO ID": " PO-2 "}))
    assert told == [("Purchase orders!A3", "There is a purchase order PO-2 already.")]


def test_an_id_that_somebody_takes_between_look_and_confirmation_stops_all_of_it(betty, door, po_ids):
    url = sent(betty, filled(GOOD, GOOD | {"PO ID": "PO-2"})).url
    seen = betty.get(url).context["page"].seen
    with door("initech"):
        order("PO-2")
    assert betty.post(f"{url}confirmation/", {"seen": seen}).status_code == 409
    assert po_ids() == ["PO-2"]


def test_the_same_id_in_two_files_is_told(betty):
    told = problems(betty, ("a.xlsx", filled(GOOD)), ("b.xlsx", filled(GOOD)))
    assert told == [("b.xlsx: Purchase orders!A2", "Another file has a purchase order PO-1 too.")]


@pytest.mark.parametrize("called", ["name", "vendor_number", "organization_id"])
def test_the_supplier_is_found_by_what_people_call_it(betty, door, called):
    with door("initech"):
        supplier = Partner.objects.filter(side=Side.SUPPLIER, name__startswith="Acme").get()
        Partner.objects.filter(pk=supplier.pk).update(vendor_number="V-7")
        supplier.refresh_from_db()
        text = f" {getattr(supplier, called)} ".upper()
    url = sent(betty, filled(GOOD | {"Bill from": text})).url
    assert betty.get(url).context["page"].rows[0].facts["Bill from"] == supplier.name
    confirmed(betty, url)
    with door("initech"):
        assert PurchaseOrder.objects.get().bill_from_id == supplier.pk


def test_a_supplier_that_is_none_is_told_at_its_cell(betty):
    [(place, words)] = problems(betty, filled(GOOD | {"Bill from": "Nobody"}))
    assert place == "Purchase orders!C2"
    assert words.startswith("No supplier is called “Nobody”.")


def test_a_name_of_two_suppliers_asks_for_the_number(betty, door):
    with door("initech"):
        outside_suppliers([OutsideSupplier("Twin", country) for country in ("DE", "FR")])
    [(_, words)] = problems(betty, filled(GOOD | {"Bill from": "twin"}))
    assert words == "2 suppliers are called “twin”. Write the Organization ID or the vendor number."


def test_more_active_orders_than_there_may_be_are_told_before(betty, door):
    with door("initech"):
        for number in range(99):
            order(f"OLD-{number}", expiration=date(2099, 12, 31))
    rows = [GOOD | {"PO ID": name, "Expiration": "2099-12"} for name in ("A", "B")]
    assert problems(betty, filled(*rows)) == [
        (
            "All of it",
            "99 of 100 active purchase orders, 2 more are wanted. Suspend one, or let one expire, then try again.",
        )
    ]
    assert problems(betty, filled(*(row | {"Suspended": "yes"} for row in rows))) == []


def test_an_import_is_undone(betty, door, po_ids):
    url = sent(betty, filled(GOOD)).url
    confirmed(betty, url)
    assert betty.post(f"{url}undoing/").status_code == 303
    assert po_ids() == []
    with door("initech"):
        assert SheetImport.objects.get().state == ImportState.UNDONE
    assert betty.post(f"{url}undoing/").status_code == 303


def test_what_was_taken_back_is_named_without_a_link(betty):
    url = sent(betty, filled(GOOD)).url
    confirmed(betty, url)
    assert ">PO-1</a>" in betty.get(url).content.decode()
    betty.post(f"{url}undoing/")
    page = betty.get(url)
    assert "What was created and taken back" in text_of(page)
    assert ">PO-1</td>" in page.content.decode()


def test_an_import_of_which_an_order_was_used_stays(betty, door, po_ids):
    url = sent(betty, filled(GOOD | {"Effective": "2026-01"}, GOOD | {"PO ID": "PO-2", "Suspended": "yes"})).url
    confirmed(betty, url)
    issued(door, po_number="PO-1")
    answer = betty.post(f"{url}undoing/")
    assert answer.status_code == 409
    assert "Changed, used or deleted since the import, so all of it stays: PO-1." in text_of(answer)
    assert po_ids() == ["PO-1", "PO-2"]


def test_an_import_of_which_an_order_was_edited_stays(betty, door, po_ids):
    url = sent(betty, filled(GOOD)).url
    confirmed(betty, url)
    with door("initech"):
        set_suspended([PurchaseOrder.objects.get().pk], suspended=True, today=TODAY)
    assert betty.post(f"{url}undoing/").status_code == 409
    assert po_ids() == ["PO-1"]


def test_a_discarded_file_is_gone(betty, po_ids):
    url = sent(betty, filled(GOOD)).url
    assert betty.post(f"{url}discarding/").url == "/purchase-orders/"
    assert "This file was discarded" in text_of(betty.get(url))
    assert confirmed(betty, url).status_code == 409
    assert po_ids() == []


def test_an_empty_template_has_nothing_to_create(betty):
    url = sent(betty, template()).url
    assert "Nothing to create" in text_of(betty.get(url))
    assert confirmed(betty, url).status_code == 409


def test_no_file_is_told_at_its_field(betty):
    answer = betty.post(PAGE, {})
    assert answer.status_code == 422
    assert "Choose a file." in text_of(answer)


def test_a_hostile_workbook_is_refused_before_it_is_unpacked(betty, door):
    answer = sent(betty, b"PK\x03\x04nonsense")
    assert (answer.status_code, "damaged" in text_of(answer)) == (422, True)
    with door("initech"):
        assert not SheetImport.objects.exists()


def test_a_body_beyond_the_limit_is_refused_by_its_length(betty, monkeypatch):
    monkeypatch.setattr("billing_platform.imports.asking.MAX_BYTES", 10)
    monkeypatch.setattr("billing_platform.large_bodies.FORM_BYTES", 0)
    assert sent(betty, filled(GOOD)).status_code == 413


def test_who_may_not_edit_orders_may_not_import_them(browser_of, betty):
    otto = browser_of("initech", "otto")
    assert (otto.get(PAGE).status_code, otto.get(f"{PAGE}template/").status_code) == (403, 403)
    assert f'href="{PAGE}"' not in otto.get("/purchase-orders/").content.decode()


def test_nobody_else_finds_somebodys_import(browser_of, betty):
    url = sent(betty, filled(GOOD)).url
    for stranger in (browser_of("initech", "ada"), browser_of("globex", "betty")):
        assert stranger.get(url).status_code == 404
        assert stranger.post(f"{url}confirmation/", {"seen": ""}).status_code == 404


def test_five_hundred_orders_cost_as_many_statements_as_five(betty, door, django_assert_max_num_queries):
    past = {"Effective": "2020-01", "Expiration": "2020-12"}
    counts = []
    for number, count in enumerate((5, 500)):
        url = sent(betty, filled(*(GOOD | past | {"PO ID": f"{number}-{each}"} for each in range(count)))).url
        seen = betty.get(url).context["page"].seen
        with django_assert_max_num_queries(60) as told:
            assert betty.post(f"{url}confirmation/", {"seen": seen}).status_code == 303
        counts.append(len(told))
    assert counts[0] == counts[1]

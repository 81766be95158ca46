"""Partners on their pages: the list narrows, a number is noted with history, and the later of two is told."""

from __future__ import annotations

from html import unescape

import pytest

from partners.models import Partner
from partners.operations import NumberChange, change_numbers
from partners.own_numbers import UnusableNumber, parse_own_number
from tenants.models import organization_number

pytestmark = pytest.mark.django_db
LIST = "/partners/"


@pytest.fixture
def bill(browser_of):
    return browser_of("acme", "bill")


@pytest.fixture
def initech(door):
    with door("acme"):
        return Partner.objects.get(side="buyer", name="Initech AG")


def text_of(answer):
    return " ".join(unescape(answer.content.decode()).replace("\xa0", " ").split())


def names_of(answer):
    return [row.name for row in answer.context["found"]]


def noted(browser, partner, number, stamp=None):
    return browser.post(f"{LIST}{partner.public_id}/number/", {"number": number, "stamp": stamp or partner.stamp})


def erp_id(door, partner):
    with door("acme"):
        return Partner.objects.get(pk=partner.pk).erp_id


@pytest.mark.parametrize(
    ("typed", "number"),
    [("ORG-000123", 123), ("org-123", 123), (" 000123 ", 123), ("ORG123", 123), ("999999999", 999_999_999)]
    + [(typed, None) for typed in ("", "ORG-", "1234567890", "12a", "ORG-١٢", "-5")],
)
def test_an_organization_id_is_read_as_people_type_it(typed, number):
    assert organization_number(typed) == number


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["Globex GmbH", "Initech AG"]),
        ("sort=-name", ["Initech AG", "Globex GmbH"]),
        ("view=suppliers", []),
        ("q=init", ["Initech AG"]),
        ("q=ORG-000003", ["Initech AG"]),
        ("q=C-2", ["Globex GmbH"]),
        ("country=DE", ["Globex GmbH", "Initech AG"]),
        ("country=FR", []),
        ("tier=indirect", ["Globex GmbH"]),
        ("tier=direct", ["Initech AG"]),
        ("trading=0", []),
        ("platform=1", ["Globex GmbH", "Initech AG"]),
    ],
)
def test_the_list_is_sorted_searched_and_narrowed_by_its_address(bill, query, names):
    assert names_of(bill.get(f"{LIST}?{query}")) == names


def test_a_buyer_sees_its_suppliers_and_their_vendor_numbers(browser_of):
    page = browser_of("initech", "betty").get(f"{LIST}?view=suppliers")
    assert names_of(page) == ["Acme Distribution SE", "Globex GmbH"]


def test_a_number_is_noted_with_who_did_it(bill, browser_of, door, initech):
    answer = noted(bill, initech, " 000777 ")
    assert answer.status_code == 303
    assert erp_id(door, initech) == "000777"
    page = text_of(bill.get(answer.url))
    assert "The ERP ID of Initech AG is noted." in page
    assert "Changed by Bill" not in page, "the history takes a permission of its own"
    history = text_of(browser_of("acme", "otto").get(answer.url))
    assert "Changed by Bill: ERP ID C-3 → 000777" in history


def test_the_later_of_two_is_told_and_keeps_what_was_typed(bill, door, initech):
    noted(bill, initech, "first")
    answer = noted(bill, initech, "second")
    assert answer.status_code == 409
    assert "Initech AG changed meanwhile" in text_of(answer)
    assert 'value="second"' in text_of(answer)
    assert erp_id(door, initech) == "first"


def test_a_number_that_cannot_be_one_is_told_beside_the_field(bill, door, initech):
    answer = noted(bill, initech, "x" * 61)
    assert answer.status_code == 422
    assert "It has 61 characters; at most 60 are kept." in text_of(answer)
    assert erp_id(door, initech) == initech.erp_id


@pytest.mark.parametrize("text", ["a\nb", "a\u200bb", "a\x00b", "a\u202eb"], ids=["line", "blank", "null", "turned"])
def test_invisible_characters_are_no_part_of_a_number(text):
    with pytest.raises(UnusableNumber, match="invisible character"):
        parse_own_number(text)


def test_a_supplier_gets_a_vendor_number_and_no_erp_id(door):
    with door("initech"):
        row = Partner.objects.get(side="supplier", name="Globex GmbH")
        change_numbers([NumberChange(row.public_id, row.stamp, "V-1")])
        row.refresh_from_db()
        assert (row.vendor_number, row.erp_id) == ("V-1", "")


def test_the_page_leads_to_its_documents(bill, initech):
    page = text_of(bill.get(f"{LIST}{initech.public_id}/"))
    assert f'href="/invoices/outgoing/?partner={initech.public_id}"' in page


def test_a_stranger_finds_no_partner_and_a_reader_changes_none(browser_of, initech):
    stranger = browser_of("hooli", "ada")
    assert stranger.get(f"{LIST}{initech.public_id}/").status_code == 404
    assert noted(stranger, initech, "1").status_code == 404
    otto = browser_of("acme", "otto")
    page = otto.get(f"{LIST}{initech.public_id}/")
    assert page.status_code == 200
    assert "Save ERP ID" not in text_of(page)
    assert "Import" not in text_of(otto.get(LIST))
    assert noted(otto, initech, "1").status_code == 403


def test_the_pages_ask_the_database_a_fixed_number_of_times(bill, initech, django_assert_max_num_queries):
    with django_assert_max_num_queries(10):
        bill.get(f"{LIST}{initech.public_id}/")
    with django_assert_max_num_queries(12):
        bill.get(LIST)


def edited(browser, partner, number, stamp=None, **more):
    """The answer to the field in the row of the list."""
    typed = {"number": number, "stamp": stamp or partner.stamp} | more
    return browser.post(f"{LIST}{partner.public_id}/number/", typed, headers={"HX-Request": "true"})


def test_the_list_holds_a_field_for_those_who_may_edit_and_the_number_for_others(bill, browser_of, initech):
    address = f'hx-post="/partners/{initech.public_id}/number/"'
    assert address in bill.get(LIST).content.decode()
    page = browser_of("acme", "otto").get(LIST).content.decode()
    assert address not in page
    assert '<span class="cell-code">C-3</span>' in page


def test_a_row_is_edited_in_place_and_the_former_number_can_be_brought_back(bill, door, initech):
    answer = edited(bill, initech, " 000777 ")
    assert (answer.status_code, erp_id(door, initech)) == (200, "000777")
    cell = answer.content.decode()
    assert 'value="000777"' in cell
    assert '"number": "C\\u002D3"' in cell
    assert cell.strip().startswith(f'<div class="terms-cell" id="number-{initech.public_id}"')
    with door("acme"):
        after = Partner.objects.get(pk=initech.pk)
    undone = edited(bill, after, "C-3", is_undo="1")
    assert (undone.status_code, erp_id(door, initech)) == (200, "C-3")
    assert "Undo" not in undone.content.decode()


def test_the_field_says_what_escape_brings_back_and_where_its_cell_is_read_again(bill, initech):
    cell = edited(bill, initech, "x" * 61).content.decode()
    assert f'data-old="C-3" data-cell="/partners/{initech.public_id}/number/"' in cell


def test_an_edit_in_the_row_reads_nothing_of_the_partners_page(browser_of, initech, django_assert_max_num_queries):
    ada = browser_of("acme", "ada")  # who may read the history of the page
    with django_assert_max_num_queries(10):
        assert edited(ada, initech, "000777").status_code == 200


def test_a_wrong_number_stays_in_its_field_with_the_reason(bill, door, initech):
    answer = edited(bill, initech, "x" * 61)
    assert (answer.status_code, erp_id(door, initech)) == (422, "C-3")
    cell = text_of(answer)
    assert "x" * 61 in cell
    assert "at most 60 are kept" in cell


def test_in_the_row_too_the_later_of_two_is_told_and_chooses(bill, door, initech):
    edited(bill, initech, "FIRST")
    answer = edited(bill, initech, "SECOND")
    assert (answer.status_code, erp_id(door, initech)) == (409, "FIRST")
    cell = text_of(answer)
    assert "Keep SECOND" in cell
    assert "take FIRST" in cell
    theirs = bill.get(f"{LIST}{initech.public_id}/number/", headers={"HX-Request": "true"})
    assert 'value="FIRST"' in theirs.content.decode()


def test_a_row_is_edited_by_nobody_who_may_not_and_not_from_elsewhere(browser_of, door, initech):
    assert edited(browser_of("acme", "otto"), initech, "X").status_code == 403
    assert edited(browser_of("hooli", "bill"), initech, "X").status_code == 404
    assert erp_id(door, initech) == "C-3"


def test_the_page_of_a_partner_leads_to_its_history(browser_of, initech):
    otto = browser_of("acme", "otto")
    assert f'href="/history/partners/{initech.public_id}/"' in otto.get(f"{LIST}{initech.public_id}/").content.decode()
    assert otto.get(f"/history/partners/{initech.public_id}/").status_code == 200

"""The search over everything: what a typed text means, what is found, for whom, and in how many statements."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from django.http import HttpResponse

from billing_platform.search import Wanted, found_for, wanted_of
from invoices.models import Document
from invoices.operations.issue import issue_invoices
from partners.models import Partner
from people.models import Account
from people.permissions import Permission
from purchase_orders.operations.orders import delete_order
from tests.building import draft, line, order, po_line, verified

pytestmark = pytest.mark.django_db


def words_of(answer: HttpResponse) -> str:
    return " ".join(answer.content.decode().split())


def hits(answer: HttpResponse) -> list[str]:
    """The names of what was found, in order."""
    return re.findall(r'<span class="search-hit"><span class="cell-main">([^<]*)', answer.content.decode())


def groups(answer: HttpResponse) -> list[str]:
    return re.findall(r'<h2 class="search-group"[^>]*>([^<]*)', answer.content.decode())


@pytest.fixture
def sold(door, today) -> Document:
    """Acme issued one invoice of 1,190.00 to Initech, of which 190.00 are paid, and holds a draft of 50.00."""
    with door("acme"):
        made = verified("initech", line("1000.00"))
        issue_invoices([made.pk], today=today)
        Document.objects.filter(pk=made.pk).update(settled=Decimal("190.00"))
        draft("globex", line("50.00"))
        return Document.objects.get(pk=made.pk)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("INV-2026", Wanted("INV-2026")),
        ("  ab ", Wanted()),
        ("5", Wanted("", (Decimal(5),))),
        ("1190", Wanted("1190", (Decimal(1190),))),
        ("1,190.00", Wanted("1,190.00", (Decimal("1190.00"),))),
        ("1.190,00", Wanted("1.190,00", (Decimal("1190.00"),))),
        ("1.190", Wanted("1.190", (Decimal(1190), Decimal("1.190")))),
        ("12,5", Wanted("12,5", (Decimal("12.5"),))),
        ("eur 1,190.00", Wanted("eur 1,190.00", (Decimal("1190.00"),), "EUR")),
        ("−20.00 USD", Wanted("−20.00 USD", (Decimal("20.00"),), "USD")),
        ("€ 20", Wanted("€ 20", (Decimal(20),))),
        ("1e3", Wanted("1e3")),
        ("１２３", Wanted("１２３")),
        ("NaN", Wanted("NaN")),
        ("9" * 30, Wanted("9" * 30)),
    ],
)
def test_a_text_means_words_from_three_characters_on_and_a_figure_an_amount(typed, meant):
    assert wanted_of(typed) == meant


@pytest.mark.parametrize("typed", ["INV-2026", "inv-2026", "1,190.00", "1.190,00 EUR", "1190", "1000", "1,000.00"])
def test_an_invoice_is_found_by_part_of_its_number_its_total_and_what_is_due(sold, browser_of, typed):
    answer = browser_of("acme", "bill").get("/search/", {"q": typed})
    assert (groups(answer), hits(answer)) == (["Outgoing invoices"], [sold.number])
    assert f'href="/invoices/{sold.public_id}/"' in words_of(answer)


@pytest.mark.parametrize("typed", ["1190.01", "1,190.00 USD", "190.00"])
def test_an_amount_is_found_exactly_or_not_at_all(sold, browser_of, typed):
    assert hits(browser_of("acme", "bill").get("/search/", {"q": typed})) == []


def test_a_draft_is_found_by_its_amount(sold, browser_of):
    assert hits(browser_of("acme", "bill").get("/search/", {"q": "59.50"})) == ["Draft"]


def test_the_very_number_comes_before_those_that_hold_it(door, browser_of, today):
    with door("acme"):
        made = [verified("initech").pk for _ in range(12)]
        issue_invoices(made, today=today)
        numbers = sorted(Document.objects.values_list("number", flat=True))
    found = hits(browser_of("acme", "bill").get("/search/", {"q": numbers[0]}))
    assert found[0] == numbers[0]


def test_five_are_shown_and_the_list_has_the_others(door, browser_of, today):
    with door("acme"):
        issue_invoices([verified("initech").pk for _ in range(7)], today=today)
    answer = browser_of("acme", "bill").get("/search/", {"q": "INV-"})
    assert len(hits(answer)) == 5
    assert 'href="/invoices/outgoing/?q=INV-"' in words_of(answer)
    assert "See all" not in words_of(browser_of("acme", "bill").get("/search/", {"q": "INV-2026-00007"}))


def test_orders_partners_and_members_are_found_by_what_people_call_them(door, browser_of):
    with door("initech"):
        order("CLOUD-2026", description="Licences for the office")
    with door("acme"):
        Partner.objects.filter(name="Globex GmbH").update(erp_id="SAP-4711")
    ada = browser_of("initech", "ada")
    assert hits(ada.get("/search/", {"q": "cloud"})) == ["CLOUD-2026"]
    assert hits(ada.get("/search/", {"q": "office"})) == ["CLOUD-2026"]
    assert hits(ada.get("/search/", {"q": "betty@"})) == ["Betty"]
    seller = browser_of("acme", "bill")
    assert hits(seller.get("/search/", {"q": "4711"})) == ["Globex GmbH"]
    assert hits(seller.get("/search/", {"q": "glob"})) == ["Globex GmbH"]
    assert hits(seller.get("/search/", {"q": "ORG-000003"})) == ["Initech AG"]


def test_a_partner_is_found_by_its_number_on_either_side_and_leads_to_its_page(door, browser_of):
    with door("acme"):
        Partner.objects.filter(name="Globex GmbH").update(erp_id="SAP-4711")
        globex = Partner.objects.get(name="Globex GmbH").public_id
    with door("initech"):
        Partner.objects.filter(name="Globex GmbH").update(vendor_number="V-90210")
        supplier = Partner.objects.get(name="Globex GmbH").public_id
    for organization, typed, partner in (("acme", "p-47", globex), ("initech", "v-902", supplier)):
        answer = browser_of(organization, "betty").get("/search/", {"q": typed})
        assert (groups(answer), hits(answer)) == (["Organizations"], ["Globex GmbH"])
        assert f'href="/partners/{partner}/"' in words_of(answer)
        assert browser_of(organization, "betty").get(f"/partners/{partner}/").status_code == 200


def test_more_partners_than_are_shown_are_in_their_list(door, browser_of):
    with door("acme"):
        for n in range(6):
            Partner.objects.create(side="buyer", name=f"Umbrella {n}", identity=f"umbrella-{n}")
    answer = browser_of("acme", "bill").get("/search/", {"q": "umbrella"})
    assert len(hits(answer)) == 5
    assert 'href="/partners/?q=umbrella"' in words_of(answer)


@pytest.mark.parametrize("typed", ["2,380.00", "2.380,00 EUR", "2380", "eur 2380"])
def test_an_order_is_found_by_what_its_tracked_lines_add_up_to(door, browser_of, typed):
    with door("initech"):
        order("CLOUD-1", lines=[po_line("1"), po_line("2"), po_line("3", is_tracked=False)])
        order("CLOUD-2")
    answer = browser_of("initech", "betty").get("/search/", {"q": typed})
    assert (groups(answer), hits(answer)) == (["Purchase orders"], ["CLOUD-1"])


@pytest.mark.parametrize("typed", ["2,380.01", "2,380.00 USD", "1,190.01", "3,570.00"])
def test_an_order_of_another_amount_or_currency_is_not_found(door, browser_of, typed):
    with door("initech"):
        order("CLOUD-1", lines=[po_line("1"), po_line("2"), po_line("3", is_tracked=False)])
        order("CLOUD-2")
    assert hits(browser_of("initech", "betty").get("/search/", {"q": typed})) == []


def test_a_deleted_order_is_found_by_no_amount(door, browser_of):
    with door("initech"):
        delete_order(order("CLOUD-1").pk)
    assert hits(browser_of("initech", "betty").get("/search/", {"q": "1,190.00"})) == []


P = Permission
# What each permission finds, of an invoice, an order, a partner and a member that one text or amount names.
FINDS = {
    P.SEE_INVOICES: ["Outgoing invoices"],
    P.SEE_PURCHASE_ORDERS: ["Purchase orders"],
    P.SEE_PARTNERS: ["Organizations"],
    P.SEE_MEMBERS: ["Members"],
}


@pytest.fixture
def everything_named(sold, door) -> None:
    """An invoice, an order, a partner and a member with the same letters in what they are called, and amounts."""
    with door("acme"):
        order(f"PO-{sold.number}")
        Partner.objects.filter(name="Globex GmbH").update(erp_id=f"E-{sold.number}")
        Account.objects.filter(name="Otto").update(name=f"Otto {sold.number}")


@pytest.mark.parametrize("permission", FINDS)
def test_each_permission_finds_its_own_and_nothing_is_found_without_it(
    everything_named, sold, browser_with, permission
):
    only = browser_with("acme", permission)
    assert groups(only.get("/search/", {"q": sold.number})) == FINDS[permission]


@pytest.mark.parametrize("permission", FINDS)
def test_a_role_that_lacks_one_permission_finds_all_but_that(everything_named, sold, browser_with, permission):
    others = [each for each in FINDS if each != permission]
    answer = browser_with("acme", *others).get("/search/", {"q": sold.number})
    assert sorted(groups(answer)) == sorted(name for each in others for name in FINDS[each])


@pytest.mark.parametrize("permission", FINDS)
def test_an_amount_finds_what_the_role_sees(everything_named, browser_with, permission):
    with_amounts = FINDS[permission] if permission in (P.SEE_INVOICES, P.SEE_PURCHASE_ORDERS) else []
    assert groups(browser_with("acme", permission).get("/search/", {"q": "1,190.00"})) == with_amounts


def test_nobody_finds_what_their_role_may_not_see(sold, door, browser_of):
    with door("acme"):
        order("INV-CLOUD")
        betty = Account.objects.get(email="betty@acme.example")
        betty.roles.all().delete()
    assert groups(browser_of("acme", "bill").get("/search/", {"q": "INV-"})) == ["Outgoing invoices", "Purchase orders"]
    without_roles = browser_of("acme", "betty").get("/search/", {"q": "INV-"})
    assert (without_roles.status_code, hits(without_roles)) == (200, [])
    assert hits(browser_of("acme", "bill").get("/search/", {"q": "betty@"})) == []


def test_a_stranger_finds_nothing_of_anybody(sold, browser_of):
    for typed in (sold.number, "1,190.00", "Initech", "Globex", "acme"):
        answer = browser_of("hooli", "ada").get("/search/", {"q": typed})
        assert hits(answer) == []
        assert "Nothing holds" in words_of(answer)


def test_the_dialog_is_sent_the_results_alone_and_no_script_gets_a_page(sold, browser_of):
    bill = browser_of("acme", "bill")
    part = words_of(bill.get("/search/", {"q": "INV-"}, headers={"HX-Request": "true"}))
    assert part.startswith('<div class="search-results"')
    page = words_of(bill.get("/search/", {"q": "INV-"}))
    assert 'value="INV-"' in page
    assert '<dialog class="dialog search-dialog"' not in page
    assert 'href="/search/"' in words_of(bill.get("/mails/"))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "exact amounts."),
        ("ab", "Type at least 3 characters, or an amount."),
        ("<b>zzz", "Nothing holds “&lt;b&gt;zzz”."),
        ("%%%", "Nothing holds “%%%”."),
        ("___", "Nothing holds “___”."),
        ("\0\0\0abc", "Nothing holds “abc”."),
    ],
)
def test_what_finds_nothing_says_what_is_searched(sold, browser_of, typed, said):
    answer = browser_of("acme", "ada").get("/search/", {"q": typed})
    assert answer.status_code == 200
    assert said in words_of(answer)


@pytest.mark.parametrize("typed", ["INV-2026", "1.190", "initech"])
def test_each_source_costs_one_statement(sold, door, django_assert_max_num_queries, typed):
    with door("acme"):
        ada = Account.objects.prefetch_related("roles").get(email="ada@acme.example")
        assert ada.permissions
        with django_assert_max_num_queries(5):
            found_for(ada, wanted_of(typed))


def test_nothing_typed_costs_nothing(door, django_assert_num_queries):
    with door("acme"):
        ada = Account.objects.prefetch_related("roles").get(email="ada@acme.example")
        assert ada.permissions
        with django_assert_num_queries(0):
            assert found_for(ada, wanted_of("")) == []

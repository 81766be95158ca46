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
from tests.building import draft, line, order, verified

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

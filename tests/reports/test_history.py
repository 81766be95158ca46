"""The history of one thing: what belongs to it, what is gone, who may read it, and what it costs."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from uuid import uuid4

import pytest
from django.http import HttpResponse

from invoices.operations.draft import delete_draft
from members.operations.roles import RoleFacts, create_role
from partners.models import Partner
from payment_terms.operations import set_terms
from payment_terms.rules import Kind, Terms
from people.models import Account
from people.operations import give_roles
from people.permissions import Permission
from purchase_orders.models import PurchaseOrder
from purchase_orders.operations.orders import delete_order
from tenants import border
from tenants.border import Actor
from tests.building import buyer, draft, line, order, po_line

pytestmark = pytest.mark.django_db
SEERS = ("otto", "betty")
BETTY = Actor("person:0190", "Betty Roe")
PAGES = ("orders", "documents", "partners", "members")


def words_of(answer: HttpResponse) -> str:
    return " ".join(answer.content.decode().split())


def of_order(made: PurchaseOrder) -> str:
    return f"/history/orders/{made.public_id}/"


def test_the_page_tells_old_and_new_of_an_order_and_of_its_lines(door, browser_of):
    with door("initech"):
        made = order("PO-1")
        made.lines.update(quantity=12)
        PurchaseOrder.objects.filter(pk=made.pk).update(is_suspended=True)
    words = words_of(browser_of("initech", "otto").get(of_order(made)))
    assert "Suspended <del>no</del>" in words
    assert "Quantity <del>10</del>" in words
    assert "<ins>12</ins>" in words
    assert "PO-1, line 1" in words
    assert f'href="/purchase-orders/{made.public_id}/"' in words


def test_what_somebody_typed_is_printed_as_text(door, browser_of):
    with door("initech"):
        made = order("PO-<b>1")
        PurchaseOrder.objects.filter(pk=made.pk).update(seller_of_record="<script>x</script>")
    words = words_of(browser_of("initech", "otto").get(of_order(made)))
    assert "<script>x" not in words
    assert "PO-&lt;b&gt;1, line 1" in words


def test_the_history_of_what_is_deleted_is_still_there_without_a_link_to_its_page(door, browser_of):
    with door("acme"):
        made = draft("initech", line("100.00"), line("50.00"))
        delete_draft(made.pk)
    with door("initech"):
        deleted = order("PO-1")
        delete_order(deleted.pk)
    answer = browser_of("acme", "otto").get(f"/history/documents/{made.public_id}/")
    assert answer.status_code == 200
    assert words_of(answer).count("Draft of an invoice, line 2") == 2
    assert f"/invoices/{made.public_id}/" not in words_of(answer)
    words = words_of(browser_of("initech", "otto").get(of_order(deleted)))
    assert f'href="/purchase-orders/{deleted.public_id}/"' not in words
    assert "Deleted <del>nothing</del>" in words


def test_the_pages_of_things_lead_to_their_history_for_those_who_may_see_it(door, browser_of):
    with door("initech"):
        made = order("PO-1")
    page = f"/purchase-orders/{made.public_id}/"
    assert of_order(made) in words_of(browser_of("initech", "otto").get(page))
    assert of_order(made) not in words_of(browser_of("initech", "betty").get(page))
    with door("acme"):
        document, betty = draft("initech"), Account.objects.get(email="betty@acme.example")
    ada = browser_of("acme", "ada")
    assert f"/history/documents/{document.public_id}/" in words_of(ada.get(f"/invoices/{document.public_id}/"))
    assert f"/history/members/{betty.public_id}/" in words_of(ada.get(f"/members/{betty.public_id}/"))


@pytest.mark.parametrize("page", PAGES)
def test_a_stranger_finds_no_history_and_an_unknown_id_has_none(door, browser_of, page):
    with door("acme"):
        ids = {
            "documents": draft("initech").public_id,
            "partners": Partner.objects.first().public_id,
            "members": Account.objects.first().public_id,
        }
    with door("initech"):
        ids["orders"] = order("PO-1").public_id
    intruder = browser_of("hooli", "ada")
    assert intruder.get(f"/history/{page}/{ids[page]}/").status_code == 404
    assert intruder.get(f"/history/{page}/{uuid4()}/").status_code == 404
    assert browser_of("acme", "betty").get(f"/history/{page}/{ids[page]}/").status_code == 403


def test_a_partners_history_holds_its_payment_terms_and_a_members_its_roles(door, browser_of, today):
    with door("acme"):
        set_terms(buyer("initech").pk, Terms(Kind.NET, 45), today=today)
        partner, betty = Partner.objects.get(name="Initech AG"), Account.objects.get(email="betty@acme.example")
    otto = browser_of("acme", "otto")
    assert "Initech AG, payment terms Net 45 from 1 Dec 2026" in words_of(
        otto.get(f"/history/partners/{partner.public_id}/")
    )
    words = words_of(otto.get(f"/history/members/{betty.public_id}/"))
    assert "Betty, role Buyer" in words
    assert f"/members/{betty.public_id}/" not in words.replace(f"/history/members/{betty.public_id}/", "")


def test_who_may_not_see_payment_terms_reads_nothing_of_them_in_the_history_of_a_partner(door, browser_of, today):
    with door("acme"):
        set_terms(buyer("initech").pk, Terms(Kind.NET, 45), today=today)
        partner, betty = buyer("initech"), Account.objects.get(email="betty@acme.example")
        ada = Account.objects.get(email="ada@acme.example").public_id
        reader = create_role(RoleFacts("Reader", "", frozenset({Permission.SEE_HISTORY})), by=ada)
        give_roles(betty, [str(reader)])
    for page in ("history/partners", "partners"):
        pages = {name: words_of(browser_of("acme", name).get(f"/{page}/{partner.public_id}/")) for name in SEERS}
        assert {name: "Net 45" in words for name, words in pages.items()} == {"otto": True, "betty": False}


def test_a_history_is_turned_page_by_page_in_few_statements(door, browser_of, django_assert_max_num_queries):
    with door("initech"):
        made = order("PO-1", lines=[po_line(str(number)) for number in range(1, 60)])
    otto = browser_of("initech", "otto")
    with django_assert_max_num_queries(16):
        first = words_of(otto.get(of_order(made)))
    assert "1–50 of 61" in first
    assert "51–61 of 61" in words_of(otto.get(of_order(made) + "?page=2"))


# The list of the organization


def listed(answer: HttpResponse) -> list[str]:
    """What each row was about, in order."""
    return re.findall(r'class="cell-main"[^>]*>([^<]*)', answer.content.decode().partition("<tbody")[2])


def test_everything_that_changed_is_listed_newest_first_with_who_and_how(door, browser_of):
    with door("initech", BETTY):
        made = order("PO-1")
        PurchaseOrder.objects.filter(pk=made.pk).update(expiration=date(2027, 1, 31))
    answer = browser_of("initech", "otto").get("/history/")
    assert listed(answer)[:4] == ["PO-1", "PO-1, contact Betty", "PO-1, line 1", "PO-1"]
    words = words_of(answer)
    assert "Betty Roe" in words
    assert "Expiration <del>31 Dec 2026</del>" in words
    assert 'aria-current="page"' in words.partition("History</a>")[0][-200:]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("who=person:0190", ["PO-1"]),
        ("who=person:019", []),
        ("kind=Partners", ["Globex GmbH", "Acme Distribution SE"]),
        ("done=D", ["PO-1, contact Betty"]),
        ("q=po-2&done=I", ["PO-2, contact Betty", "PO-2, line 1", "PO-2"]),
        ("q=nothing is called so", []),
        ("since=2026-11-20&until=2026-11-20", []),
        ("since=2020-01-01&until=2999-12-31&done=D", ["PO-1, contact Betty"]),
        ("within=last-year", []),
        ("request=test-2", ["PO-2, contact Betty", "PO-2, line 1", "PO-2"]),
    ],
)
def test_the_list_is_narrowed_by_person_kind_action_period_name_and_request(door, cast, browser_of, query, found):
    with door("initech"):
        made = order("PO-1")
        made.contacts.all().delete()
    with border.inside(cast["initech"], Actor("person:bill", "Bill"), via="web", request="test-2"):
        order("PO-2")
    with door("initech", BETTY):
        PurchaseOrder.objects.filter(pk=made.pk).update(is_suspended=True)
    assert listed(browser_of("initech", "otto").get(f"/history/?{query}")) == found


def test_who_may_not_see_purchase_orders_reads_nothing_of_them(door, browser_of, monkeypatch):
    with door("initech"):
        order("PO-1")
        otto = Account.objects.get(email="otto@initech.example")
        fewer = otto.permissions - {Permission.SEE_PURCHASE_ORDERS}
    reader = browser_of("initech", "otto")
    assert "PO-1" in words_of(reader.get("/history/"))
    monkeypatch.setattr(Account, "permissions", fewer)
    assert "PO-1" not in words_of(reader.get("/history/"))
    assert listed(reader.get("/history/?q=PO-1")) == []


def test_only_who_may_see_the_history_opens_it_and_finds_it_in_the_menu(browser_of):
    assert browser_of("initech", "betty").get("/history/").status_code == 403
    assert 'href="/history/"' not in words_of(browser_of("initech", "betty").get("/mails/"))
    assert 'href="/history/"' in words_of(browser_of("initech", "otto").get("/mails/"))


def test_a_stranger_reads_its_own_history_alone(door, browser_of):
    with door("initech"):
        order("PO-1")
    assert "PO-1" not in words_of(browser_of("hooli", "ada").get("/history/?per=100"))


def test_a_full_page_of_the_list_needs_few_statements(door, browser_of, django_assert_max_num_queries):
    with door("initech"):
        for number in range(8):
            order(f"PO-{number}", lines=[po_line(str(line)) for line in range(1, 12)])
    otto = browser_of("initech", "otto")
    with django_assert_max_num_queries(20):
        assert len(listed(otto.get("/history/?per=100"))) == 100


def test_the_pages_of_the_list_hold_every_change_once(door, browser_of):
    with door("initech"):
        order("PO-1", lines=[po_line(str(number)) for number in range(1, 60)])
    otto, seen, url = browser_of("initech", "otto"), [], "/history/?per=25&kind=Purchase+orders"
    while url:
        page = otto.get(url).content.decode()
        seen += re.findall(r'<tr id="row-(\d+)"', page)
        further = re.search(r'href="([^"]*)" rel="next"', page)
        url = f"/history/{unescape(further[1])}" if further else ""
    assert len(seen) == len(set(seen)) == 61

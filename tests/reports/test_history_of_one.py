"""The history of one thing: what belongs to it, what is gone, who may read it, what is exported, what it costs."""

from __future__ import annotations

import re
from html import unescape
from uuid import uuid4

import pytest
from django.test import Client

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
from tenants.history.queries import history_of
from tests.building import buyer, draft, line, order, po_line
from tests.exports.conftest import values_of
from tests.reports.test_history import listed, words_of

pytestmark = pytest.mark.django_db
SEERS = ("otto", "betty")
PAGES = ("orders", "documents", "partners", "members")


def exported(browser: Client, made: PurchaseOrder, what: str) -> list[tuple[object, ...]]:
    """The rows of the workbook of the history of an order, the heads first."""
    asked = {"what": what, "query": f"of=order:{made.public_id}"}
    return values_of(browser.get(browser.post("/exports/of/history/", asked).url))


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


def test_a_members_history_leads_to_the_member(door, browser_of):
    with door("acme"):
        betty = Account.objects.get(email="betty@acme.example")
    words = words_of(browser_of("acme", "otto").get(f"/history/members/{betty.public_id}/"))
    assert f'"/members/{betty.public_id}/' in words


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
    otto, seen, url = browser_of("initech", "otto"), [], of_order(made) + "?per=25"
    while url:
        with django_assert_max_num_queries(20):
            page = otto.get(url).content.decode()
        seen += re.findall(r'<tr id="row-(\d+)"', page)
        further = re.search(r'href="([^"]*)" rel="next"', page)
        url = of_order(made) + unescape(further[1]) if further else ""
    assert len(seen) == len(set(seen)) == 61


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("done=D", ["PO-1, contact Betty"]),
        ("done=I", ["PO-1, contact Betty", "PO-1, line 1", "PO-1"]),
        ("q=line 1&done=I", []),
        ("since=2999-01-01", []),
        ("of=order:0190a000-0000-7000-8000-000000000000", ["PO-1, contact Betty"] * 2 + ["PO-1, line 1", "PO-1"]),
    ],
)
def test_the_history_of_an_order_is_narrowed_and_stays_its_own(door, browser_of, query, found):
    with door("initech"):
        made = order("PO-1")
        made.contacts.all().delete()
        order("PO-2")
    answer = browser_of("initech", "otto").get(f"{of_order(made)}?{query}")
    assert listed(answer) == found


def test_columns_filters_and_look_lead_back_to_the_history_of_the_thing(door, browser_of):
    with door("initech"):
        made = order("PO-1")
    otto, about = browser_of("initech", "otto"), f"?of=order%3A{made.public_id}"
    page = words_of(otto.get(of_order(made)))
    assert f"/lists/history/columns/{about}" in page
    assert "Remove filter" not in page
    assert f'action="{of_order(made)}"' in words_of(otto.get(f"/lists/history/filters/{about}"))
    posted = otto.post(f"/lists/history/columns/{about}", {"order": ["at", "who"], "on": ["at", "who"]})
    assert posted.url == of_order(made) + about
    assert words_of(otto.get(posted.url)).count('<th scope="col"') == 2
    saved = otto.post(f"/lists/history/views/{about}&done=D", {"name": "Deleted"}, follow=True)
    assert saved.redirect_chain[-1][0].startswith(of_order(made))
    assert "of=" not in saved.redirect_chain[-1][0]


def test_the_list_of_the_organization_leads_from_a_thing_to_its_own_page(door, browser_of):
    with door("initech"):
        made = order("PO-1")
    address = f"/history/?of=order:{made.public_id}"
    assert browser_of("initech", "otto").get(address).url.startswith(of_order(made))
    assert browser_of("hooli", "ada").get(address, follow=True).status_code == 404
    assert browser_of("initech", "betty").get(address, follow=True).status_code == 403


@pytest.mark.parametrize("what", ["view", "everything"])
def test_the_export_of_an_orders_history_holds_exactly_its_events(door, browser_of, what):
    with door("initech"):
        made = order("PO-1")
        made.lines.update(quantity=12)
        made.contacts.all().delete()
        order("PO-2")
        events = history_of("purchase_orders_purchaseorder", made.pk, may=lambda permission: True).count()
    head, *rows = exported(browser_of("initech", "otto"), made, what)
    at = head.index("What")
    assert len(rows) == events == 5
    assert {row[at] for row in rows} == {"PO-1", "PO-1, line 1", "PO-1, contact Betty"}


def test_a_stranger_exports_nothing_of_an_orders_history(door, browser_of):
    with door("initech"):
        made = order("PO-1")
    assert exported(browser_of("hooli", "ada"), made, "everything")[1:] == []
    asked = {"what": "everything", "query": f"of=order:{made.public_id}"}
    assert browser_of("initech", "betty").post("/exports/of/history/", asked).status_code == 403


def test_who_may_not_see_purchase_orders_exports_nothing_of_them(door, browser_of, monkeypatch):
    with door("initech"):
        made = order("PO-1")
        otto = Account.objects.get(email="otto@initech.example")
        fewer = otto.permissions - {Permission.SEE_PURCHASE_ORDERS}
    reader = browser_of("initech", "otto")
    monkeypatch.setattr(Account, "permissions", fewer)
    assert reader.get(of_order(made)).status_code == 403
    assert exported(reader, made, "everything")[1:] == []

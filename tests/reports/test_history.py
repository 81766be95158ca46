"""The history of one thing: what belongs to it, what is gone, who may read it, and what it costs."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.http import HttpResponse

from invoices.operations.draft import delete_draft
from partners.models import Partner
from payment_terms.operations import set_terms
from payment_terms.rules import Kind, Terms
from people.models import Account
from purchase_orders.models import PurchaseOrder
from purchase_orders.operations.orders import delete_order
from tests.building import buyer, draft, line, order, po_line

pytestmark = pytest.mark.django_db
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


def test_a_history_is_turned_page_by_page_in_few_statements(door, browser_of, django_assert_max_num_queries):
    with door("initech"):
        made = order("PO-1", lines=[po_line(str(number)) for number in range(1, 60)])
    otto = browser_of("initech", "otto")
    with django_assert_max_num_queries(16):
        first = words_of(otto.get(of_order(made)))
    assert "1–50 of 61" in first
    assert "51–61 of 61" in words_of(otto.get(of_order(made) + "?page=2"))

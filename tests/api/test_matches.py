"""/invoices/{id}/match and /move: why a document went where it is, once more, and elsewhere."""

from __future__ import annotations

import json
from datetime import date
from uuid import uuid4

import pytest

from people.permissions import Permission
from purchase_orders.models import PurchaseOrder
from tests.building import order, po_line
from tests.invoices.association import issued, used

pytestmark = pytest.mark.django_db
P = Permission
SCOPES = [P.SEE_INVOICES, P.EDIT_PURCHASE_ORDERS]


@pytest.fixture
def betty(caller):
    return caller("initech", "betty")


@pytest.fixture
def matched(door):
    """The public id of an invoice that initech received and that went to PO-1, beside PO-2."""
    with door("initech"):
        order("PO-1")
        order("PO-2", lines=[po_line("1"), po_line("2")])
    return issued(door, po_number="PO-1").public_id


@pytest.fixture
def unmatched(door):
    """The public id of an invoice that found no order, because PO-1 came later."""
    found = issued(door).public_id
    with door("initech"):
        order("PO-1")
    return found


def send(client, document, what, body, **headers):
    return client.send("POST", f"/invoices/{document}/{what}", json.dumps(body), **headers)


def order_id(door, po_id):
    with door("initech"):
        return str(PurchaseOrder.objects.get(po_id=po_id).public_id)


def test_the_match_says_where_each_line_went_and_why(betty, matched, door):
    told = betty.get(f"/invoices/{matched}/match").json()
    assert told["purchase_order"] == {"id": order_id(door, "PO-1"), "po_id": "PO-1"}
    assert told["headline"] == "Matched to PO-1: covers the one invoice line."
    assert [(line["line"], line["po_line"], line["gross"]["amount"]) for line in told["lines"]] == [(1, "1", "119.00")]
    assert {each["po_id"]: each["verdict"] for each in told["considered"]} == {"PO-1": "chosen", "PO-2": "dropped"}
    assert (told["moved"], told["version"]) == ("", 0)


def test_an_unmatched_document_is_matched_again_with_its_reason(betty, unmatched, door):
    before = betty.get(f"/invoices/{unmatched}/match").json()
    assert (before["purchase_order"], before["lines"][0]["po_line"]) == (None, None)
    after = send(betty, unmatched, "match", {"reason": "the order came later"})
    assert after.json()["purchase_order"]["po_id"] == "PO-1"
    with door("initech"):
        assert used("PO-1") == 119
    assert send(betty, unmatched, "match", {"reason": "again"}).json()["purchase_order"]["po_id"] == "PO-1"


def test_a_document_is_moved_to_another_order_once_for_one_key(betty, matched, door):
    body = {"reason": "it is theirs", "purchase_order": order_id(door, "PO-2"), "lines": [{"line": 1, "po_line": "2"}]}
    first, again = (send(betty, matched, "move", body, **{"Idempotency-Key": "m1"}) for _ in range(2))
    told = first.json()
    assert (told["purchase_order"]["po_id"], told["lines"][0]["po_line"], told["version"]) == ("PO-2", "2", 1)
    assert told["moved"].endswith("it is theirs")
    assert again.content == first.content
    with door("initech"):
        assert (used("PO-1"), used("PO-2", "2")) == (0, 119)


def test_lines_are_moved_off_the_order_they_are_on(betty, matched, door):
    body = {"reason": "not ours", "lines": [{"line": 1, "po_line": None}]}
    assert send(betty, matched, "move", body).json()["purchase_order"] is None
    with door("initech"):
        assert used("PO-1") == 0


def test_of_two_who_saw_the_same_match_the_later_is_told(betty, matched, door):
    to_second = {"reason": "a", "purchase_order": order_id(door, "PO-2")}
    back = {"reason": "b", "purchase_order": order_id(door, "PO-1")}
    assert send(betty, matched, "move", to_second, **{"If-Match": '"0"'}).status_code == 200
    assert send(betty, matched, "move", back, **{"If-Match": '"0"'}).status_code == 412
    assert send(betty, matched, "move", back, **{"If-Match": "x"}).status_code == 412


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"reason": " "}, "no_reason"),
        ({"reason": "a", "purchase_order": str(uuid4())}, "order_does_not_take"),
        ({"reason": "a", "lines": [{"line": 7, "po_line": "1"}]}, "no_such_line"),
        ({"reason": "a", "lines": [{"line": 1, "po_line": "9"}]}, "no_such_line"),
        ({}, "invalid_values"),
    ],
    ids=["reason", "order", "line", "po_line", "nothing"],
)
def test_a_move_that_the_rules_do_not_allow_says_why(betty, matched, body, code):
    answer = send(betty, matched, "move", body)
    assert (answer.status_code, answer.json()["type"].rpartition("#")[2]) == (422, code)


REQUESTS = [("GET", "match", None), ("POST", "match", {"reason": "a"}), ("POST", "move", {"reason": "a"})]


@pytest.mark.parametrize(("method", "what", "body"), REQUESTS, ids=["see", "match", "move"])
def test_another_organization_and_the_supplier_find_no_such_document(caller, matched, method, what, body):
    for organization in ("globex", "acme"):
        answer = caller(organization, "ada").send(method, f"/invoices/{matched}/{what}", json.dumps(body or {}))
        assert answer.status_code == 404


@pytest.mark.parametrize(
    ("method", "what", "body", "scope"),
    [(*REQUESTS[0], P.SEE_INVOICES)] + [(*row, scope) for row in REQUESTS[1:] for scope in SCOPES],
    ids=["see", "match-see", "match-edit", "move-see", "move-edit"],
)
def test_a_token_without_a_scope_is_refused(caller, matched, method, what, body, scope):
    weak = caller("initech", "betty", scopes=[P.SEE_PURCHASE_ORDERS, *(each for each in SCOPES if each != scope)])
    answer = weak.send(method, f"/invoices/{matched}/{what}", json.dumps(body or {}))
    assert (answer.status_code, answer.json()["type"].rpartition("#")[2]) == (403, "scope_missing")


@pytest.mark.parametrize(("scope", "orders"), [([], []), ([P.SEE_PURCHASE_ORDERS], ["PO-1"])], ids=["no", "yes"])
def test_the_orders_that_were_looked_at_are_told_to_a_token_that_may_see_orders(caller, door, scope, orders):
    with door("initech"):
        order("PO-1", effective=date(2031, 1, 1), expiration=date(2031, 12, 31))
    reader = caller("initech", "betty", scopes=[P.SEE_INVOICES, *scope])
    told = reader.get(f"/invoices/{issued(door).public_id}/match").json()
    assert [each["po_id"] for each in told["considered"]] == orders
    assert ("2031" in told["headline"], "“See purchase orders” is missing" in told["hidden"]) == (
        bool(scope),
        not scope,
    )
    assert (told["headline"] == "Not matched to a purchase order.") is not bool(scope)


def test_a_token_that_moves_and_sees_no_orders_is_told_of_none_but_the_documents_own(caller, matched, door):
    weak, sent = caller("initech", "betty", scopes=SCOPES), {"reason": "a", "purchase_order": order_id(door, "PO-2")}
    told = send(weak, matched, "move", sent).json()
    assert (told["purchase_order"]["po_id"], told["considered"]) == ("PO-2", [])
    assert told["moved"] == "Moved to another purchase order by Betty by token “ERP”"

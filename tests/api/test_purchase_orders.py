"""/purchase-orders: lists, one, lines, contacts, uses and status, with the rules and words of the form."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from uuid import UUID, uuid4

import pytest

from partners.models import Partner, Side
from people.permissions import Permission
from purchase_orders.models import PurchaseOrder
from purchase_orders.operations.consume import Use, consume
from purchase_orders.operations.orders import set_suspended
from tenants.history.models import Change
from tests.building import order, po_line

pytestmark = pytest.mark.django_db
P = Permission
NEW = {
    "po_id": " CLOUD-1 ",
    "currency": "EUR",
    "effective": "2026-07-01",
    "expiration": "2026-12-31",
    "lines": [
        {"number": "1", "quantity": "12", "unit_price": "99.50", "tax_percent": "19", "type": "MONTHLY_USAGE"},
        {"number": "2", "quantity": "1", "unit_price": "10", "tax_amount": "1.90", "is_tracked": False},
    ],
    "contacts": [{"email": "ana@initech.example", "language": "de"}],
    "tags": ["Shop", "shop"],
    "thresholds": [10],
}


@pytest.fixture
def betty(caller):
    return caller("initech", "betty")


@pytest.fixture
def po(door):
    """The public id of a purchase order of initech."""
    with door("initech"):
        return str(order("PO-1", expiration=date(2099, 12, 31)).public_id)


def send(client, method, path, body=None, **headers):
    content = b"" if body is None else json.dumps(body)
    return client.send(method, f"/purchase-orders{path}", content, **headers)


def created(client, **more):
    answer = send(client, "POST", "", NEW | more)
    assert answer.status_code == 200, answer.content
    return answer.json()


def listed(client, **asked):
    return [each["po_id"] for each in client.get("/purchase-orders", asked).json()["items"]]


def used(door, amount):
    with door("initech"):
        row = PurchaseOrder.objects.get(po_id="PO-1").lines.get()
        consume([Use(row.pk, uuid4(), 1, Decimal(amount))])


def test_an_order_is_created_as_it_was_sent(betty):
    made = created(betty)
    assert (made["po_id"], made["status"], made["tags"], made["thresholds"]) == (
        "CLOUD-1",
        "active",
        ["shop"],
        [75, 10],
    )
    assert made["value"] == {"amount": "1420.86", "currency": "EUR"}
    first, second = made["lines"]
    assert (first["quantity"], first["unit_price"]["amount"], first["tax"]["amount"]) == ("12", "99.50", "226.86")
    assert (first["starts_on"], first["ends_on"], first["is_tracked"]) == ("2026-07-01", "2026-12-31", True)
    assert (second["value"]["amount"], second["tax_percent"], second["is_tracked"]) == ("11.90", None, False)
    assert made["contacts"] == [{"email": "ana@initech.example", "name": "", "language": "de"}]
    read = betty.get(f"/purchase-orders/{made['id']}").json()
    assert {**read, "updated_at": ""} == {**made, "updated_at": ""}


def test_the_history_names_the_token(betty, door):
    created(betty)
    with door("initech"):
        change = Change.objects.filter(table="purchase_orders_purchaseorder").latest("id")
        assert "ERP" in change.actor


def test_the_same_key_creates_one_order(betty, door):
    first = send(betty, "POST", "", NEW, **{"Idempotency-Key": "po-1"})
    again = send(betty, "POST", "", NEW, **{"Idempotency-Key": "po-1"})
    assert (first.content, again["Idempotency-Replayed"]) == (again.content, "true")
    with door("initech"):
        assert PurchaseOrder.objects.count() == 1


@pytest.mark.parametrize(
    ("more", "field", "words"),
    [
        ({"expiration": "2026-06-30"}, "expiration", "The purchase order ends before it starts."),
        ({"currency": "EUX"}, "currency", "EUX"),
        ({"effective": "1.7.2026"}, "effective", "Send a date such as 2026-11-30."),
        ({"po_id": "  "}, "po_id", "A PO ID has 1 to 200 characters."),
        ({"bill_from": "ORG-999999"}, "bill_from", "No supplier of this organization has this ID."),
        ({"contacts": [{"email": "ana"}]}, "contacts.0.email", "Enter a valid email address."),
        ({"lines": [{"number": "1", "quantity": "-1", "unit_price": "1"}]}, "lines.0.quantity", "Zero or more"),
        ({"lines": [{"number": "1", "quantity": "1e3", "unit_price": "1"}]}, "lines.0.quantity", "exponent"),
        ({"lines": [{"number": "1", "quantity": 1.5, "unit_price": "1"}]}, "lines.0.quantity", "as text"),
        ({"lines": [{"number": "1", "quantity": "1"}]}, "lines.0.unit_price", "It is missing."),
        (
            {"lines": [{"number": "1", "quantity": "1", "unit_price": "1", "ends_on": "2027-01-31"}]},
            "ends_on",
            "Line 1 ends after the purchase order. End it on 31 Dec 2026 or earlier",
        ),
        (
            {"lines": [{"number": "1", "quantity": "1", "unit_price": "1", "tax_percent": "1", "tax_amount": "1"}]},
            "tax_amount",
            "Line 1 says its tax twice.",
        ),
        ({"nonsense": 1}, "nonsense", "There is no field of this name here."),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_wrong_value_is_told_at_its_field_in_the_words_of_the_form(betty, door, more, field, words):
    answer = send(betty, "POST", "", NEW | more)
    assert answer.status_code == 422
    told = answer.json()
    assert words in " ".join(told["errors"][field])
    with door("initech"):
        assert not PurchaseOrder.objects.exists()


def test_a_taken_po_id_is_refused_by_its_code(betty, po):
    told = send(betty, "POST", "", NEW | {"po_id": "po-1"}).json()
    assert (told["status"], told["type"].rpartition("#")[2]) == (422, "po_id_taken")
    assert told["errors"]["po_id"] == ["There is a purchase order po-1 already."]


def test_the_supplier_is_named_by_organization_id_or_id(betty, door):
    with door("initech"):
        supplier = Partner.objects.get(side=Side.SUPPLIER, name__startswith="Acme")
    first = created(betty, bill_from=supplier.organization_id)
    assert first["bill_from"]["id"] == str(supplier.public_id)
    assert created(betty, po_id="B", bill_from=str(supplier.public_id))["bill_from"] == first["bill_from"]
    assert listed(betty, supplier=supplier.organization_id) == ["CLOUD-1", "B"]
    assert listed(betty, supplier=str(uuid4())) == []


def test_orders_are_listed_by_pages_each_once(betty, door):
    with door("initech"):
        for number in range(5):
            order(f"PO-{number}")
    names, cursor = [], ""
    while cursor is not None:
        page = betty.get("/purchase-orders", {"limit": 2} | ({"cursor": cursor} if cursor else {})).json()
        names, cursor = names + [each["po_id"] for each in page["items"]], page["next"]
    assert names == [f"PO-{number}" for number in range(5)]


def test_a_page_costs_the_same_however_many_orders_it_has(betty, door, django_assert_max_num_queries):
    with door("initech"):
        for number in range(12):
            order(f"PO-{number}")
    with django_assert_max_num_queries(12):
        assert len(listed(betty)) == 12


def test_an_order_costs_the_same_however_many_lines_it_has(betty, door, django_assert_max_num_queries):
    with door("initech"):
        made = order("PO-1", lines=[po_line(str(number)) for number in range(1, 101)])
    with django_assert_max_num_queries(13):
        assert len(betty.get(f"/purchase-orders/{made.public_id}").json()["lines"]) == 100


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({"status": "suspended"}, ["STOPPED"]),
        ({"status": "expired"}, ["OLD"]),
        ({"currency": "USD"}, ["OLD"]),
        ({"tag": "shop"}, ["STOPPED"]),
        ({"q": "topp"}, ["STOPPED"]),
        ({"po_id": " old "}, ["OLD"]),
        ({"ends_until": "2020-12-31"}, ["OLD"]),
        ({"starts_since": "2026-01-01"}, ["STOPPED"]),
        ({"updated_since": "2999-01-01T00:00:00Z"}, []),
    ],
    ids=lambda value: "-".join(value),
)
def test_the_list_is_narrowed_as_on_the_page(betty, door, asked, names):
    with door("initech"):
        order("OLD", effective=date(2020, 1, 1), expiration=date(2020, 12, 31), currency="USD")
        order("STOPPED", is_suspended=True, tags=["shop"], expiration=date(2099, 12, 31))
    assert listed(betty, **asked) == names


def test_a_change_leaves_alone_what_is_not_sent(betty, po):
    before = betty.get(f"/purchase-orders/{po}").json()
    after = send(betty, "PATCH", f"/{po}", {"description": "New", "tags": ["a"]}).json()
    assert (after["description"], after["tags"]) == ("New", ["a"])
    assert (after["lines"], after["contacts"]) == (before["lines"], before["contacts"])
    assert after["version"] > before["version"]


def test_a_change_of_a_version_that_is_gone_is_refused_and_says_the_one_of_now(betty, po):
    version = betty.get(f"/purchase-orders/{po}").json()["version"]
    first = send(betty, "PATCH", f"/{po}", {"description": "A"}, **{"If-Match": f'"{version}"'})
    late = send(betty, "PATCH", f"/{po}", {"description": "B"}, **{"If-Match": f'"{version}"'})
    assert (first.status_code, late.status_code) == (200, 412)
    assert str(first.json()["version"]) in late.json()["detail"]
    assert betty.get(f"/purchase-orders/{po}").json()["description"] == "A"


def test_a_version_that_is_none_is_refused(betty, po):
    answer = send(betty, "PATCH", f"/{po}", {"description": "B"}, **{"If-Match": "nonsense"})
    assert (answer.status_code, answer.json()["errors"].keys()) == (412, {"If-Match"})


def test_lines_are_added_changed_and_removed_by_their_number(betty, po):
    line = {"quantity": "2", "unit_price": "50"}
    added = send(betty, "PUT", f"/{po}/lines/1.10", line).json()
    assert [each["number"] for each in added["lines"]] == ["1", "1.10"]
    changed = send(betty, "PUT", f"/{po}/lines/1.10", line | {"description": "More"}).json()
    assert [each["description"] for each in changed["lines"]] == ["", "More"]
    left = send(betty, "DELETE", f"/{po}/lines/1.10").json()
    assert [each["number"] for each in left["lines"]] == ["1"]
    assert send(betty, "DELETE", f"/{po}/lines/1.10").status_code == 404


def test_a_line_that_was_used_stays(betty, po, door):
    used(door, "100.00")
    answer = send(betty, "DELETE", f"/{po}/lines/1")
    assert (answer.status_code, answer.json()["type"].rpartition("#")[2]) == (422, "line_in_use")


def test_contacts_are_set_as_a_whole(betty, po):
    sent = {"contacts": [{"email": "max@initech.example", "name": "Max"}]}
    assert [who["name"] for who in send(betty, "PUT", f"/{po}/contacts", sent).json()["contacts"]] == ["Max"]
    assert send(betty, "PUT", f"/{po}/contacts", {"contacts": [sent["contacts"][0]] * 11}).status_code == 422


def test_an_order_is_suspended_and_reactivated(betty, po):
    assert send(betty, "POST", f"/{po}/suspension").json()["status"] == "suspended"
    assert send(betty, "POST", f"/{po}/suspension").json()["status"] == "suspended"
    assert send(betty, "POST", f"/{po}/reactivation").json()["status"] == "active"


def test_a_deleted_order_is_gone_and_its_id_is_free(betty, po):
    assert send(betty, "DELETE", f"/{po}").json() == {"id": po, "po_id": "PO-1"}
    assert betty.get(f"/purchase-orders/{po}").status_code == 404
    assert created(betty, po_id="PO-1")["id"] != po


def test_an_order_that_somebody_changed_is_not_deleted(betty, po, door):
    version = betty.get(f"/purchase-orders/{po}").json()["version"]
    with door("initech"):
        set_suspended([PurchaseOrder.objects.get().pk], suspended=True, today=date(2026, 11, 20))
    assert send(betty, "DELETE", f"/{po}", **{"If-Match": f'"{version}"'}).status_code == 412
    assert betty.get(f"/purchase-orders/{po}").status_code == 200


def test_uses_of_a_line_are_listed_newest_first(betty, po, door):
    for amount in ("100.00", "-30.00"):
        used(door, amount)
    page = betty.get(f"/purchase-orders/{po}/uses", {"limit": 1, "line": "1"}).json()
    assert [each["amount"]["amount"] for each in page["items"]] == ["-30.00"]
    rest = betty.get(f"/purchase-orders/{po}/uses", {"cursor": page["next"]}).json()
    assert ([each["amount"]["amount"] for each in rest["items"]], rest["next"]) == (["100.00"], None)
    assert betty.get(f"/purchase-orders/{po}/uses", {"line": "2"}).json()["items"] == []
    assert betty.get(f"/purchase-orders/{po}").json()["balance"]["amount"] == "1120.00"


WRITES = [
    ("POST", "", NEW, P.EDIT_PURCHASE_ORDERS),
    ("PATCH", "/{po}", {"description": "x"}, P.EDIT_PURCHASE_ORDERS),
    ("DELETE", "/{po}", None, P.EDIT_PURCHASE_ORDERS),
    ("PUT", "/{po}/lines/1", {"quantity": "1", "unit_price": "1"}, P.EDIT_PURCHASE_ORDERS),
    ("DELETE", "/{po}/lines/1", None, P.EDIT_PURCHASE_ORDERS),
    ("PUT", "/{po}/contacts", {"contacts": []}, P.EDIT_PURCHASE_ORDERS),
    ("POST", "/{po}/suspension", None, P.CHANGE_PURCHASE_ORDER_STATUS),
    ("POST", "/{po}/reactivation", None, P.CHANGE_PURCHASE_ORDER_STATUS),
    ("GET", "", None, P.SEE_PURCHASE_ORDERS),
    ("GET", "/{po}", None, P.SEE_PURCHASE_ORDERS),
    ("GET", "/{po}/uses", None, P.SEE_PURCHASE_ORDERS),
]
IDS = [f"{method}{path}" for method, path, *_ in WRITES]


@pytest.mark.parametrize(("method", "path", "body", "permission"), WRITES, ids=IDS)
def test_a_token_needs_just_the_scope_of_what_it_does(caller, po, method, path, body, permission):
    others = [each for each in (P.SEE_PURCHASE_ORDERS, P.EDIT_PURCHASE_ORDERS, P.CHANGE_PURCHASE_ORDER_STATUS)
              if each != permission]  # fmt: skip
    weak, strong = (caller("initech", "betty", scopes=scopes) for scopes in (others, [permission]))
    path = path.format(po=po)
    refused = send(weak, method, path, body)
    assert (refused.status_code, refused.json()["type"].rpartition("#")[2]) == (403, "scope_missing")
    assert send(strong, method, path, body).status_code in (200, 422)


@pytest.mark.parametrize(
    ("method", "path", "body"), [row[:3] for row in WRITES if "{po}" in row[1]], ids=[i for i in IDS if "{po}" in i]
)
def test_another_organization_does_not_find_it(caller, po, door, method, path, body):
    stranger = caller("globex", "ada")
    assert send(stranger, method, path.format(po=po), body).status_code == 404
    with door("initech"):
        assert PurchaseOrder.objects.get(public_id=UUID(po), deleted_at=None).lines.count() == 1


def test_an_auditor_changes_nothing(caller, po):
    otto = caller("initech", "otto")
    assert otto.get(f"/purchase-orders/{po}").status_code == 200
    refused = caller("initech", "otto", scopes=[P.SEE_PURCHASE_ORDERS])
    assert send(refused, "POST", f"/{po}/suspension").json()["type"].rpartition("#")[2] == "permission_missing"


def test_quantities_keep_eight_decimals(betty):
    line = {"number": "1", "quantity": "0.12345678", "unit_price": "1.00000001"}
    [shown] = created(betty, lines=[line])["lines"]
    assert (shown["quantity"], shown["unit_price"]["amount"]) == ("0.12345678", "1.00000001")

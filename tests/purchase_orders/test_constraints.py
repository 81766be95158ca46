"""What the database refuses whatever the code does: each constraint, tried without the operations."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import CheckConstraint, UniqueConstraint

from purchase_orders import models
from purchase_orders.models import BalanceEntry, Contact, PurchaseOrder, PurchaseOrderLine
from purchase_orders.order_rules import LONGEST, LONGEST_LINE_NUMBER, LONGEST_PO_ID
from tests.building import order, po_line

pytestmark = pytest.mark.django_db
ORDER, LINE, ENTRY, CONTACT, LIMIT = (
    f"purchase_orders_{name}"
    for name in ("purchaseorder", "purchaseorderline", "balanceentry", "contact", "activelimit")
)
ENTRY_COLUMNS = "line_id, kind, document, document_line, amount, created_at"
ADD = f"INSERT INTO {ENTRY} ({ENTRY_COLUMNS})"
CREDIT = (
    f"INSERT INTO {ENTRY} ({ENTRY_COLUMNS}, credit_note) SELECT line_id, 'credit', document, 7, -1, now(), document"
)
PURCHASE = (
    "INSERT INTO purchase_orders_onetimepurchase (public_id, order_id, started_at, started_by, is_open)"
    " SELECT gen_random_uuid(), id, now(), 'x', true"
)
ATTACH = (
    "INSERT INTO purchase_orders_attachment (public_id, order_id, name, size, sha256, created_at)"
    f" SELECT gen_random_uuid(), min(id), {{name}}, {{size}}, '', now() FROM {ORDER}"
)
ADJUST = (
    "INSERT INTO purchase_orders_balanceadjustment (public_id, order_id, line_id, amount, reason, made_by, made_at)"
    f" SELECT gen_random_uuid(), order_id, id, {{amount}}, '{{reason}}', 'x', now() FROM {LINE} LIMIT 1"
)
DOCUMENT = uuid4()
BREAKS = {
    "po_id_once": f"UPDATE {ORDER} SET po_key = 'po-1'",
    "po_id_not_empty": f"UPDATE {ORDER} SET po_key = '' WHERE po_key = 'po-1'",
    "po_ends_after_start": f"UPDATE {ORDER} SET expiration = effective - 1",
    "po_line_number_once": f"UPDATE {LINE} SET number = '1'",
    "po_line_type_known": f"UPDATE {LINE} SET type = 'OTHER'",
    "po_line_ends_after_start": f"UPDATE {LINE} SET ends_on = starts_on - 1",
    "po_line_value_in_range": f"UPDATE {LINE} SET value = -0.0001",
    "po_line_consumed_in_range": f"UPDATE {LINE} SET consumed = 'NaN'",
    "po_entry_matched_once": f"{ADD} SELECT {ENTRY_COLUMNS} FROM {ENTRY}",
    "po_entry_adjusted_once": f"""
        {ADD} SELECT line_id, 'adjustment', document, n, 1, now() FROM {ENTRY}, generate_series(1, 2) n""",
    "po_adjustment_has_a_reason": ADJUST.format(amount=1, reason=""),
    "po_adjustment_changes_something": ADJUST.format(amount=0, reason="x"),
    "po_entry_kind_known": f"{ADD} SELECT line_id, 'gift', document, 7, 1, now() FROM {ENTRY}",
    "po_entry_amount_in_range": f"{ADD} SELECT line_id, kind, document, 7, 'NaN', now() FROM {ENTRY}",
    "po_entry_credited_once": f"{CREDIT} FROM {ENTRY}, generate_series(1, 2)",
    "po_entry_credit_names_its_note": f"{ADD} SELECT line_id, 'credit', document, 7, -1, now() FROM {ENTRY}",
    "po_one_time_one_open": f"{PURCHASE} FROM {ORDER}",
    "po_one_time_suspended_once": f"""
        {PURCHASE} FROM {ORDER} LIMIT 1;
        INSERT INTO purchase_orders_onetimesuspension (purchase_id, order_id)
        SELECT p.id, p.order_id FROM purchase_orders_onetimepurchase p, generate_series(1, 2)""",
    "po_expiry_step_once": f"""
        INSERT INTO purchase_orders_expirynotice (order_id, expiration, step, is_told, created_at)
        SELECT min(id), now(), 7, true, now() FROM {ORDER}, generate_series(1, 2) n GROUP BY n""",
    "po_contact_once": f"UPDATE {CONTACT} SET email = 'same@initech.example', order_id = (SELECT min(id) FROM {ORDER})",
    "po_attachment_has_a_name": ATTACH.format(name="''", size=1),
    "po_attachment_is_not_empty": ATTACH.format(name="'a.pdf'", size=0),
    "po_matching_one_row": "INSERT INTO purchase_orders_matchingsettings (is_only, no_po_words) VALUES (false, '{}')",
    "po_limit_one_row": f"INSERT INTO {LIMIT} (id, most) VALUES (2, 500)",
}  # fmt: skip


@pytest.fixture(autouse=True)
def books(door):
    with door("initech"):
        yield


@pytest.fixture
def made() -> PurchaseOrder:
    """Two orders of two lines, a use of the first."""
    order("PO-2")
    first = order("PO-1", lines=[po_line("1"), po_line("2")])
    BalanceEntry.objects.create(line=first.lines.first(), kind="match", document=DOCUMENT, document_line=1, amount=1)
    return first


def run(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("name", BREAKS)
def test_the_database_refuses_what_breaks_the_constraint(made, name):
    with pytest.raises(IntegrityError, match=name):
        run(BREAKS[name])


def test_every_constraint_of_purchase_orders_is_tried():
    tables = [
        model for model in vars(models).values() if getattr(model, "__module__", "").startswith(f"{models.__name__}.")
    ]
    found = (each for model in tables if hasattr(model, "_meta") for each in model._meta.constraints)
    assert {each.name for each in found if isinstance(each, CheckConstraint | UniqueConstraint)} == set(BREAKS)


@pytest.mark.parametrize("amount", ["NaN", "-1"])
def test_the_value_of_a_line_is_a_number_of_zero_or_more(made, amount):
    with pytest.raises(IntegrityError, match="po_line_value_in_range"):
        run(f"UPDATE {LINE} SET value = '{amount}'")


@pytest.mark.parametrize("amount", ["Infinity", "-Infinity", "1000000000000000"])
@pytest.mark.parametrize("column", ["value", "consumed"])
def test_no_amount_of_a_line_is_larger_than_an_amount_can_be(made, column, amount):
    with pytest.raises(DatabaseError):
        run(f"UPDATE {LINE} SET {column} = '{amount}'")


def test_what_is_given_back_of_a_matched_line_is_no_second_match(made):
    run(f"{ADD} SELECT line_id, 'release', document, 1, -1, now() FROM {ENTRY}")
    assert BalanceEntry.objects.count() == 2


@pytest.mark.parametrize("statement", [f"UPDATE {ENTRY} SET amount = 2", f"DELETE FROM {ENTRY}", f"TRUNCATE {ENTRY}"])
def test_entries_are_never_changed_or_removed(made, statement):
    with pytest.raises(DatabaseError):
        run(statement)
    assert BalanceEntry.objects.get().amount == 1


def test_a_line_with_entries_is_not_deleted(made):
    with pytest.raises(DatabaseError):
        run(f"SET CONSTRAINTS ALL IMMEDIATE; DELETE FROM {LINE}")


def test_the_id_of_a_deleted_order_is_free_in_the_database_too(made):
    run(f"UPDATE {ORDER} SET deleted_at = now() WHERE po_key = 'po-1'")
    run(f"UPDATE {ORDER} SET po_key = 'po-1'")


def test_the_columns_hold_the_longest_texts_that_are_taken():
    longest = LONGEST | {"po_id": LONGEST_PO_ID, "number": LONGEST_LINE_NUMBER}
    columns = {
        "po_id": (PurchaseOrder, "po_id"), "seller_of_record": (PurchaseOrder, "seller_of_record"),
        "number": (PurchaseOrderLine, "number"), "line_description": (PurchaseOrderLine, "description"),
        "product_code": (PurchaseOrderLine, "product_code"), "unit": (PurchaseOrderLine, "unit"),
        "line_seller": (PurchaseOrderLine, "seller_of_record"), "contact_name": (Contact, "name"),
    }  # fmt: skip
    unbounded = {"description", "bill_to", "ship_to"}
    assert {name: model._meta.get_field(column).max_length for name, (model, column) in columns.items()} == {
        name: most for name, most in longest.items() if name not in unbounded
    }
    assert {PurchaseOrder._meta.get_field(name).max_length for name in unbounded} == {None}

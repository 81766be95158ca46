"""History names who changed what, by which way and in which request, however the change was written."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from common.sql import copy_in, copy_out, execute, rows
from invoices.models import Document
from invoices.operations.issue import issue_invoices
from partners.models import Partner, Side
from people.models import Account
from tenants import border
from tenants.backend.base import Place
from tenants.border import Actor
from tenants.history.models import Change
from tests.building import buyer, draft, order, verified

pytestmark = pytest.mark.django_db
PARTNERS = "partners_partner"
BY_BILL = ("person:bill Bill", "web", "test")
INSERT_PARTNER = """
INSERT INTO partners_partner (public_id, side, identity, name, country, city, tax_id, email, language, tier, erp_id,
                              vendor_number, is_active, created_at)
SELECT gen_random_uuid(), 'supplier', 'outside', 'Outside', '', '', '', '', 'en', 'direct', '', '', true, now()
"""
NOT_TRACKED = {
    "bulk_itemresult": "its own log: what became of each row of a run",
    "bulk_run": "its own log: who confirmed what and when; what it changed is tracked where it lies",
    "bulk_runitem": "written once, with the preview",
    "api_keptanswer": "answers for repeated requests; forgotten after a day",
    "api_tokenuse": "when a token was used last; the token is tracked",
    "auth_group": "no code writes it; roles are rows of people",
    "auth_group_permissions": "no code writes it",
    "auth_permission": "written by migrations",
    "django_content_type": "written by migrations",
    "django_migrations": "its own log",
    "exports_export": "its own log: who asked for which file and when",
    "history_change": "is the history",
    "history_seal": "its own log",
    "imports_sheetimport": "its own log; what it wrote is tracked",
    "invoices_associationchange": "its own log",
    "invoices_linecredit": "its own log",
    "invoices_numbercounter": "the numbers stand on the documents",
    "invoices_pdfversion": "its own log",
    "invoices_receivedfile": "inserted once beside its document, which is tracked",
    "invoices_upload": "its own log: who sent what and when",
    "invoices_uploadfile": "its own log; the document it became is tracked",
    "invoices_rulecheck": "its own log",
    "ledger_entry": "its own log",
    "lists_listpreference": "how a person likes to look at a list",
    "lists_savedview": "how people like to look at a list",
    "people_session": "not a business fact; kept as long as a person is signed in",
    "people_signinattempt": "not a business fact; forgotten after a day",
    "notifications_mail": "its own log",
    "purchase_orders_onetimesuspension": "which orders a one-time purchase suspended; their suspension is tracked",
    "purchase_orders_trial": "what somebody tried and did not save",
    "purchase_orders_expirynotice": "its own log: which step of the ladder is over",
    "purchase_orders_activelimit": "one row that is locked and never changed",
    "purchase_orders_balanceentry": "its own log",
}


def changes(table: str = PARTNERS) -> list[Change]:
    return list(Change.objects.filter(table=table).order_by("id"))


def an_outsider(identity: str = "outside") -> Partner:
    return Partner(side=Side.SUPPLIER, identity=identity, name="Outside Ltd")


def renamed(name: str) -> Partner:
    partner = buyer("initech")
    partner.name = name
    return partner


def rename(name: str) -> None:
    renamed(name).save()


WAYS = {
    "save": rename,
    "save of one field": lambda name: renamed(name).save(update_fields=["name"]),
    "update": lambda name: Partner.objects.filter(name__startswith="Initech").update(name=name),
    "bulk_update": lambda name: Partner.objects.bulk_update([renamed(name)], ["name"]),
    "update_or_create": lambda name: Partner.objects.update_or_create(name="Initech AG", defaults={"name": name}),
    "SQL": lambda name: execute("UPDATE partners_partner SET name = %s WHERE name LIKE 'Initech%%'", [name]),
}


@pytest.mark.parametrize("write", [pytest.param(way, id=name) for name, way in WAYS.items()])
def test_an_update_by_any_way_is_told_with_its_actor_and_the_changed_keys_alone(door, write):
    with door("acme"):
        before, known = buyer("initech"), len(changes())
        write("Initech & Sons AG")
        [told] = changes()[known:]
        assert (told.op, told.row, told.actor, told.via, told.request) == ("U", before.pk, *BY_BILL)
        assert told.before == {"name": "Initech AG"}
        assert told.after == {"name": "Initech & Sons AG"}


INSERTS = {
    "save": lambda: an_outsider().save(),
    "bulk_create": lambda: Partner.objects.bulk_create([an_outsider()]),
    "get_or_create": lambda: Partner.objects.get_or_create(side=Side.SUPPLIER, identity="outside"),
    "SQL": lambda: execute(INSERT_PARTNER),
}


@pytest.mark.parametrize("write", [pytest.param(way, id=name) for name, way in INSERTS.items()])
def test_an_insert_by_any_way_is_told_without_an_image(door, write):
    with door("acme"):
        known = len(changes())
        write()
        [told] = changes()[known:]
        row = Partner.objects.get(identity="outside")
        assert (told.op, told.row, told.actor, told.via, told.request) == ("I", row.pk, *BY_BILL)
        assert (told.before, told.after) == (None, None)


DELETES = {
    "delete": lambda: Partner.objects.get(identity="outside").delete(),
    "queryset": lambda: Partner.objects.filter(identity="outside").delete(),
    "SQL": lambda: execute("DELETE FROM partners_partner WHERE identity = 'outside'"),
}


@pytest.mark.parametrize("write", [pytest.param(way, id=name) for name, way in DELETES.items()])
def test_a_delete_by_any_way_keeps_what_the_row_was(door, write):
    with door("acme"):
        row = an_outsider()
        row.save()
        known, ident = len(changes()), row.pk
        write()
        [told] = changes()[known:]
        assert (told.op, told.row, told.actor, told.via, told.request) == ("D", ident, *BY_BILL)
        assert (told.before["name"], told.before["identity"], told.after) == ("Outside Ltd", "outside", None)


def test_many_rows_in_one_statement_are_told_one_by_one(door):
    with door("acme"):
        known = len(changes())
        Partner.objects.bulk_create(an_outsider(f"outside {n}") for n in range(50))
        Partner.objects.filter(identity__startswith="outside").update(city="Bonn")
        assert [change.op for change in changes()[known:]] == ["I"] * 50 + ["U"] * 50


def test_an_update_that_changes_nothing_is_not_told(door):
    with door("acme"):
        known = len(changes())
        buyer("initech").save()
        assert len(changes()) == known


def test_rows_copied_in_are_told(door):
    with door("acme"):
        draft("initech")
        columns = [field.column for field in Document._meta.concrete_fields if field.column not in ("id", "public_id")]
        names = ", ".join(columns)
        content = copy_out(f"SELECT gen_random_uuid(), {names} FROM invoices_document", {})
        known = len(changes("invoices_document"))
        copy_in("invoices_document", ["public_id", *columns], content)
        [told] = changes("invoices_document")[known:]
        assert (told.op, told.actor, told.via, told.request) == ("I", *BY_BILL)


def test_in_a_partners_books_the_organization_acts_and_never_its_employee(door, cast, today):
    with door("initech"):
        order("PO-1")
        known = Change.objects.count()
    with door("acme"):
        document = verified("initech")
        assert issue_invoices([document.pk], today=today).issued == 1
        assert {change.actor for change in changes("invoices_document")} == {"person:bill Bill"}
    acme = cast["acme"]
    with door("initech"):
        told = list(Change.objects.order_by("id")[known:])
        assert {change.table for change in told} >= {"invoices_document", "invoices_documentline"}
        assert {(change.actor, change.via, change.request) for change in told} == {
            (f"organization:{acme.organization_id} {acme.name}", "web", "test")
        }
        assert not [change for change in told if "Bill" in change.actor or "bill" in change.actor]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE partners_partner SET city = 'Bonn'",
        "DELETE FROM partners_partner WHERE identity = 'outside'",
        "INSERT INTO people_roleassignment (account_id, role) SELECT id, 'auditor' FROM people_account LIMIT 1",
    ],
)
def test_nobody_changes_nothing(door, cast, statement):
    with door("acme"):
        an_outsider().save()
        connection.place = Place(role=cast["acme"].schema_name)
        with pytest.raises(DatabaseError, match="nobody acts"), transaction.atomic():
            execute(statement)
        assert rows("SELECT count(*) FROM partners_partner WHERE identity = 'outside' AND city = ''") == [(1,)]


def test_a_person_named_after_signing_in_is_who_acts(door):
    with door("acme", Actor("visitor:unknown", "Somebody not signed in")):
        border.act_as(Actor("person:ada", "Ada"))
        rename("Initech & Daughters AG")
        assert changes()[-1].actor == "person:ada Ada"


def test_a_change_undone_leaves_no_history(door):
    with door("acme"):
        known = len(changes())
        with transaction.atomic():
            rename("Undone AG")
            assert len(changes()) == known + 1
            transaction.set_rollback(True)
        assert len(changes()) == known


def test_password_hashes_never_reach_the_history(door):
    with door("acme"):
        ada = Account.objects.get(name="Ada")
        hashes = [ada.password]
        ada.set_password("another horse battery")
        ada.name = "Ada Lovelace"
        ada.save()
        hashes.append(ada.password)
        ada.roles.all().delete()
        ada.delete()
        told = changes("people_account")
        assert [change.op for change in told[-2:]] == ["U", "D"]
        assert set(told[-2].after) == {"name"}
        assert "password" not in told[-1].before
        images = [f"{change.before} {change.after}" for change in Change.objects.all()]
        assert not [image for image in images for each in hashes if each in image]


def test_every_table_is_tracked_or_says_why_not(door):
    with door("acme"):
        tracked = {row[0] for row in rows(TRIGGERS, ["history_%"])}
        tables = {row[0] for row in rows("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")}
    assert tables - tracked == NOT_TRACKED.keys()


def test_every_tracked_table_tells_of_all_three_verbs(door):
    with door("acme"):
        found = rows(TRIGGERS, ["history_%"])
    assert found
    assert [row for row in found if row[1] != ["history_delete", "history_insert", "history_update"]] == []


TRIGGERS = """
SELECT c.relname, array_agg(t.tgname::text ORDER BY t.tgname) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
 WHERE c.relnamespace = current_schema()::regnamespace AND t.tgname LIKE %s AND t.tgenabled = 'O' GROUP BY 1
"""

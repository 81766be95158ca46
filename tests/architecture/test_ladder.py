"""Locks are taken downwards: recorded on the running operations, and read in the code."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files import File
from django.db import connection

from billing_platform.bulk.actions import ACTIONS
from billing_platform.bulk.operations import carry_out, confirm, keep_preview, undo
from common.sql import Rung, recorded_steps
from invoices.models import Document
from invoices.operations.draft import Draft, delete_draft, save_draft
from invoices.operations.give_back import give_back
from invoices.operations.issue import issue_invoices, request_issue
from invoices.operations.match_again import match_again
from invoices.operations.move import move_lines, move_to_order
from invoices.operations.posting_date import change_posting_date
from invoices.operations.receive import receive_einvoice
from invoices.operations.uploads import cancel_upload, keep_upload, read_upload
from invoices.operations.verify import return_to_draft, verify_documents
from invoices.querysets import outgoing
from partners.operations import BuyerFacts, add_buyer
from purchase_orders.facts import ContactFacts, OrderFacts
from purchase_orders.models import PurchaseOrder
from purchase_orders.operations.orders import delete_order, edit_order, set_suspended
from purchase_orders.querysets import present_orders
from tests.architecture.source import Function, Source, called, product
from tests.building import YEAR, buyer, draft, line, order, po_line, verified

EINVOICE = Path(__file__).resolve().parents[1] / "invoices" / "einvoice" / "files" / "ubl_invoice.xml"
RUNGS = {
    "invoices_document": {Rung.SUPPLIER_DOCUMENTS, Rung.BUYER_DOCUMENTS},
    "purchase_orders_activelimit": {Rung.BUYER_DOCUMENTS},
    "purchase_orders_purchaseorder": {Rung.ORDER_HEADERS},
    "purchase_orders_purchaseorderline": {Rung.ORDER_LINES},
    "bulk_run": {Rung.PAYMENTS},
    "invoices_numbercounter": {Rung.COUNTERS},
}
LOCKING = re.compile(r"\bFOR (NO KEY UPDATE|UPDATE|SHARE|KEY SHARE)\b")
TABLE = re.compile(r'\bFROM "?(\w+)"?')
JOB = re.compile(r'INSERT INTO "?job"?')
CHANGED = re.compile(r'\s*(?:UPDATE|DELETE FROM) "?(\w+)"?')
WRITING = re.compile(r"\s*(INSERT|UPDATE|DELETE|COPY)\b", re.IGNORECASE)
# Locks that are the only one of their transaction stand beside the ladder.
BESIDE = {
    "payment_terms/standing.py lock_terms": "the supplier's one row, locked first and with nothing of the ladder",
    "tenants/jobs/operations.py claim": "the runner's transaction locks one job and nothing else",
    "billing_platform/notifications/operations.py _send_next": "one mail in a transaction of its own",
    "billing_platform/notifications/operations.py retry_mail": "one mail, then a job is inserted",
    "billing_platform/api/operations/tokens.py _locked": "the token's owner, then a token and a job are inserted",
    "billing_platform/api/operations/tokens.py revoke_token": "one token and nothing else",
    "billing_platform/api/operations/tokens.py warn_of_expiry": "one token, then mails and a job are inserted",
    "billing_platform/api/operations/accounts.py _locked": "one service account and nothing else",
    "members/operations/access.py _locked": "one account, after the admins, beside the books",
    "members/operations/access.py lock_access": "the admins by id, beside the books",
    "members/operations/second_factors.py take_second_factor": "one account, then a mail and a job are inserted",
    "members/operations/passwords.py mail_reset_link": "one account, then a mail and a job are inserted",
    "members/operations/passwords.py reset_password": "one account, then its link",
    "members/tickets.py lock_invitation": "one invitation, then a mail and a job are inserted",
    "members/tickets.py lock_ticket": "one link, after its account",
    "partners/operations.py _locked": "partners by id, beside the books",
    "billing_platform/imports/operations.py locked_import": "one import, then the rows of its kind",
    "people/operations/second_factor.py _locked": "one account, beside the books",
    "people/operations/accounts.py change_password": "one account; tries to sign in are deleted",
}


@dataclass(slots=True)
class Ladder:
    """What was seen: statements by transaction, and the steps the code announced."""

    statements: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    steps: list[tuple[int, Rung]] = field(default_factory=list)

    def rungs(self) -> dict[int, list[Rung]]:
        found: dict[int, list[Rung]] = defaultdict(list)
        for transaction, rung in self.steps:
            found[transaction].append(rung)
        return found

    def locked_tables(self) -> dict[int, list[str]]:
        """Tables of the locking statements, in the order they were locked."""
        return {
            transaction: tables
            for transaction, statements in self.statements.items()
            if (tables := [TABLE.search(each)[1] for each in statements if LOCKING.search(each)])
        }


@contextmanager
def watched() -> Iterator[Ladder]:
    ladder = Ladder()

    def note(run: Callable[..., Any], sql: Any, *rest: Any) -> Any:
        ladder.statements[connection.transaction_serial].append(str(sql))
        return run(sql, *rest)

    with connection.execute_wrapper(note), recorded_steps() as steps:
        yield ladder
    ladder.steps = steps


def issue(door, today):
    with door("initech"):
        order("PO-1", lines=[po_line("1"), po_line("2", "SERVICES")])
        order("PO-2")
    with door("acme"):
        ids = [verified("initech", line(), line("7.00")).pk for _ in range(3)] + [verified("globex").pk]
        with watched() as ladder:
            assert issue_invoices(ids, today=today).issued == 4
    return ladder


def issue_from_drafts(door, today):
    with door("initech"):
        order("PO-1")
    with door("acme"):
        ids = [draft("initech", po_number="PO-1").pk]
        with watched() as ladder:
            assert issue_invoices(ids, today=today, verify=True).issued == 1
    return ladder


def request(door, today):
    with door("acme"):
        document = verified("initech")
        with watched() as ladder:
            request_issue([document.pk], verify=False)
    return ladder


def receive(door, today):
    with door("initech"):
        order("PO-1", effective=YEAR[0].replace(year=2000), expiration=YEAR[1].replace(year=2040))
        with watched() as ladder:
            receive_einvoice(EINVOICE.read_bytes(), EINVOICE.name)
    return ladder


def upload(door, today):
    with door("initech"):
        order("PO-1", effective=YEAR[0].replace(year=2000), expiration=YEAR[1].replace(year=2040))
        with watched() as ladder:
            upload = keep_upload([File(BytesIO(EINVOICE.read_bytes()), EINVOICE.name) for _ in range(2)])
            assert read_upload(upload, run=1, progress=lambda done, total: None)["received"] == 1
            assert cancel_upload(upload) == 0
    return ladder


def write_orders(door, today):
    contacts = [ContactFacts("betty@initech.example")]
    with door("initech"), watched() as ladder:
        made = order("PO-1", lines=[po_line("1"), po_line("2")])
        changed = [po_line("1", quantity=Decimal(1)), po_line("3")]
        edit_order(made.pk, OrderFacts("PO-1", "EUR", *YEAR, changed, contacts=contacts), today=today)
    return ladder


def edit_used_order(door, today):
    issue(door, today)
    with door("initech"), watched() as ladder:
        made = PurchaseOrder.objects.get(po_id="PO-1")
        smaller = [po_line("1", quantity=Decimal(1)), po_line("2", "SERVICES", quantity=Decimal(1))]
        contacts = [ContactFacts("betty@initech.example")]
        edit_order(made.pk, OrderFacts("PO-1", "EUR", *YEAR, smaller, contacts=contacts), today=today)
    assert any(JOB.search(each) for statements in ladder.statements.values() for each in statements), "no mail was due"
    return ladder


def change_orders(door, today):
    with door("initech"):
        ids = [order(f"PO-{n}").pk for n in range(3)]
        with watched() as ladder:
            set_suspended(ids, suspended=True, today=today)
            set_suspended(ids, suspended=False, today=today)
            delete_order(ids[0])
    return ladder


def write_drafts(door, today):
    with door("acme"), watched() as ladder:
        document = draft("initech")
        save_draft(Draft(buyer("initech"), "EUR", [line("5.00")]), today=today, document_id=document.pk)
        verify_documents([document.pk], today=today)
        return_to_draft(document.pk, reason="Wrong price")
        delete_draft(document.pk)
        assert not Document.objects.exists()
    return ladder


def add_a_buyer(door, today):
    with door("acme"):
        number = buyer("initech").organization_number
        with watched() as ladder:
            add_buyer(number, facts=BuyerFacts(erp_id="C-3"))
    return ladder


def change_many_orders(door, today):
    with door("initech"):
        for number in range(3):
            order(f"PO-{number}")
        with watched() as ladder:
            for action in ("suspend_orders", "reactivate_orders", "delete_orders"):
                run_over(present_orders(), action, today)
    return ladder


def change_many_drafts(door, today):
    with door("acme"):
        for name in ("initech", "initech", "globex"):
            draft(name)
        with watched() as ladder:
            undo(run_over(outgoing(), "verify", today))
            run_over(outgoing(), "return_to_draft", today)
            run_over(outgoing().filter(partner=buyer("initech")), "verify_and_issue", today)
            run_over(outgoing(), "delete_drafts", today)
    return ladder


def run_over(rows, action, today):
    public_id = keep_preview(ACTIONS[action], rows, query="", today=today)
    confirm(public_id, note="Wrong price")
    carry_out(public_id, today=today, progress=lambda done, total: None)
    return public_id


def post_anew(door, today):
    with door("acme"):
        document = verified("initech")
        issue_invoices([document.pk], today=today)
        with watched() as ladder:
            change_posting_date(document.pk, today + timedelta(days=3))
    return ladder


def match_unmatched(door, today):
    with door("acme"):
        documents = [verified("initech", line("500.00")) for _ in range(2)]
        issue_invoices([each.pk for each in documents], today=today)
    with door("initech"):
        order("PO-1")
        with watched() as ladder:
            assert match_again([each.public_id for each in documents], reason="PO-1 is new").matched == 2
    assert any(JOB.search(each) for statements in ladder.statements.values() for each in statements), "no mail was due"
    return ladder


def move(door, today):
    issue(door, today)
    with door("initech"):
        made = order("PO-9", lines=[po_line("1"), po_line("2")])
        moved = Document.objects.filter(order__po_id="PO-1").first() or Document.objects.first()
        with watched() as ladder:
            assert move_to_order(moved.public_id, made.public_id, reason="Wrong project")
            assert move_lines(moved.public_id, {1: "2"}, reason="Wrong line")
            assert move_lines(moved.public_id, {1: "", 2: ""}, reason="Not ours")
    return ladder


def credit(door, today):
    issue(door, today)
    with door("acme"), watched() as ladder:
        invoice = Document.objects.filter(matched_po="PO-1").first() or Document.objects.first()
        assert give_back(invoice.public_id, uuid4())
    return ladder


FLOWS = [
    credit, match_unmatched, move,
    issue, issue_from_drafts, request, receive, upload, write_orders, edit_used_order, change_orders, write_drafts,
    add_a_buyer, change_many_orders, change_many_drafts, post_anew,
]  # fmt: skip


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.__name__)
def test_locks_are_taken_downwards_announced_and_jobs_written_last(committed, door, today, flow):
    ladder = flow(door, today)
    for rungs in ladder.rungs().values():
        assert rungs == sorted(rungs), "a step upwards"
    assert announced(ladder) == ladder.locked_tables().keys()
    for transaction, tables in ladder.locked_tables().items():
        rungs = [rung for rung in ladder.rungs()[transaction] if rung != Rung.JOBS]
        assert len(rungs) == len(tables)
        assert all(rung in RUNGS[table] for rung, table in zip(rungs, tables, strict=True))
    assert [late for statements in ladder.statements.values() for late in written_after_a_job(statements)] == []
    assert [early for statements in ladder.statements.values() for early in changed_unlocked(statements)] == []
    plain = [each for statements in ladder.statements.values() for each in statements if "FOR UPDATE" in each]
    assert plain == [], "plain FOR UPDATE fights the share lock of every foreign key"


def announced(ladder: Ladder) -> set[int]:
    return {transaction for transaction, rung in ladder.steps if rung != Rung.JOBS}


def written_after_a_job(statements: list[str]) -> list[str]:
    """Writes, other than of jobs, that follow the first job of a transaction."""
    first = next((place for place, each in enumerate(statements) if JOB.search(each)), len(statements))
    return [each for each in statements[first:] if WRITING.match(each) and not JOB.search(each)]


def changed_unlocked(statements: list[str]) -> list[str]:
    """Changes of a table on the ladder that no lock of that table came before."""
    held: set[str] = set()
    wrong = []
    for statement in statements:
        if LOCKING.search(statement):
            held.add(TABLE.search(statement)[1])
        elif (changed := CHANGED.match(statement)) and changed[1] in RUNGS.keys() - held:
            wrong.append(statement)
    return wrong


def test_issuing_takes_every_rung_on_its_way(committed, door, today):
    ladder = issue(door, today)
    longest = max(ladder.rungs().values(), key=len)
    wanted = [Rung.SUPPLIER_DOCUMENTS, Rung.ORDER_HEADERS, Rung.ORDER_LINES, Rung.COUNTERS]
    assert [rung for rung in longest if rung != Rung.JOBS] == wanted


def test_a_locking_statement_announces_its_rung_in_the_same_function():
    silent = {
        f"{source.path} {function.name}"
        for source in product()
        for function in innermost(source)
        if locks(function, constants(source)) and "step" not in calls(function)
    }
    assert silent == BESIDE.keys()


def test_no_lock_is_a_plain_for_update():
    weak = [
        f"{source.path}:{node.lineno}"
        for source in product()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call) and called(node) == "select_for_update"
        if not any(keyword.arg == "no_key" and getattr(keyword.value, "value", False) for keyword in node.keywords)
    ]
    assert weak == []
    texts = [(source, text) for source in product() for text in strings(source.tree)]
    assert [source.path for source, text in texts if re.search(r"\bFOR UPDATE\b", text) and is_sql(text)] == []


def is_sql(text: str) -> bool:
    return bool(re.search(r"\bSELECT\b.*\bFROM\b", text, re.DOTALL))


def strings(tree: ast.AST) -> Iterator[str]:
    return (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str))


def innermost(source: Source) -> Iterator[Function]:
    """Functions of the file that hold no other function."""
    return (
        f
        for f in source.functions()
        if not any(isinstance(node, Function) for each in f.body for node in ast.walk(each))
    )


def calls(function: Function) -> set[str]:
    return {called(node) for node in ast.walk(function) if isinstance(node, ast.Call)}


def constants(source: Source) -> set[str]:
    """Names of the file's constants that hold a locking statement."""
    assigned = [node for node in source.tree.body if isinstance(node, ast.Assign)]
    return {
        target.id
        for node in assigned
        for target in node.targets
        if isinstance(target, ast.Name) and any(LOCKING.search(text) and is_sql(text) for text in strings(node))
    }


def locks(function: Function, locking: set[str]) -> bool:
    """Whether the function locks rows itself: by the ORM, by a statement of its own, or by one of the constants."""
    named = {node.id for node in ast.walk(function) if isinstance(node, ast.Name)}
    own = any(re.search(r" FOR (NO KEY UPDATE|SHARE|$)", text) for text in strings(function) if not text.count("\n"))
    return "select_for_update" in calls(function) or bool(named & locking) or own

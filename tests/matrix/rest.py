"""Rows of the tables that the objects of the matrix leave empty, and an invoice of amounts that nobody else has."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from billing_platform.api.models import ApiToken, KeptAnswer, TokenUse
from billing_platform.api.operations.accounts import create_service_account
from billing_platform.api.operations.tokens import TokenWish, make_token
from billing_platform.bulk.models import End, ItemResult, Run, RunItem
from billing_platform.exports.models import Export, ExportState
from billing_platform.imports.models import ImportState, SheetImport
from billing_platform.lists.operations import remember, save_view
from common.ids import new_public_id
from invoices.models import AssociationChange, Document, LineCredit, PostingDateChange, RuleCheck
from partners.models import Partner
from people.models import Account, RecoveryCode, SecondFactor
from people.operations.attempts import begin_attempt
from people.permissions import Permission
from purchase_orders.matching_queries import no_po_words
from purchase_orders.models import BalanceEntry, EntryKind, ExpiryNotice, OneTimePurchase, PurchaseOrder, Trial
from purchase_orders.operations.adjust import Adjustment, adjust_balance
from purchase_orders.operations.matching_settings import choose_no_po_words
from tenants.history.operations import seal_days
from tenants.models import now
from tests.building import TODAY, draft, line
from tests.matrix.marks import Marks

FINDING = {"rule": "BR-01", "severity": "fatal", "message": "It shall have a number.", "place": "first line of it"}


def add_the_rest(word: str, marks: Marks) -> None:
    """Complete the open books; what a text says is replaced by canaries afterwards."""
    ada = Account.objects.with_roles().get(email__startswith="ada@")
    if Partner.objects.filter(side="buyer").exists():
        draft(Partner.objects.filter(side="buyer").first().name, line(str(marks.amount)), buyer_reference=word)
    for document in Document.objects.all():
        _about_document(document, word)
    _about_order(PurchaseOrder.objects.first())
    _asked_for(ada, word)
    _of_people(ada, word)
    seal_days(now() + timedelta(days=2))


def _about_document(document: Document, word: str) -> None:
    said = {"document": document, "actor": "person:ada Ada", "reason": f"{word} for a reason"}
    AssociationChange.objects.create(
        kind="moved", from_po=word, to_po=word, lines=[[1, "line one", "line two"]], **said
    )
    days = {"posting_before": TODAY, "posting_date": TODAY + timedelta(days=1), "due_date": TODAY}
    PostingDateChange.objects.create(document=document, made_by="person:ada Ada", **days)
    done = {"state": "done", "rule_set": "EN 16931", "rule_set_version": "1", "findings": [FINDING], "finding_count": 1}
    LineCredit.objects.create(document=document, no=1, credit_note=document.public_id, amount=1)
    RuleCheck.objects.create(document=document, attempt=7, state="not_run", reason="it broke off")
    RuleCheck.objects.create(document=document, attempt=8, **done)


def _about_order(order: PurchaseOrder) -> None:
    OneTimePurchase.objects.create(order=order, started_by="person:ada Ada", is_open=False)
    ExpiryNotice.objects.create(order=order, expiration=order.expiration, step=30, is_told=True)
    BalanceEntry.objects.create(
        line=order.lines.get(), kind=EntryKind.MATCH, document=order.public_id, document_line=1, amount=1
    )
    adjust_balance(order.pk, Adjustment(new_public_id(), order.lines.get().number, Decimal(2), "counted twice"))
    choose_no_po_words(["no such order"], seen=no_po_words().words)


def _asked_for(ada: Account, word: str) -> None:
    """What is asked of lists, by programs and of many rows at once."""
    remember(ada, "jobs", density="compact", start="q=x")
    save_view(ada, "jobs", word, "q=x", is_shared=True)
    done = {"kind": "partners", "person": ada.public_id, "actor": "person:ada Ada", "done_at": now()}
    SheetImport.objects.create(
        file_name=word, unread=["not this one"], applied=["first of them"], state=ImportState.UNDONE, **done
    )
    asked = {"source": "jobs", "title": word, "query": "q=x", "is_everything": True, "expected": 1}
    ended = {"state": ExportState.REFUSED, "reason": "it broke off", "done_at": now(), "expires_at": now()}
    Export.objects.create(person=ada.public_id, actor="person:ada Ada", **asked, **ended)
    token = ApiToken.objects.first()
    if token is None:
        make_token(ada, TokenWish(word, ada.permissions), by=ada)
        token = ApiToken.objects.get()
    KeptAnswer.objects.create(token=token, key=word, fingerprint="f" * 64, status=200, body="{}")
    TokenUse.objects.create(token=token, address="203.0.113.7")
    run = Run.objects.create(action="suspend_orders", actor="person:ada Ada", query="q=x", note=word, chosen=1)
    item = RunItem.objects.create(run=run, row=run.public_id, label=word, who=word, note=word, left_out="")
    ItemResult.objects.create(run=run, item=item, end=End.DONE, words=word)
    Trial.objects.create(
        asked={"orders": [], "words": "all of them"}, found={"rows": [], "words": "none of them"}, today=TODAY
    )


def _of_people(ada: Account, word: str) -> None:
    begin_attempt(f"{word}@x.example", "203.0.113.7")
    betty = Account.objects.get(email__startswith="betty@")
    factor = SecondFactor.objects.create(account=betty, salt="s" * 64, confirmed_at=now())
    RecoveryCode.objects.create(factor=factor, code_hash="f" * 64, used_at=now())
    create_service_account(word, frozenset({Permission.SEE_JOBS}), by=ada)

"""What is done with many documents at once: chunks of what somebody chose, saw and confirmed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from uuid import UUID

from billing_platform.bulk.actions import Instruction, Item, Outcome
from billing_platform.bulk.models import End
from common.sql import Rung, step
from common.ui.figures import money_text
from invoices.models import Direction, Document, State
from invoices.operations.issue import issue_invoices
from invoices.operations.verify import verify_locked
from tenants.models import now

GONE = "It was deleted meanwhile."
WAITS = "Its buyer’s books could not be reached. It stays verified and goes by itself."
Found = Mapping[UUID, Document]
_Known = dict[UUID, Outcome]


def verify_chosen(items: Sequence[Item], instruction: Instruction) -> list[Outcome]:
    """Verify drafts, inside the running transaction; those that changed or can't be verified stay, with the reason."""
    found, outcomes = _locked(items), _Known()
    drafts = _still(items, found, outcomes, lambda each: _not_in(each, State.DRAFT))
    told = {outcome.document_id: outcome.refusal for outcome in verify_locked(drafts, instruction.today)}
    return _outcomes(items, outcomes, {each.public_id: told[each.pk] for each in drafts})


def return_chosen(items: Sequence[Item], instruction: Instruction) -> list[Outcome]:
    """Take verified documents back to draft with the reason on them, inside the running transaction."""
    found, outcomes = _locked(items), _Known()
    verified = _still(items, found, outcomes, lambda each: _not_in(each, State.VERIFIED))
    Document.objects.filter(pk__in=[each.pk for each in verified]).update(
        state=State.DRAFT, set_aside=f"Back to draft: {instruction.note}"[:400], verified_at=None, updated_at=now()
    )
    return _outcomes(items, outcomes, {})


def delete_chosen(items: Sequence[Item], instruction: Instruction) -> list[Outcome]:
    """Delete documents that have no number yet, inside the running transaction."""
    found, outcomes = _locked(items), _Known()
    going = _still(items, found, outcomes, lambda each: _not_in(each, State.DRAFT, State.VERIFIED))
    Document.objects.filter(pk__in=[each.pk for each in going]).delete()
    return _outcomes(items, outcomes, {})


def issue_chosen(items: Sequence[Item], instruction: Instruction) -> list[Outcome]:
    """Issue verified documents, in transactions of their own; issued ones are passed over, so twice is once."""
    return _issue(items, instruction.today, verify=False)


def verify_and_issue_chosen(items: Sequence[Item], instruction: Instruction) -> list[Outcome]:
    """Issue drafts and verified documents, in transactions of their own; twice is once."""
    return _issue(items, instruction.today, verify=True)


def _issue(items: Sequence[Item], today: date, *, verify: bool) -> list[Outcome]:
    found, outcomes = _found(items), _Known()
    going = _still(items, found, outcomes, lambda each: "")
    ids = [each.pk for each in going if each.state != State.ISSUED]
    issue_invoices(ids, today=today, verify=verify)
    fate = Document.objects.filter(pk__in=[each.pk for each in going]).only("public_id", "state", "number", "set_aside")
    known = outcomes | {each.public_id: _fate(each) for each in fate}
    return [known.get(item.row) or Outcome(item.row, End.LEFT_OUT, GONE) for item in items]


def _fate(document: Document) -> Outcome:
    if document.state == State.ISSUED:
        return Outcome(document.public_id, End.DONE, document.number)
    if document.set_aside:
        return Outcome(document.public_id, End.LEFT_OUT, document.set_aside)
    if document.state == State.DRAFT:
        return Outcome(document.public_id, End.LEFT_OUT, _not_in(document, State.VERIFIED))
    return Outcome(document.public_id, End.WAITING, WAITS)


def _found(items: Sequence[Item]) -> Found:
    rows = Document.objects.filter(public_id__in=[item.row for item in items], direction=Direction.OUTGOING)
    return {each.public_id: each for each in rows.select_related("partner").order_by("id")}


def _locked(items: Sequence[Item]) -> Found:
    step(Rung.SUPPLIER_DOCUMENTS)
    rows = Document.objects.filter(public_id__in=[item.row for item in items], direction=Direction.OUTGOING)
    locked = rows.select_related("partner").select_for_update(no_key=True, of=("self",)).order_by("id")
    return {each.public_id: each for each in locked}


def _still(
    items: Sequence[Item], found: Found, outcomes: dict[UUID, Outcome], why_not: Callable[[Document], str]
) -> list[Document]:
    """The documents that are as they were confirmed; for the others the reason goes to `outcomes`."""
    going = []
    for item in items:
        document = found.get(item.row)
        reason = GONE if document is None else why_not(document) or _changed(item, document)
        if reason:
            outcomes[item.row] = Outcome(item.row, End.LEFT_OUT, reason)
        elif document is not None:
            going.append(document)
    return going


def _not_in(document: Document, *states: State) -> str:
    return "" if document.state in states else f"It is {str(document.get_state_display()).lower()} meanwhile."


def _changed(item: Item, document: Document) -> str:
    """Why a document is not what was confirmed; empty when it is. A run that takes another back carries no amounts."""
    if item.amount is None or (item.amount, item.currency) == (document.signed_total, document.currency):
        return ""
    before, after = money_text(item.amount, item.currency), money_text(document.signed_total, document.currency)
    return f"Its total was {before} when you confirmed and is {after} now."


def _outcomes(items: Sequence[Item], known: Mapping[UUID, Outcome], refused: Mapping[UUID, str]) -> list[Outcome]:
    return [known.get(item.row) or _ended(item.row, refused.get(item.row, "")) for item in items]


def _ended(row: UUID, refusal: str) -> Outcome:
    return Outcome(row, End.LEFT_OUT, refusal) if refusal else Outcome(row)

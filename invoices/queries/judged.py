"""Which of many chosen documents an act would take, and why not the others; nothing is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date

from django.db.models import Value
from django.db.models.functions import Coalesce

from billing_platform.bulk.actions import Judged
from common.ui.figures import day_text
from invoices.due_dates import Provisional, provisional_dates
from invoices.matching_input import Header
from invoices.models import Document, State
from invoices.numbering import last_dates
from invoices.operations.issue_chunk import reason_against
from invoices.operations.verify import negative
from invoices.tax_reasons import TaxReasons
from tenants.base import TenantQuerySet

CHUNK = 2_000
FIGURES = (
    "id public_id state kind number currency issue_date total direction partner__name partner__is_active"
    " partner__country partner__tax_id"
).split()
VERIFIED_ALREADY, ISSUED_ALREADY = "Verified already.", "Issued already."
NOT_VERIFIED = "Not verified yet. Verify it first, or choose “Verify and issue”."
ISSUED_STAYS = "Issued documents stay. Write a credit note instead."
Documents = TenantQuerySet[Document]
Reasons = Mapping[int, str]


def judged_for_issue(documents: Documents, today: date) -> Iterator[Judged]:
    """Whether each can be issued as it is, earlier issue dates first, since a series never goes back."""
    yield from _judged(documents, today, lambda chunk, day: _reasons_against_issue(chunk, day, verify=False))


def judged_for_verifying_and_issue(documents: Documents, today: date) -> Iterator[Judged]:
    """Whether each can be issued once it is verified, earlier issue dates first."""
    yield from _judged(documents, today, lambda chunk, day: _reasons_against_issue(chunk, day, verify=True))


def judged_for_verifying(documents: Documents, today: date) -> Iterator[Judged]:
    """Whether each is a draft whose total and taxes can be verified."""
    yield from _judged(documents, today, _reasons_against_verifying)


def judged_for_return(documents: Documents, today: date) -> Iterator[Judged]:
    """Whether each is verified, so that it can go back to draft."""
    told = {State.DRAFT: "A draft already.", State.ISSUED: ISSUED_STAYS}
    yield from _judged(
        documents, today, lambda chunk, day: {each.pk: told.get(State(each.state), "") for each in chunk}
    )


def judged_for_deletion(documents: Documents, today: date) -> Iterator[Judged]:
    """Whether each is not issued, so that it can be deleted."""
    told = {State.ISSUED: ISSUED_STAYS}
    yield from _judged(
        documents, today, lambda chunk, day: {each.pk: told.get(State(each.state), "") for each in chunk}
    )


def name_of(document: Document) -> str:
    """What a document is called in a list of many: its number, or "Invoice for Initech AG"."""
    return document.number or f"{document.get_kind_display()} for {document.partner.name}"


def _judged(
    documents: Documents, today: date, reasons: Callable[[Sequence[Document], date], Reasons]
) -> Iterator[Judged]:
    ordered = documents.order_by(Coalesce("issue_date", Value(today)), "partner_id", "id")
    ids = list(ordered.values_list("pk", flat=True))
    for start in range(0, len(ids), CHUNK):
        found = Document.objects.select_related("partner").only(*FIGURES).in_bulk(ids[start : start + CHUNK])
        chunk = [found[pk] for pk in ids[start : start + CHUNK] if pk in found]
        told, dates = reasons(chunk, today), provisional_dates(chunk, today)
        yield from (_row(each, told.get(each.pk, ""), dates) for each in chunk)


def _row(document: Document, reason: str, dates: Mapping[int, Provisional]) -> Judged:
    due = dates.get(document.pk)
    return Judged(
        row=document.public_id,
        label=name_of(document),
        left_out=reason,
        who=document.partner.name,
        currency=document.currency,
        amount=document.signed_total,
        note=f"due {day_text(due.due_date)}" if due and not reason else "",
    )


def _reasons_against_issue(documents: Sequence[Document], today: date, *, verify: bool) -> dict[int, str]:
    used, taxes = last_dates(), TaxReasons([each.pk for each in documents if each.state != State.ISSUED])
    return {
        each.pk: _reason_against_issue(each, today, used, verify=verify)
        or negative(each)
        or taxes.against(each.pk, each.partner, each.issue_date or today)
        for each in documents
    }


def _reason_against_issue(document: Document, today: date, used: dict[str, date], *, verify: bool) -> str:
    if document.state == State.ISSUED:
        return ISSUED_ALREADY
    if document.state == State.DRAFT and not verify:
        return NOT_VERIFIED
    day = document.issue_date or today
    header = Header(document.pk, document.public_id, document.kind, document.currency, day, "", None, None, "")
    return reason_against(header, document.partner, today, used)


def _reasons_against_verifying(documents: Sequence[Document], today: date) -> dict[int, str]:
    taxes = TaxReasons([each.pk for each in documents if each.state == State.DRAFT])
    return {each.pk: _reason_against_verifying(each, today, taxes) for each in documents}


def _reason_against_verifying(document: Document, today: date, taxes: TaxReasons) -> str:
    if document.state != State.DRAFT:
        return VERIFIED_ALREADY if document.state == State.VERIFIED else ISSUED_ALREADY
    return negative(document) or taxes.against(document.pk, document.partner, document.issue_date or today)

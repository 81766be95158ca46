"""The API of payment terms: lists of them, and changes of one buyer's or many buyers'."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from django.http import Http404
from ninja import Path, Query, Router

from billing_platform.api.cursors import cursor_of, row_in
from billing_platform.api.endpoints import Body, reads, writes
from billing_platform.api.frame import serve
from billing_platform.api.gate import ApiRequest
from billing_platform.api.problems import answers_with
from billing_platform.api.refusals import RowsRefused, RowsStale, StaleStamp
from billing_platform.api.versions import if_match, version_in
from billing_platform.shell import SUPPLIERS
from common.dates import local_today
from common.errors import Refusal
from payment_terms.api_examples import MANY_CHANGED, TERMS, TERMS_CHANGED
from payment_terms.api_schemas import (
    ManyChanged,
    OrganizationId,
    PaymentTermsAsked,
    RowResult,
    RowSent,
    RowsSent,
    TermsChanged,
    TermsListed,
    TermsSent,
    terms_shown,
    warnings_of,
)
from payment_terms.operations.batches import change_many
from payment_terms.operations.buyers import change_locked
from payment_terms.queries.api_page import changed_in, rows_of, terms_page
from payment_terms.queries.rows import TermsRow
from payment_terms.refusals import StaleTerms, TermsBusy
from payment_terms.rules import Terms
from payment_terms.wording import parse_terms
from people.permissions import Permission
from tenants.models import now

router = Router()
answers_with(503, TermsBusy.code)
IF_MATCH = if_match("row")


@reads(
    router, "/payment-terms", Permission.SEE_PAYMENT_TERMS, TermsListed, summary="List the payment terms of buyers",
    example=TERMS,
)  # fmt: skip
def list_payment_terms(request: ApiRequest, asked: Query[PaymentTermsAsked]) -> Any:
    """Every buyer of this organization with the newest value of its terms, in the order in which they became buyers."""
    page = terms_page(asked.narrowed(), asked.limit, row_in(asked.cursor) if asked.cursor else 0, _today(request))
    return TermsListed(
        items=[terms_shown(row) for row in page.rows], next=cursor_of(str(page.next)) if page.next else None
    )


@writes(
    router, "PATCH", "/payment-terms/{organization_id}", Permission.EDIT_PAYMENT_TERMS, TermsChanged,
    summary="Change the payment terms of a buyer", example=TERMS_CHANGED, body=Body(headers=(IF_MATCH,)),
)  # fmt: skip
def change_payment_terms(request: ApiRequest, organization_id: Path[OrganizationId], sent: TermsSent) -> Any:
    """For invoices issued from the first of next month on, or from today where the organization chose so.

    Issued invoices keep theirs. With If-Match only while nobody else changed the row.
    """
    today, number = _today(request), _number(organization_id)
    row = rows_of([number], today).get(number)
    if row is None:
        raise Http404("No buyer of this organization has this Organization ID.")
    try:
        changed = change_locked({row.partner_id: _terms(sent)}, today=today, seen=version_in(request, "row"))
    except StaleTerms as stale:
        raise StaleStamp(f"{stale.message} Its version is {stale.rows[0].version} now.", field="If-Match") from stale
    now_row = rows_of([number], today)[number]
    return TermsChanged(
        counts_from=changed.counts_from, is_changed=bool(changed.changed), terms=terms_shown(now_row),
        warnings=warnings_of(now_row),
    )  # fmt: skip


@writes(
    router, "PATCH", "/payment-terms", Permission.EDIT_PAYMENT_TERMS, ManyChanged,
    summary="Change the payment terms of many buyers", example=MANY_CHANGED,
)  # fmt: skip
def change_many_payment_terms(request: ApiRequest, sent: RowsSent) -> Any:
    """All rows or none, at most 1,000: a row that can't be done is named, and nothing is changed.

    Undone together on the page of payment terms.
    """
    today = _today(request)
    rows, wanted = _rows(sent, today), _wanted(sent)
    partners = {rows[number].partner_id: terms for number, terms in wanted.items()}
    seen = {rows[_number(each.organization_id)].partner_id: each.version for each in sent.rows}
    try:
        changed, batch = change_many(
            partners, today=today, seen={row: version for row, version in seen.items() if version is not None}
        )
    except StaleTerms as stale:
        raise _stale(stale, rows) from stale
    touched, after = changed_in(batch), rows_of(list(rows), today)
    results = [_result(after[number], touched) for number in wanted]
    return ManyChanged(
        changed=changed.changed, unchanged=changed.unchanged, counts_from=changed.counts_from,
        batch=batch.public_id, rows=results,
    )  # fmt: skip


def _rows(sent: RowsSent, today: date) -> dict[int, TermsRow]:
    """The rows named, by organization number; refuses unknown and repeated ones, and terms that are none, at once."""
    found = rows_of([_number(each.organization_id) for each in sent.rows], today)
    counted = Counter(_number(each.organization_id) for each in sent.rows)  # ORG-0000003 is ORG-000003
    errors: dict[str, list[str]] = {}
    for each in sent.rows:
        words = _why_not(each, found, counted)
        if words:
            errors[each.organization_id] = [words]
    if errors:
        raise RowsRefused(f"{len(errors):,} rows can’t be done, so none was changed.", errors=errors)
    return found


def _why_not(row: RowSent, found: dict[int, TermsRow], counted: Counter[int]) -> str:
    number = _number(row.organization_id)
    if number not in found:
        return "No buyer of this organization has this Organization ID."
    if counted[number] > 1:
        return "It is named more than once."
    try:
        _terms(row)
    except Refusal as refusal:
        return refusal.message
    return ""


def _wanted(sent: RowsSent) -> dict[int, Terms | None]:
    return {_number(each.organization_id): _terms(each) for each in sent.rows}


def _stale(stale: StaleTerms, rows: dict[int, TermsRow]) -> RowsStale:
    names = {row.partner_id: row.organization_id for row in rows.values()}
    errors = {names[each.partner_id]: [f"{each.by} set {each.text}; its version is {each.version} now."]
              for each in stale.rows}  # fmt: skip
    return RowsStale(f"{len(errors):,} rows were changed meanwhile, so none was changed now.", errors=errors)


def _result(row: TermsRow, touched: set[int]) -> RowResult:
    result = "changed" if row.partner_id in touched else "unchanged"
    return RowResult(
        organization_id=row.organization_id, result=result, terms=terms_shown(row), warnings=warnings_of(row)
    )


def _terms(sent: TermsSent) -> Terms | None:
    return None if sent.terms is None else parse_terms(sent.terms)


def _number(organization_id: str) -> int:
    return int(organization_id.removeprefix("ORG-"))


def _today(request: ApiRequest) -> date:
    if request.organization.kind not in SUPPLIERS:
        raise Http404("This organization sells nothing, so it has no payment terms.")
    return local_today(now(), request.organization.time_zone)


serve("Payment terms", router)

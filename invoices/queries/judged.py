"""Which of many chosen documents an act would take, and why not the others; nothing is written."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from django.core.exceptions import EmptyResultSet

from billing_platform.bulk.actions import JudgedSelect
from common.sql import columns_of, rows
from common.ui.figures import day_text
from invoices.due_dates import Provisional, provisional_dates
from invoices.matching_input import Header
from invoices.models import Document, State
from invoices.numbering import last_dates
from invoices.operations.issue_chunk import reason_against
from invoices.operations.verify import negative
from invoices.tax_reasons import TaxReasons
from partners.models import Partner
from tenants.base import TenantQuerySet

# Documents that are judged alike: of one buyer, state, kind, day and set of taxes, all or none of them below zero.
GROUPED = """
WITH chosen AS MATERIALIZED (
    SELECT id, partner_id, state, kind, issue_date, total < 0 AS is_below FROM invoices_document WHERE id IN ({chosen})
), taxed AS (
    SELECT document_id, array_agg(ARRAY[product_class, tax_category, tax_rate::text]
                                  ORDER BY product_class, tax_category, tax_rate) AS taxes
      FROM (SELECT DISTINCT l.document_id, l.product_class, l.tax_category, l.tax_rate
              FROM invoices_documentline l JOIN chosen c ON c.id = l.document_id WHERE c.state = ANY(%s)) AS one
     GROUP BY document_id
)
SELECT partner_id, state, kind, issue_date, is_below, taxes, array_agg(id)
  FROM chosen LEFT JOIN taxed ON taxed.document_id = chosen.id GROUP BY 1, 2, 3, 4, 5, 6
"""
TOLD = """
SELECT d.public_id, left(CASE d.number WHEN '' THEN g.name ELSE d.number END, 250), g.reason, left(p.name, 250),
       d.currency, d.total * g.sign, g.note
  FROM unnest(%s::bigint[], %s::int[]) AS c (id, no)
  JOIN unnest(%s::text[], %s::text[], %s::int[], %s::text[]) WITH ORDINALITY AS g (name, reason, sign, note, no)
    ON g.no = c.no
  JOIN invoices_document d ON d.id = c.id JOIN partners_partner p ON p.id = d.partner_id
 ORDER BY coalesce(d.issue_date, %s), d.partner_id, d.id
"""
VERIFIED_ALREADY, ISSUED_ALREADY = "Verified already.", "Issued already."
NOT_VERIFIED = "Not verified yet. Verify it first, or choose “Verify and issue”."
ISSUED_STAYS = "Issued documents stay. Write a credit note instead."
Documents = TenantQuerySet[Document]
Reasons = Mapping[int, str]
Taxed = Mapping[int, Collection[tuple[str, str, Decimal]]]
Judge = Callable[[Sequence[Document], Taxed, date], Reasons]


def judged_for_issue(documents: Documents, today: date) -> JudgedSelect | None:
    """Whether each can be issued as it is, earlier issue dates first, since a series never goes back."""
    judge = partial(_reasons_against_issue, verify=False)
    return _judged(documents, today, judge, taxed=(State.VERIFIED,))


def judged_for_verifying_and_issue(documents: Documents, today: date) -> JudgedSelect | None:
    """Whether each can be issued once it is verified, earlier issue dates first."""
    judge = partial(_reasons_against_issue, verify=True)
    return _judged(documents, today, judge, taxed=(State.DRAFT, State.VERIFIED))


def judged_for_verifying(documents: Documents, today: date) -> JudgedSelect | None:
    """Whether each is a draft whose total and taxes can be verified."""
    return _judged(documents, today, _reasons_against_verifying, taxed=(State.DRAFT,))


def judged_for_return(documents: Documents, today: date) -> JudgedSelect | None:
    """Whether each is verified, so that it can go back to draft."""
    return _judged(documents, today, partial(_by_state, {State.DRAFT: "A draft already.", State.ISSUED: ISSUED_STAYS}))


def judged_for_deletion(documents: Documents, today: date) -> JudgedSelect | None:
    """Whether each is not issued, so that it can be deleted."""
    return _judged(documents, today, partial(_by_state, {State.ISSUED: ISSUED_STAYS}))


def name_of(document: Document) -> str:
    """What a document is called in a list of many: its number, or "Invoice for Initech AG"."""
    return document.number or f"{document.get_kind_display()} for {document.partner.name}"


def _judged(documents: Documents, today: date, judge: Judge, taxed: Sequence[State] = ()) -> JudgedSelect | None:
    """What is said of each document, by a statement to be written from: one for all groups of documents that are judged
    alike, one example of each judged here. None where nothing is chosen.
    """
    try:
        text, given = documents.order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:
        return None
    found = rows(GROUPED.format(chosen=text), [*given, [state.value for state in taxed]])
    examples = _examples(found)
    taxes = {no: [(name, kind, Decimal(rate)) for name, kind, rate in row[5] or ()] for no, row in enumerate(found, 1)}
    reasons, dates = judge(examples, taxes, today), provisional_dates(examples, today)
    groups = [_said(each, reasons.get(each.pk, ""), dates) for each in examples]
    members = [(pk, no) for no, row in enumerate(found, 1) for pk in row[6]]
    return JudgedSelect(TOLD, [*columns_of(members, 2), *columns_of(groups, 4), today])


def _examples(found: Sequence[Sequence[Any]]) -> list[Document]:
    """A document for each group, numbered from 1; its total has the sign of the others and no meaning beyond."""
    partners = Partner.objects.in_bulk({row[0] for row in found})
    above, below = Decimal(1), Decimal(-1)
    return [
        Document(
            pk=no,
            partner=partners[partner],
            state=state,
            kind=kind,
            issue_date=day,
            total=below if is_below else above,
        )
        for no, (partner, state, kind, day, is_below, *_) in enumerate(found, 1)
    ]


def _said(example: Document, reason: str, dates: Mapping[int, Provisional]) -> tuple[str, str, int, str]:
    """Its name without a number, why it stays, the sign its total counts with, a note."""
    due = dates.get(example.pk)
    note = f"due {day_text(due.due_date)}" if due and not reason else ""
    return name_of(example), reason[:400], int(example.signed(Decimal(1))), note[:200]


def _by_state(told: Mapping[State, str], documents: Sequence[Document], taxed: Taxed, today: date) -> dict[int, str]:
    return {each.pk: told.get(State(each.state), "") for each in documents}


def _reasons_against_issue(documents: Sequence[Document], taxed: Taxed, today: date, *, verify: bool) -> dict[int, str]:
    used, taxes = last_dates(), TaxReasons(taxed)
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


def _reasons_against_verifying(documents: Sequence[Document], taxed: Taxed, today: date) -> dict[int, str]:
    taxes = TaxReasons(taxed)
    return {each.pk: _reason_against_verifying(each, today, taxes) for each in documents}


def _reason_against_verifying(document: Document, today: date, taxes: TaxReasons) -> str:
    if document.state != State.DRAFT:
        return VERIFIED_ALREADY if document.state == State.VERIFIED else ISSUED_ALREADY
    return negative(document) or taxes.against(document.pk, document.partner, document.issue_date or today)

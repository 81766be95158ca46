"""The sheet of payment terms that comes back: the terms may change, as any text that names them."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from uuid import UUID

from django.urls import reverse

from billing_platform.imports.kinds import EditableColumn, ImportKind, PresentRow, RowChange, Spellings
from billing_platform.imports.refusals import RowsChanged
from common.dates import local_today
from common.errors import Refusal
from common.row_keys import RowKey, stamp_of
from common.ui.figures import day_text
from payment_terms.models import BatchWay, TermsChange
from payment_terms.operations import change_many, undo_batch
from payment_terms.queries.impact import impact_on
from payment_terms.queries.in_effect import terms_of
from payment_terms.queries.rows import TermsRow, buyers_with_terms, terms_rows
from payment_terms.refusals import NotTheDefault, StaleTerms
from payment_terms.rules import Terms
from payment_terms.shown import effect_words, warning_of_many
from payment_terms.wording import as_text, parse_terms
from people.permissions import Permission
from tenants import border
from tenants.models import now

DEFAULT = "Default"
FOLLOWS = " (default)"
_CALLED_DEFAULT = re.compile(r"(.*?)\s*\(\s*default\s*\)", re.IGNORECASE | re.DOTALL)
MOST_QUOTED = 40


def terms_cell_text(row: TermsRow) -> str:
    """What the sheet says of a row: "Net 45", or "Net 30 (default)" for one that follows the default."""
    return f"{row.text}{FOLLOWS}" if row.follows_default else row.text


def parse_cell(text: str) -> str:
    """The terms a cell names, as `as_text` writes them, or "Default"; refuses as every other way in.

    Refuses "Net 45 (default)" too (NotTheDefault): nobody knows whether the terms are meant or the default. What the
    export itself writes of the default is in `spellings`.
    """
    stripped = text.strip()
    if called := _CALLED_DEFAULT.fullmatch(stripped):
        raise NotTheDefault(_both_ways_out(called.group(1)))
    return DEFAULT if stripped.casefold() == DEFAULT.casefold() else as_text(parse_terms(stripped))


def spellings() -> Spellings:
    """What the export writes in a row that follows the default: today's text, and those before; one statement."""
    rows = TermsChange.objects.filter(partner=None).order_by("-id")
    newest, *earlier = [f"{as_text(terms_of(row))}{FOLLOWS}".casefold() for row in rows]
    return Spellings({newest: DEFAULT}, dict.fromkeys(earlier, DEFAULT))


def row_key(row: TermsRow) -> RowKey:
    """How a row of the sheet is known again, and what it was when it was exported."""
    return RowKey(row.public_id, stamp_of(row.version))


def present_terms(ids: Collection[UUID]) -> Mapping[UUID, PresentRow]:
    """The rows of these buyers as an import compares them; two statements."""
    return {public_id: _present(row) for public_id, row in _rows(ids).items()}


def apply_changes(changes: Sequence[RowChange]) -> UUID:
    """Write the terms of all these rows as one batch, and name it.

    Refuses (RowsChanged) when a row was changed since the export.
    """
    rows = _rows([each.public_id for each in changes])
    for each in changes:
        if each.public_id not in rows or stamp_of(rows[each.public_id].version) != each.stamp:
            raise RowsChanged(f"The terms of {each.name} were changed meanwhile. Export the list again.")
    wanted = {rows[each.public_id].partner_id: _terms(each.new["terms"]) for each in changes}
    seen = {row.partner_id: row.version for row in rows.values()}
    try:
        _, batch = change_many(wanted, today=_today(), way=BatchWay.IMPORT, seen=seen)
    except StaleTerms as refusal:
        raise RowsChanged(refusal.message) from refusal
    return batch.public_id


def undo_changes(batch: UUID) -> None:
    """Take the batch of an import back as one changed together: dates and rows that followed the default come back."""
    undo_batch(batch, today=_today())


def effect_of(changes: Sequence[RowChange]) -> str:
    """From when the changes count, the drafts and money they move, which are long; a fixed number of statements."""
    rows, today = _rows([each.public_id for each in changes]), _today()
    known = [each for each in changes if each.public_id in rows]
    wanted = {rows[each.public_id].partner_id: _terms(each.new["terms"]) for each in known}
    impact = impact_on(wanted, today)
    counting = f"The changes count for invoices issued from {day_text(impact.counts_from)}."
    moved = effect_words(impact) or "No draft is moved"
    warning = warning_of_many([terms for terms in wanted.values() if terms])
    return f"{counting} {moved}. {warning}".strip()


TERMS_SHEET = ImportKind(
    key="payment_terms",
    title="Terms of buyers",
    listed_as="Payment terms",
    one="buyer",
    many="buyers",
    permission=Permission.EDIT_PAYMENT_TERMS,
    list_url_name="payment_terms:list",
    columns=(EditableColumn("terms", "Payment Terms", parse_cell, spellings),),
    present=present_terms,
    apply=apply_changes,
    undo=undo_changes,
    fixed=("Organization", "Organization ID"),
    effect=effect_of,
)


def _rows(ids: Collection[UUID]) -> dict[UUID, TermsRow]:
    found = terms_rows(buyers_with_terms().filter(public_id__in=ids), _today())
    return {row.public_id: row for row in found}


def _today() -> date:
    return local_today(now(), border.present_organization().time_zone)


def _present(row: TermsRow) -> PresentRow:
    url = reverse("payment_terms:detail", args=[row.public_id])
    value = DEFAULT if row.follows_default else row.text
    fixed = {"Organization": row.name, "Organization ID": row.organization_id}
    return PresentRow(row.public_id, row.name, url, row_key(row).stamp, {"terms": value}, fixed)


def _both_ways_out(terms: str) -> str:
    said = f"“{terms[:MOST_QUOTED]} (default)” is not the default. Write “default” to follow the default"
    try:
        return f"{said}, or “{as_text(parse_terms(terms))}” alone for terms of its own."
    except Refusal:
        return f"{said}, or terms of its own alone, such as Net 45."


def _terms(text: str) -> Terms | None:
    return None if text == DEFAULT else parse_terms(text)

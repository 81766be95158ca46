"""Match received documents once more that found no purchase order: one, or all that an order could take."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from uuid import UUID

from django.db import transaction

from common.retry import BuyerBusy, repeating
from invoices.matching_input import Header, Lines, headers_to_match, invoices_to_match, lines_to_match, uses_of
from invoices.models import AssociationKind, State
from invoices.operations.association import (
    HeldDocument,
    LineChange,
    Reassociation,
    hold_documents,
    keep_explanations,
    reason_given,
    write_associations,
)
from invoices.parties import present_link
from invoices.querysets import incoming
from invoices.refusals import SupplierUnavailable
from partners.models import Partner
from purchase_orders.explanation import to_json
from purchase_orders.matching import Match
from purchase_orders.models import EntryKind
from purchase_orders.operations.consume import Use
from purchase_orders.operations.match import match_and_lock
from purchase_orders.queries import line_numbers, matched_before

CHUNK = 500


@dataclass(slots=True)
class MatchedAgain:
    """Counts of one run; `waiting` says why documents could not be tried now, one sentence a supplier."""

    matched: int = 0
    still_unmatched: int = 0
    waiting: list[str] = field(default_factory=list)


def match_again(documents: Collection[UUID], *, reason: str, only: int | None = None) -> MatchedAgain:
    """Match received documents without a purchase order as if they arrived now; with `only`, to this order or not.

    In the order of their numbers; one transaction for up to 500 in a row of a supplier, who sees the result and the
    reason. Locks his rows, the copies, headers (shared) and line items. Repeating it passes over what was matched
    since. Refuses without a reason (NoReason); a supplier that can't be reached holds back nobody else.
    """
    kept, result = reason_given(reason), MatchedAgain()
    for partner_id, chunk in _chunks(documents):
        try:
            tried, matched = repeating(lambda of=partner_id, ids=chunk: _match(of, ids, kept, only))  # type: ignore[misc]
        except (SupplierUnavailable, BuyerBusy) as refusal:
            if refusal.message not in result.waiting:
                result.waiting.append(refusal.message)
            continue
        result.matched += matched
        result.still_unmatched += tried - matched
    return result


def _chunks(documents: Collection[UUID]) -> Iterator[tuple[int, list[tuple[int, UUID]]]]:
    """In the order of their numbers, whoever issued them; neighbours of one supplier together."""
    unmatched = incoming().filter(public_id__in=documents, state=State.ISSUED, order=None)
    found = unmatched.order_by("issue_date", "id").values_list("partner_id", "id", "public_id")
    for partner_id, members in groupby(found, key=lambda row: row[0]):
        ids = [(row[1], row[2]) for row in members]
        for start in range(0, len(ids), CHUNK):
            yield partner_id, ids[start : start + CHUNK]


def _match(partner_id: int, ids: Sequence[tuple[int, UUID]], reason: str, only: int | None) -> tuple[int, int]:
    """How many were tried, and matched."""
    with transaction.atomic():
        link = present_link(Partner.objects.get(pk=partner_id))
        held = hold_documents([ident for ident, _ in ids], [public_id for _, public_id in ids], link)
        free = {each.id: each for each in held if each.order_id is None}
        headers, lines = headers_to_match(list(free)), lines_to_match(list(free))
        matches = match_and_lock(invoices_to_match(headers, lines, supplier=partner_id))
        taken = [match for match in matches if match.order_id is not None and only in (None, match.order_id)]
        told = [match for match in matches if match.order_id is None and only is None]
        keep_explanations([(int(match.key), to_json(match.explanation)) for match in told])
        write_associations(_reassociations(taken, free, headers, lines), reason, link)
    return len(matches), len(taken)


def _reassociations(
    matches: Sequence[Match], held: dict[int, HeldDocument], headers: Sequence[Header], lines: Lines
) -> list[Reassociation]:
    by_key = {match.key: match for match in matches}
    uses = _uses(uses_of(headers, dict(by_key), lines))
    numbers = line_numbers({use.line_id for each in uses.values() for use in each})
    changes = []
    for match in matches:
        document = held[int(match.key)]
        own = tuple(uses.get(document.public_id, ()))
        changed = tuple(_line_changes(match, lines, numbers))
        po = match.explanation.chosen or ""
        explanation = to_json(match.explanation)
        kind = AssociationKind.MATCHED_AGAIN
        changes.append(Reassociation(document, kind, match.order_id, po, changed, own, explanation))
    return changes


def _line_changes(match: Match, lines: Lines, numbers: dict[int, str]) -> Iterator[LineChange]:
    for each in match.assignments:
        if each.book_line_id is not None:
            no, gross = lines.figures[int(each.line_key)]
            number = numbers[each.book_line_id]
            yield LineChange(int(each.line_key), no, gross, None, each.book_line_id, "", number)


def _uses(uses: Sequence[Use]) -> dict[UUID, list[Use]]:
    """By document; a line that was matched before and released since comes back as a move, for it matches once."""
    before = matched_before({use.document for use in uses})
    by_document: dict[UUID, list[Use]] = {}
    for use in uses:
        is_back = (use.document, use.document_line) in before
        by_document.setdefault(use.document, []).append(replace(use, kind=EntryKind.MOVE) if is_back else use)
    return by_document

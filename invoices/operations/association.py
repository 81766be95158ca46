"""Change the purchase order of received documents on both sides: what matching again and moving have in common."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from billing_platform.notifications.operations import send_soon
from common.ids import new_public_id
from common.sql import Rung, columns_of, execute, lock
from invoices import crossing
from invoices.crossing import Told
from invoices.models import AssociationKind, DocumentKind
from invoices.refusals import NoReason
from purchase_orders.operations.consume import Use, consume
from tenants import border
from tenants.border import Link

LONGEST_REASON = 400
UPDATE_DOCUMENTS = """
UPDATE invoices_document d
   SET order_id = u.o, matched_po = u.po, explanation = coalesce(u.e::jsonb, d.explanation),
       updated_at = public.present()
  FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::text[]) AS u (id, o, po, e) WHERE d.id = u.id
"""
UPDATE_LINES = """
UPDATE invoices_documentline l SET order_line_id = u.o
  FROM unnest(%s::bigint[], %s::bigint[]) AS u (id, o) WHERE l.id = u.id
"""
EXPLAIN = """
UPDATE invoices_document d SET explanation = u.e::jsonb FROM unnest(%s::bigint[], %s::text[]) AS u (id, e)
 WHERE d.id = u.id
"""
KEEP = """
INSERT INTO invoices_associationchange (public_id, document_id, kind, from_po, to_po, lines, reason, actor, created_at)
SELECT u.p, u.d, u.k, u.f, u.t, u.l::jsonb, %s, %s, public.present()
  FROM unnest(%s::uuid[], %s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[]) AS u (p, d, k, f, t, l)
"""
HELD = "id, public_id, direction, state, kind, partner_id, order_id, matched_po"


@dataclass(frozen=True, slots=True)
class HeldDocument:
    """A locked document of the open books."""

    id: int
    public_id: UUID
    direction: str
    state: str
    kind: str
    partner_id: int
    order_id: int | None
    matched_po: str

    @property
    def sign(self) -> int:
        """-1 for a credit note, whose lines give back."""
        return -1 if self.kind == DocumentKind.CREDIT_NOTE else 1


@dataclass(frozen=True, slots=True)
class LineChange:
    """A line of a document that goes from one line item to another; ids and numbers, None and "" for none.

    `amount` is what the line uses now: gross less credited, negative on a credit note.
    """

    line_id: int
    no: int
    amount: Decimal
    from_id: int | None
    to_id: int | None
    from_number: str
    to_number: str


@dataclass(frozen=True, slots=True)
class Reassociation:
    """A document's new purchase order, None for none; `explanation` as JSON where matching gave a new one."""

    document: HeldDocument
    kind: AssociationKind
    order_id: int | None
    po: str
    lines: tuple[LineChange, ...]
    uses: tuple[Use, ...]
    explanation: str | None = None


def reason_given(reason: str) -> str:
    """The reason as it is kept. Refuses none, and one of more than 400 characters (NoReason)."""
    kept = " ".join(reason.split())
    if not 0 < len(kept) <= LONGEST_REASON:
        raise NoReason(f"Give a reason of 1 to {LONGEST_REASON} characters. The supplier can read it.", field="reason")
    return kept


def hold_documents(document_ids: Sequence[int], public_ids: Sequence[UUID], link: Link | None) -> list[HeldDocument]:
    """Lock documents on both sides, the supplier's rows first, as the ladder wants it."""
    if link:
        crossing.hold_sent(link, public_ids)
    return [HeldDocument(*row) for row in lock("invoices_document", HELD, document_ids, Rung.BUYER_DOCUMENTS)]


def keep_explanations(found: Sequence[tuple[int, str]]) -> None:
    """Why these held documents (id, JSON) still have no purchase order."""
    if found:
        execute(EXPLAIN, columns_of(found, 2))


def write_associations(changes: Sequence[Reassociation], reason: str, link: Link | None) -> None:
    """Entries, documents, lines and the reason, here and with the supplier; the job that sends mails last.

    The caller holds documents, headers and line items.
    """
    if not changes:
        return
    mails = consume([use for change in changes for use in change.uses])
    records = [(c.document.id, c.order_id, c.po, c.explanation) for c in changes]
    execute(UPDATE_DOCUMENTS, columns_of(records, 4))
    execute(UPDATE_LINES, columns_of([(line.line_id, line.to_id) for c in changes for line in c.lines], 2))
    told = [_told(change) for change in changes]
    kept = [(t.public_id, c.document.id, *_words(t)) for t, c in zip(told, changes, strict=True)]
    execute(KEEP, [reason, border.present_actor(), *columns_of(kept, 6)])
    if link:
        crossing.tell_supplier(link, told, reason)
    if mails:
        send_soon()


def _told(change: Reassociation) -> Told:
    lines = [[line.no, line.from_number, line.to_number] for line in change.lines]
    document = change.document
    return Told(
        new_public_id(), document.public_id, change.kind.value, document.matched_po, change.po, json.dumps(lines)
    )


def _words(told: Told) -> tuple[str, ...]:
    return told.kind, told.from_po, told.to_po, told.lines

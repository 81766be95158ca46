"""The crossings of documents: match in the buyer's books and deliver into them, and what buyers do with them since.

Only frozen values go and come. Matching and delivery run inside the issuing transaction and lock downwards: PO headers
and lines while matching, inserts on delivery. A buyer's act locks the supplier's rows first and writes to them last.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from billing_platform.notifications import operations as outbox
from common.sql import Rung, array_of, columns_of, copy_in, copy_out, execute, rows, step
from invoices import envelope
from invoices.bookings import Booking, book_incoming
from invoices.line_credits import LineCredits, write_line_credits
from invoices.models import Direction, Document
from invoices.posting_writes import Posted, write_posted
from invoices.refusals import SupplierUnavailable
from partners.models import Side
from purchase_orders.book import InvoiceToMatch
from purchase_orders.matching import Match
from purchase_orders.models import EntryKind
from purchase_orders.operations.consume import Use, consume
from purchase_orders.operations.hold import hold_headers, hold_lines
from purchase_orders.operations.match import match_and_lock
from tenants import border
from tenants.border import BuyerUnavailable, Link

KNOWN_AS = """
SELECT p.id, ARRAY(SELECT nextval(pg_get_serial_sequence('invoices_document', 'id')) FROM generate_series(1, %s))
  FROM partners_partner p WHERE p.side = %s AND p.relationship = %s
"""
NOTE_NUMBER = "UPDATE invoices_document SET external_number = %s, updated_at = public.present() WHERE public_id = %s"
HOLD_SENT = """
SELECT id FROM invoices_document WHERE public_id = ANY(%s) AND direction = 'out' ORDER BY id FOR NO KEY UPDATE
"""
TELL = """
UPDATE invoices_document d SET matched_po = u.po, updated_at = public.present()
  FROM unnest(%s::uuid[], %s::text[]) AS u (d, po) WHERE d.public_id = u.d AND d.direction = 'out'
"""
KEEP = """
INSERT INTO invoices_associationchange (public_id, document_id, kind, from_po, to_po, lines, reason, actor, created_at)
SELECT u.p, d.id, u.k, u.f, u.t, u.l::jsonb, %s, %s, public.present()
  FROM unnest(%s::uuid[], %s::uuid[], %s::text[], %s::text[], %s::text[], %s::text[]) AS u (p, d, k, f, t, l)
  JOIN invoices_document d ON d.public_id = u.d AND d.direction = 'out'
"""
HOLD_COPY = """
SELECT id, order_id FROM invoices_document WHERE public_id = %s AND direction = 'in' ORDER BY id FOR NO KEY UPDATE
"""
USED = "SELECT no, order_line_id FROM invoices_documentline WHERE document_id = %s AND order_line_id IS NOT NULL"


@dataclass(frozen=True, slots=True)
class Matched:
    """What the buyer's side answered: our partner id there, the match of each invoice, and ids for the copies."""

    partner_id: int
    matches: tuple[Match, ...]
    copy_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Copy:
    """One issued document on its way: ids here and there, the identity it is known by, its match."""

    id: int
    public_id: UUID
    copy_id: int
    identity: str
    order_id: int | None
    po: str
    explanation: str
    booking: Booking


@dataclass(frozen=True, slots=True)
class Delivery:
    """A chunk of issued documents for one buyer; `order_lines` are pairs of our line id and the buyer's line item."""

    partner_id: int
    copies: tuple[Copy, ...]
    order_lines: tuple[tuple[int, int], ...]
    uses: tuple[Use, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """What the supplier learns of a change of a document's purchase order; `lines` is JSON."""

    public_id: UUID
    document: UUID
    kind: str
    from_po: str
    to_po: str
    lines: str


@dataclass(frozen=True, slots=True)
class HeldCopy:
    """The buyer's copy of an invoice, locked; `used` are the line items that its credited lines use, by line."""

    id: int
    used: Mapping[int, int]


def match(link: Link, invoices: Sequence[InvoiceToMatch], *, copies: int) -> Matched:
    """Choose and lock purchase orders in the buyer's books, and reserve ids for `copies` documents."""
    with border.crossing(link):
        [(supplier, reserved)] = rows(KNOWN_AS, [copies, Side.SUPPLIER, link.relationship])
        matches = match_and_lock([replace(invoice, supplier=supplier) for invoice in invoices])
    return Matched(supplier, tuple(matches), tuple(reserved))


def deliver(link: Link, delivery: Delivery) -> bool:
    """Copy documents into the buyer's books, use up its line items and book its payables.

    One binary COPY a table. Returns whether the buyer's outbox got mails, so that its job can be written last.
    """
    sealed = _seal(delivery)
    with border.crossing(link):
        for table, columns, content in sealed:
            copy_in(table, columns, content)
        mails = consume(delivery.uses)
        book_incoming([copy.booking for copy in delivery.copies], delivery.partner_id)
    return mails > 0


def post_anew(link: Link, posted: Posted) -> None:
    """Write the new dates on the copy in the buyer's books, which is locked after the supplier's document."""
    with border.crossing(link):
        step(Rung.BUYER_DOCUMENTS)
        copies = Document.objects.select_for_update(no_key=True)
        write_posted(copies.get(public_id=posted.public_id, direction=Direction.INCOMING), posted)


def note_external_number(link: Link, document: UUID, external_number: str) -> None:
    """Write the number that a document has in the supplier's own system on the buyer's copy; locks that row."""
    with border.crossing(link):
        step(Rung.BUYER_DOCUMENTS)
        execute(NOTE_NUMBER, [external_number, document])


def note_opened(link: Link, document: UUID, opened_at: datetime) -> bool:
    """Write when the buyer first opened a document into the supplier's books, once; whether it was written now."""
    with border.crossing(link):
        step(Rung.SUPPLIER_DOCUMENTS)
        sent = Document.objects.filter(public_id=document, direction=Direction.OUTGOING, opened_at=None)
        return bool(sent.update(opened_at=opened_at))


def send_soon(link: Link) -> None:
    """Write the job that empties the buyer's outbox: the last write of the transaction."""
    with border.crossing(link):
        outbox.send_soon()


def hold_sent(link: Link, documents: Sequence[UUID]) -> None:
    """Lock the supplier's rows of documents that it delivered here. Raises SupplierUnavailable."""
    try:
        with border.crossing(link):
            step(Rung.SUPPLIER_DOCUMENTS)
            rows(HOLD_SENT, [list(documents)])
    except BuyerUnavailable as refusal:
        name = link.supplier.name
        raise SupplierUnavailable(f"{name} is being upgraded, and has to see the change. Try again soon.") from refusal


def tell_supplier(link: Link, changes: Sequence[Told], reason: str) -> None:
    """Write the new purchase orders of held documents, and why, into the supplier's books; the printed number stays."""
    records = [(t.public_id, t.document, t.kind, t.from_po, t.to_po, t.lines) for t in changes]
    with border.crossing(link):
        execute(TELL, columns_of([(t.document, t.to_po) for t in changes], 2))
        execute(KEEP, [reason, border.present_actor(), *columns_of(records, 6)])


def hold_credited(link: Link, credit: LineCredits) -> HeldCopy | None:
    """Lock the buyer's copy of an invoice and what its credited lines use; None where the buyer has no copy."""
    with border.crossing(link):
        step(Rung.BUYER_DOCUMENTS)
        copies = rows(HOLD_COPY, [credit.invoice])
        if not copies:
            return None
        [(copy_id, order_id)] = copies
        used = {no: item for no, item in rows(USED, [copy_id]) if no in credit.amounts}
        hold_headers([order_id] if order_id else [])
        hold_lines(set(used.values()))
    return HeldCopy(copy_id, used)


def give_back(link: Link, credit: LineCredits, copy: HeldCopy) -> bool:
    """Write the credit to the held copy, and give it back where its lines are now. Returns whether there are mails."""
    with border.crossing(link):
        write_line_credits(copy.id, credit)
        uses = [
            Use(item, credit.invoice, no, -credit.amounts[no], EntryKind.CREDIT, credit.credit_note)
            for no, item in sorted(copy.used.items())
        ]
        return consume(uses) > 0


def _seal(delivery: Delivery) -> list[tuple[str, tuple[str, ...], bytes]]:
    copies = delivery.copies
    given = {
        "partner": delivery.partner_id,
        "ids": array_of(copy.id for copy in copies),
        "copies": array_of(copy.copy_id for copy in copies),
        "identities": array_of(copy.identity for copy in copies),
        "orders": array_of(copy.order_id for copy in copies),
        "pos": array_of(copy.po for copy in copies),
        "explanations": array_of(copy.explanation for copy in copies),
        "lines": array_of(line for line, _ in delivery.order_lines),
        "order_lines": array_of(order_line for _, order_line in delivery.order_lines),
    }
    document, line = envelope.DOCUMENT, envelope.LINE
    parts = [(part, copy_out(envelope.seal_part(part), given)) for part in (envelope.TAX, envelope.ADJUSTMENT)]
    return [
        (document.table, (*envelope.RECEIVED, *document.crosses), copy_out(envelope.SEAL_DOCUMENTS, given)),
        (line.table, ("document_id", "order_line_id", *line.crosses), copy_out(envelope.SEAL_LINES, given)),
        *((part.table, ("document_id", *part.crosses), content) for part, content in parts),
    ]

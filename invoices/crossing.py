"""The crossings of documents: match in the buyer's books, and deliver into them. Only frozen values go and come.

Both run inside the issuing transaction and lock downwards: PO headers and lines while matching, inserts on delivery.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from billing_platform.notifications import operations as outbox
from common.sql import Rung, array_of, copy_in, copy_out, execute, rows, step
from invoices import envelope
from invoices.bookings import Booking, book_incoming
from invoices.models import Direction, Document
from invoices.posting_writes import Posted, write_posted
from partners.models import Side
from purchase_orders.book import InvoiceToMatch
from purchase_orders.matching import Match
from purchase_orders.operations.consume import Use, consume
from purchase_orders.operations.match import match_and_lock
from tenants import border
from tenants.border import Link

KNOWN_AS = """
SELECT p.id, ARRAY(SELECT nextval(pg_get_serial_sequence('invoices_document', 'id')) FROM generate_series(1, %s))
  FROM partners_partner p WHERE p.side = %s AND p.relationship = %s
"""
NOTE_NUMBER = "UPDATE invoices_document SET external_number = %s, updated_at = public.present() WHERE public_id = %s"


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


def send_soon(link: Link) -> None:
    """Write the job that empties the buyer's outbox: the last write of the transaction."""
    with border.crossing(link):
        outbox.send_soon()


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

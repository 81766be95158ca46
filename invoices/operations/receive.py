"""Take an e-invoice from outside into the books: kept with its findings, matched like any other, booked as sent."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date
from typing import cast

from django.conf import settings
from django.db import DataError, IntegrityError, transaction

from billing_platform.notifications.operations import send_soon
from common.party_identity import bare
from common.retry import repeating
from invoices.bookings import Booking, book_incoming
from invoices.einvoice.addressee import Recipient, not_addressed_to
from invoices.einvoice.document import EInvoice
from invoices.einvoice.reading import read
from invoices.matching_input import Header, Lines, invoices_to_match, uses_of
from invoices.models import Adjustment, Direction, Document, DocumentLine, DocumentTax, ReceivedFile, Source
from invoices.operations.check_rules import request_check
from invoices.operations.received_rows import (
    adjustment_rows,
    difference_from,
    document_row,
    line_rows,
    supplier_of,
    tax_rows,
)
from invoices.refusals import AlreadyHere, FigureTooLarge
from purchase_orders.book import InvoiceLineToMatch
from purchase_orders.explanation import to_stored
from purchase_orders.matching import Match
from purchase_orders.operations.consume import consume
from purchase_orders.operations.match import match_and_lock
from tenants import border

ONCE = ("document_received_once", "invoices_receivedfile_sha256")


def receive_einvoice(content: bytes, name: str) -> Document:
    """Read, keep, match and book one file, on the whole or not at all; the incoming document.

    A job checks it against the official rules afterwards (`check_rules`).

    Refuses what can't be read (`EInvoiceRefused`, `XmlRefused`) and what is here already (AlreadyHere), leaving
    nothing. Locks the chosen PO and its lines, then only inserts; repeated when it loses a race.
    """
    limits = {"max_bytes": settings.EINVOICE_MAX_BYTES, "max_pdf_bytes": settings.EINVOICE_MAX_PDF_BYTES}
    sent = _with_addressee(read(content, name=name, **limits))
    return repeating(lambda: _receive(sent, content, name))


def _with_addressee(sent: EInvoice) -> EInvoice:
    """The document with a finding in front when it is addressed to somebody else than this organization."""
    own = border.present_organization()
    found = not_addressed_to(Recipient(own.name, own.tax_id), sent.buyer)
    return replace(sent, findings=(found, *sent.findings)) if found else sent


def _receive(sent: EInvoice, content: bytes, name: str) -> Document:
    try:
        with transaction.atomic():
            document = document_row(sent, supplier_of(sent.seller))
            digest = hashlib.sha256(content).hexdigest()
            _refuse_known(document, name, digest)
            lines = line_rows(sent)
            match = _match(document, lines)
            _keep(document, lines, sent)
            ReceivedFile.objects.create(document=document, name=name[:255], sha256=digest, content=content)
            _book(document, lines, match)
            request_check(document)
    except DataError as error:
        if "overflow" not in str(error):
            raise
        raise FigureTooLarge(
            f"{name[:80]}: an amount has more than 15 digits before the mark, or a tax rate more than 3."
        ) from error
    except IntegrityError as error:
        if not any(name in str(error) for name in ONCE):
            raise
        raise AlreadyHere(f"{name[:80]}: {sent.number} is here already.") from error
    return document


def _refuse_known(document: Document, name: str, digest: str) -> None:
    known = Document.objects.filter(identity=document.identity).first() or _delivered(document)
    if known is not None:
        since = f"{known.created_at:%d %b %Y}"
        is_same = ReceivedFile.objects.filter(document=known, sha256=digest).exists()
        difference = "" if is_same else difference_from(known, document)
        message = f"{name[:80]}: {document.number} of {known.partner} is here since {since}. {difference}".rstrip()
        raise AlreadyHere(message, document=known.public_id, difference=difference)


def _delivered(document: Document) -> Document | None:
    """The same document, delivered by a supplier of the platform with the same tax number."""
    tax_id = bare(document.partner.tax_id)
    same = Document.objects.filter(
        direction=Direction.INCOMING,
        source=Source.DELIVERED,
        number__iexact=document.number.strip(),
        kind=document.kind,
        issue_date__year=_issued_on(document).year,
    ).select_related("partner")
    return next((each for each in same if tax_id and bare(each.partner.tax_id) == tax_id), None)


def _match(document: Document, lines: list[DocumentLine]) -> Match | None:
    """Choose and lock before anything is inserted; line keys are their numbers, the document's key is 0."""
    found = match_and_lock(invoices_to_match([_header(document)], _lines(lines), supplier=document.partner_id))
    if not found:
        return None
    match = found[0]
    taken = {assignment.line_key: assignment.book_line_id for assignment in match.assignments}
    for line in lines:
        line.order_line_id = taken.get(line.no)
    document.order_id, document.matched_po = match.order_id, match.explanation.chosen or ""
    document.explanation = to_stored(match.explanation)
    return match


def _keep(document: Document, lines: list[DocumentLine], sent: EInvoice) -> None:
    document.save()
    taxes, adjustments = tax_rows(sent), adjustment_rows(sent)
    for line in lines:
        line.document = document
    for tax in taxes:
        tax.document = document
    for adjustment in adjustments:
        adjustment.document = document
    DocumentLine.objects.bulk_create(lines)
    DocumentTax.objects.bulk_create(taxes)
    Adjustment.objects.bulk_create(adjustments)


def _book(document: Document, lines: list[DocumentLine], match: Match | None) -> None:
    """What it took from line items, and a payable of what the sender asks for."""
    uses = uses_of([_header(document)], {0: match} if match else {}, _lines(lines))
    mails = consume(uses)
    net = document.payable - document.tax + document.prepaid - document.rounding
    booking = Booking(
        document.public_id, document.kind, document.currency, net, document.tax, document.prepaid, document.rounding,
        _issued_on(document),
    )  # fmt: skip
    book_incoming([booking], document.partner_id)
    if mails:
        send_soon()


def _header(document: Document) -> Header:
    return Header(
        0, document.public_id, document.kind, document.currency, _issued_on(document), document.po_number,
        document.period_start, document.period_end, document.period_mark,
    )  # fmt: skip


def _lines(lines: list[DocumentLine]) -> Lines:
    to_match = tuple(
        InvoiceLineToMatch(line.no, line.charge_type, line.gross, line.product_code or None, None, line.period_start,
                           line.period_end, None, line.po_number or None, line.po_line_number or None)
        for line in lines
    )  # fmt: skip
    return Lines({0: to_match}, {line.no: (line.no, line.gross) for line in lines})


def _issued_on(document: Document) -> date:
    """Never missing: a file without an issue date was refused while reading."""
    return cast(date, document.issue_date)

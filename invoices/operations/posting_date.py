"""Give an issued invoice another posting date; its due date follows on both sides."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from billing_platform.notifications.operations import notify, send_soon
from common.retry import repeated
from common.sql import Rung, step
from common.ui.figures import day_text
from invoices import crossing
from invoices.due_date_emails import due_date_messages
from invoices.frozen_terms import frozen_terms
from invoices.models import LATEST_POSTING, Direction, Document, DocumentKind, State
from invoices.operations.meanwhile import refuse_changed, refuse_posted
from invoices.posting_writes import Posted, write_posted
from invoices.refusals import NotIssued, PostingDateFixed, PostingDateOutOfRange
from payment_terms.rules import due_date
from tenants import border
from tenants.border import Link
from tenants.jobs.operations import enqueue


@repeated
def change_posting_date(document_id: int, posting_date: date, *, seen: date | None = None) -> date:
    """Post an issued invoice on another day; returns the due date that follows by its frozen terms.

    One transaction for both sides: the supplier's document is locked first, then the buyer's copy; the buyer is told by
    mail, and a job makes the PDF of the new dates. The day it has already changes nothing. Refuses what is no issued
    invoice of one's own (NotIssued), a date before the issue date or more than 31 days after it
    (PostingDateOutOfRange), an invoice for which money has moved (PostingDateFixed), and a buyer that one does not
    trade with any more (NoRelationship) or that can't be reached (BuyerUnavailable). With `seen`, the posting date it
    had when it was looked at, refuses one that somebody else has set since (PostedMeanwhile).
    """
    with transaction.atomic():
        document = locked_outgoing(document_id)
        if document.posting_date != posting_date:
            refuse_posted(document, seen)
        return post_on(document, posting_date)


@repeated
def set_posting_date(number: str, posting_date: date, *, version: int | None = None) -> Document:
    """As `change_posting_date`, of the issued outgoing document with this number; the document as it is then.

    With `version` refuses one that was changed since (DocumentChanged). Raises Document.DoesNotExist.
    """
    with transaction.atomic():
        document = locked_outgoing(issued_outgoing(number).pk)
        refuse_changed(document, version)
        post_on(document, posting_date)
    return document


def issued_outgoing(number: str) -> Document:
    """The issued document of one's own with this number. Raises Document.DoesNotExist."""
    document: Document = Document.objects.get(number=number, direction=Direction.OUTGOING, state=State.ISSUED)
    return document


def locked_outgoing(document_id: int) -> Document:
    """A document of one's own with its partner, locked until the transaction ends."""
    step(Rung.SUPPLIER_DOCUMENTS)
    found = Document.objects.select_for_update(no_key=True, of=("self",)).select_related("partner")
    document: Document = found.get(pk=document_id, direction=Direction.OUTGOING)
    return document


def post_on(document: Document, posting_date: date) -> date:
    """As `change_posting_date`, on a locked document, inside the running transaction."""
    if document.posting_date == posting_date and document.due_date is not None:
        return document.due_date
    posted = _posted_on(document, posting_date)
    _write(document, posted)
    return posted.due_date


def _posted_on(document: Document, posting_date: date) -> Posted:
    """What the posting date leads to; refuses what can't be posted then."""
    terms = frozen_terms(document.terms)
    is_invoice = document.kind == DocumentKind.INVOICE and document.state == State.ISSUED
    if not is_invoice or document.issue_date is None or terms is None:
        raise NotIssued("Only an issued invoice has a posting date that can be changed.")
    if document.settled or document.credit_applied or document.credited:
        raise PostingDateFixed(f"{document.number} was paid or credited, at least in part, so its posting date stays.")
    last = document.issue_date + LATEST_POSTING
    if not document.issue_date <= posting_date <= last:
        raise PostingDateOutOfRange(
            f"The posting date lies from {day_text(document.issue_date)}, the issue date, to {day_text(last)}.",
            field="posting_date",
        )
    return Posted(document.public_id, posting_date, due_date(terms, posting_date))


def _write(document: Document, posted: Posted) -> None:
    due_before, link = document.due_date, _link_of(document)
    write_posted(document, posted)
    if link is not None:
        crossing.post_anew(link, posted)
    mails = notify(due_date_messages(document, due_before, link))
    enqueue("make_pdfs", {"documents": [document.pk]})
    if mails:
        send_soon()


def _link_of(document: Document) -> Link | None:
    relationship = document.partner.relationship
    return border.link_by_id(relationship) if relationship else None

"""What a buyer is told when an invoice is due on another day than before."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from billing_platform.addresses import link as link_to
from billing_platform.notifications.kinds import mail_kind
from billing_platform.notifications.letter import Letter, Tone
from billing_platform.notifications.operations import Message
from common.money import round_money
from invoices.email_words import DUE_DATE_CHANGED
from invoices.emails import DETAIL, Reader, reader_of
from invoices.models import Document
from partners.models import Partner
from tenants.border import Link

KIND = mail_kind("due_date_changed", "Due date changed", about="Invoice", page=DETAIL)


def due_date_messages(document: Document, due_before: date | None, link: Link | None) -> list[Message]:
    """One mail to the buyer's billing address, none where it has no address. One statement, for its host."""
    partner: Partner = document.partner
    if not partner.email:
        return []
    letter = due_date_letter(document, due_before, reader_of(partner, link))
    return [Message(KIND.name, partner.email, letter, document.public_id, document.number)]


def due_date_letter(document: Document, due_before: date | None, reader: Reader) -> Letter:
    """The new due date, the old one, and the posting date it is counted from."""
    words, tongue = DUE_DATE_CHANGED[reader.tongue.language], reader.tongue
    said = _said(document, due_before, reader)
    names = ["number", "due", *(["before"] if due_before else []), "posted", "total"]
    return Letter(
        language=tongue.language,
        sender=reader.supplier,
        subject=words["subject"].format(**said),
        preheader=words["title"].format(**said),
        tone=Tone.NEWS,
        tone_word=words["tone"],
        title=words["title"].format(**said),
        figure=tongue.amount(_asked(document), document.currency),
        unit=document.currency,
        why=words["why"].format(**said),
        facts=tuple((words[f"fact.{name}"], said[name]) for name in names),
        reason=words["reason"].format(**said),
        action=words["action"] if reader.root else "",
        address=link_to(reader.root, DETAIL, document.public_id) if reader.root else "",
    )


def _said(document: Document, due_before: date | None, reader: Reader) -> dict[str, str]:
    tongue = reader.tongue
    return {
        "number": document.number,
        "supplier": reader.supplier,
        "buyer": reader.buyer,
        "due": tongue.day(_known(document.due_date)),
        "before": tongue.day(due_before) if due_before else "",
        "posted": tongue.day(_known(document.posting_date)),
        "total": tongue.money(_asked(document), document.currency),
    }


def _asked(document: Document) -> Decimal:
    return round_money(document.amount_due, document.currency)


def _known(day: date | None) -> date:
    if day is None:
        raise ValueError("an issued invoice has its dates")
    return day

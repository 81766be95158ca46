"""The facts beside a document and the figures above its lines."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from common.ui.figures import day_text, moment_text, money_html
from common.ui.parts import Fact
from invoices.due_dates import provisional_dates
from invoices.models import Direction, Document, Source, State
from invoices.queries.document import period_of
from invoices.terms_words import terms_words


def headline(document: Document, today: date) -> tuple[Fact, ...]:
    """The one big amount, and the dates that belong to it; a draft has provisional ones."""
    if document.state != State.ISSUED:
        return _draft_headline(document, today)
    amount = money_html(document.amount_due, document.currency)
    posted = day_text(document.posting_date)
    same = "same as issue date" if document.posting_date == document.issue_date else ""
    return (
        Fact("Amount due", amount, is_lead=True),
        Fact("Due date", day_text(document.due_date), note=_due_note(document, today)),
        Fact("Issue date", day_text(document.issue_date)),
        Fact("Posting date", posted, note=same),
    )


def facts(document: Document, *, order_url: str) -> tuple[Fact, ...]:
    """The rest of the header, what is empty left out."""
    partner = document.partner
    is_outgoing = document.direction == Direction.OUTGOING
    every = (
        Fact("Kind", document.get_kind_display(), note=f"type code {document.type_code}" if document.type_code else ""),
        Fact("External number", document.external_number, note="in the supplier’s own system"),
        Fact("Period", period_of(document)),
        Fact("PO number", document.po_number, note="as printed"),
        Fact("Matched PO", document.matched_po, url=order_url),
        Fact("Buyer reference", document.buyer_reference),
        Fact("Payment terms", terms_words(document.terms_text)),
        Fact("ERP ID", partner.erp_id if is_outgoing else ""),
        Fact("Tier", partner.get_tier_display() if is_outgoing else ""),
        Fact("Came by", "" if document.source == Source.OWN else document.get_source_display()),
        Fact("Currency", document.currency),
        Fact("Updated", moment_text(document.updated_at)),
    )
    return tuple(fact for fact in every if fact.value)


def matched_order_url(document: Document) -> str:
    """The page of the purchase order in these books; empty where there is none."""
    return reverse("purchase_orders:detail", args=[document.order.public_id]) if document.order else ""


def _draft_headline(document: Document, today: date) -> tuple[Fact, ...]:
    provisional = provisional_dates([document], today)[document.pk]
    issue = day_text(document.issue_date) if document.issue_date else "day of issue"
    return (
        Fact("Total", money_html(document.total, document.currency), is_lead=True),
        Fact("Issue date", issue),
        Fact(
            "Due date",
            day_text(provisional.due_date),
            note="if issued today" if not document.issue_date else "provisional",
        ),
        Fact("Payment terms", provisional.terms),
    )


def _due_note(document: Document, today: date) -> str:
    if document.due_date is None or document.amount_due <= 0:
        return ""
    days = (document.due_date - today).days
    if days < 0:
        return f"{-days:,} day{'s' if days < -1 else ''} overdue"
    return "today" if days == 0 else f"in {days:,} day{'s' if days > 1 else ''}"

"""The page of mails: what was sent, what waits, what could not be sent and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from billing_platform.bell import Waiting
from billing_platform.notifications.models import Mail, MailState
from common.ui.listing import COUNT_LIMIT
from people.permissions import Permission
from tenants.base import TenantQuerySet

ROW_FIELDS = ("public_id", "recipient", "subject", "state", "attempts", "due_at", "created_at", "sent_at")

FAILED_MAILS = Waiting(
    "mails-failed", "mail could not be sent", "mails could not be sent", "notifications:list",
    Permission.SEE_NOTIFICATIONS, lambda: Mail.objects.filter(state=MailState.FAILED), query="state=failed", tone="bad",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class AboutPage:
    """The page of what a mail tells of: what it is, and its URL name."""

    label: str
    url_name: str


ABOUT_PAGES = {
    "po_": AboutPage("Purchase order", "purchase_orders:detail"),
    "invoice_": AboutPage("Invoice", "invoices:detail"),
}


@dataclass(frozen=True, slots=True)
class MailRow:
    """A mail in the list: `at` is when it went, or when it was written; `next_try_at` is set while it waits."""

    public_id: UUID
    recipient: str
    subject: str
    state: MailState
    at: datetime
    next_try_at: datetime | None


@dataclass(frozen=True, slots=True)
class MailFilter:
    """Which mails a list shows: of one state ("" for all), with these words in recipient or subject."""

    state: str = ""
    words: str = ""


def mail_count(wanted: MailFilter) -> int:
    """How many mails match, counted up to one beyond the limit of lists."""
    return _matching(wanted)[: COUNT_LIMIT + 1].count()


def mail_rows(wanted: MailFilter, rows: slice) -> list[MailRow]:
    """One page, newest first; one statement, without the texts."""
    return [_row(mail) for mail in _matching(wanted).only(*ROW_FIELDS).order_by("-created_at", "-id")[rows]]


def mails_about(public_id: UUID, limit: int = 20) -> list[Mail]:
    """The newest mails that tell of this document or purchase order, without their texts; one statement."""
    return list(Mail.objects.filter(about=public_id).only(*ROW_FIELDS).order_by("-created_at", "-id")[:limit])


def about_page(kind: str) -> AboutPage | None:
    """The page of what a mail of this kind tells of, None when there is none; the prefix of a kind decides."""
    return next((page for prefix, page in ABOUT_PAGES.items() if kind.startswith(prefix)), None)


def _matching(wanted: MailFilter) -> TenantQuerySet[Mail]:
    found: TenantQuerySet[Mail] = Mail.objects.filter(state=wanted.state) if wanted.state else Mail.objects.all()
    if wanted.words:
        found = found.filter(Q(recipient__icontains=wanted.words) | Q(subject__icontains=wanted.words))
    return found


def _row(mail: Mail) -> MailRow:
    state = MailState(mail.state)
    next_try_at = mail.due_at if state == MailState.WAITING and mail.attempts else None
    return MailRow(mail.public_id, mail.recipient, mail.subject, state, mail.sent_at or mail.created_at, next_try_at)

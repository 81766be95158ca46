"""What happened to a document and what comes next, as a timeline."""

from __future__ import annotations

from datetime import date, datetime
from itertools import chain

from django.urls import reverse

from billing_platform.notifications.models import Mail, MailState
from billing_platform.notifications.queries import mails_about
from common.ui.figures import day_text, moment_text, money_text
from common.ui.parts import TimelineEntry
from invoices.models import AssociationChange, Direction, Document, Source, State
from invoices.queries.draft_steps import draft_steps
from invoices.queries.explanation import change_words
from tenants.history.queries import changes_of

MAIL_WORDS = {
    MailState.WAITING: "Mail on its way to",
    MailState.SENT: "Mail sent to",
    MailState.FAILED: "Mail could not be sent to",
}
Dated = tuple[datetime, TimelineEntry]


def timeline(document: Document, today: date, *, with_mails: bool, sees_orders: bool) -> tuple[TimelineEntry, ...]:
    """What comes next, then what happened, newest first; one statement for the steps before issue, the changes of its
    purchase order and mails each.

    What happened at the same moment stands in the order of a document's life: created, taken through its draft, issued.
    Purchase orders of one's own are named to those alone who see them, a buyer's as its supplier was told of them.
    """
    names_orders = sees_orders or document.direction == Direction.OUTGOING
    moved = list(document.association_changes.order_by("-id")) if document.state == State.ISSUED else []
    first_po = moved[-1].from_po if moved else document.matched_po
    mails = _mails(document) if with_mails else ()
    changed = (_change(each, names_orders) for each in moved)
    first = first_po if names_orders or not first_po else "a purchase order"
    happened = list(chain(mails, changed, _life(document, first)))
    happened.sort(key=lambda dated: dated[0], reverse=True)
    return (*_next(document, today), *(entry for _, entry in happened))


def changes(document: Document) -> tuple[TimelineEntry, ...]:
    """The newest changes of the document's row, with who made them; one statement."""
    return tuple(
        TimelineEntry(each.words, moment_text(each.at)) for each in changes_of(Document._meta.db_table, document.pk)
    )


def _next(document: Document, today: date) -> tuple[TimelineEntry, ...]:
    if document.state != State.ISSUED or document.due_date is None or document.amount_due <= 0:
        return ()
    amount = money_text(document.amount_due, document.currency)
    if document.days_overdue(today):
        return (TimelineEntry("Overdue", f"since {day_text(document.due_date)} · {amount}", tone="bad"),)
    return (TimelineEntry("Due", f"{day_text(document.due_date)} · {amount}", tone="next"),)


def _change(change: AssociationChange, names_orders: bool) -> Dated:
    words = change_words(change, names_orders=names_orders)
    return change.created_at, TimelineEntry(words, moment_text(change.created_at))


def _life(document: Document, first_po: str) -> list[Dated]:
    """The steps of a document; `first_po` says what it was matched to when it came."""
    return [
        *_at(document.opened_at, "First opened"),
        *_at(document.issued_at, _issued_words(document, first_po), "good"),
        *(draft_steps(document) if document.direction == Direction.OUTGOING else ()),
        *_at(document.created_at if document.source == Source.OWN else None, "Created"),
    ]


def _at(moment: datetime | None, words: str, tone: str = "") -> list[Dated]:
    return [(moment, TimelineEntry(words, moment_text(moment), tone))] if moment else []


def _issued_words(document: Document, po: str) -> str:
    if document.direction == Direction.OUTGOING:
        return f"Issued, and matched to {po}" if po else "Issued"
    came = "Uploaded" if document.source == Source.UPLOADED else f"Delivered by {document.partner.name}"
    return f"{came}, and matched to {po}" if po else f"{came}, not matched"


def _mails(document: Document) -> list[Dated]:
    return [(mail.created_at, _mail(mail)) for mail in mails_about(document.public_id)]


def _mail(mail: Mail) -> TimelineEntry:
    url = reverse("notifications:detail", args=[mail.public_id])
    told = MAIL_WORDS[MailState(mail.state)]
    tone = "bad" if mail.state == MailState.FAILED else ""
    return TimelineEntry(f"{told} {mail.recipient}", moment_text(mail.created_at), tone, url)

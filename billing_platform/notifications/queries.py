"""The page of mails: what was sent, what waits, what could not be sent and why."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q

from billing_platform.bell import Waiting
from billing_platform.notifications.kinds import KINDS, kind_label
from billing_platform.notifications.models import Mail, MailState
from billing_platform.notifications.troubles import trouble_of
from billing_platform.status import Outbox
from common.ui.listing import COUNT_LIMIT
from people.permissions import Permission
from tenants.base import TenantQuerySet

ROW_FIELDS = (
    "public_id", "kind", "recipient", "subject", "language", "about", "about_name", "state", "attempts", "due_at",
    "created_at", "sent_at",
)  # fmt: skip
LANGUAGE_LABELS = {"en": "English", "de": "German"}

FAILED_MAILS = Waiting(
    "mails-failed", "mail could not be sent", "mails could not be sent", "notifications:list",
    Permission.SEE_NOTIFICATIONS, lambda: Mail.objects.filter(state=MailState.FAILED), query="state=failed", tone="bad",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class About:
    """What a mail tells of: what sort of thing, its name, and the URL name of its page with its public id."""

    label: str
    name: str
    page: str
    public_id: UUID


@dataclass(frozen=True, slots=True)
class MailRow:
    """A mail in the list: `at` is when it went, or when it was written; `next_try_at` is set while it waits."""

    public_id: UUID
    kind: str
    recipient: str
    subject: str
    language: str
    about: About | None
    state: MailState
    at: datetime
    next_try_at: datetime | None


@dataclass(frozen=True, slots=True)
class MailFilter:
    """Which mails a list shows: of a state and a kind ("" for all), with these words in recipient or subject."""

    state: str = ""
    words: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Bounce:
    """The newest mail that could not be delivered to an address, when it was given up (UTC), and why, in words."""

    mail: UUID
    at: datetime
    reason: str


def mail_count(wanted: MailFilter) -> int:
    """How many mails match, counted up to one beyond the limit of lists."""
    return _matching(wanted)[: COUNT_LIMIT + 1].count()


def mail_rows(wanted: MailFilter, rows: slice) -> list[MailRow]:
    """One page, newest first; one statement, without what the mails say."""
    return [_row(mail) for mail in _matching(wanted).only(*ROW_FIELDS).order_by("-created_at", "-id")[rows]]


def mails_about(public_id: UUID, limit: int = 20) -> list[Mail]:
    """The newest mails that tell of this document or purchase order, without what they say; one statement."""
    return list(Mail.objects.filter(about=public_id).only(*ROW_FIELDS).order_by("-created_at", "-id")[:limit])


def bounces_of(addresses: Collection[str]) -> dict[str, Bounce]:
    """Those of the addresses whose newest settled mail was given up; one statement, none for no address.

    A mail that is delivered to the address later, whatever it is about, settles the matter.
    """
    if not addresses:
        return {}
    delivered = Mail.objects.filter(recipient=OuterRef("recipient"), sent_at__gt=OuterRef("due_at"))
    given_up = Mail.objects.filter(recipient__in=list(addresses), sent_at=None, state=MailState.FAILED)
    newest = given_up.exclude(Exists(delivered)).order_by("recipient", "-due_at", "-id").distinct("recipient")
    found = newest.values_list("recipient", "public_id", "due_at", "error")
    return {address: Bounce(mail, at, trouble_of(error).title) for address, mail, at, error in found}


def about_of(mail: Mail) -> About | None:
    """What a mail tells of; None where its kind is none of ours any more, or it tells of nothing."""
    kind = KINDS.get(mail.kind)
    if kind is None or mail.about is None or not kind.page:
        return None
    return About(kind.about, mail.about_name or kind.about, kind.page, mail.about)


def language_label(language: str) -> str:
    """The language in words: "German"."""
    return LANGUAGE_LABELS.get(language, language)


def _matching(wanted: MailFilter) -> TenantQuerySet[Mail]:
    exact = {"state": wanted.state, "kind": wanted.kind}
    found: TenantQuerySet[Mail] = Mail.objects.filter(**{name: value for name, value in exact.items() if value})
    if wanted.words:
        found = found.filter(Q(recipient__icontains=wanted.words) | Q(subject__icontains=wanted.words))
    return found


def _row(mail: Mail) -> MailRow:
    state = MailState(mail.state)
    next_try_at = mail.due_at if state == MailState.WAITING and mail.attempts else None
    return MailRow(
        mail.public_id, kind_label(mail.kind), mail.recipient, mail.subject, language_label(mail.language),
        about_of(mail), state, mail.sent_at or mail.created_at, next_try_at,
    )  # fmt: skip


def outbox() -> Outbox:
    """How many mails of the open organization wait, and how many were given up; one statement."""
    states = Mail.objects.filter(state__in=[MailState.WAITING, MailState.FAILED])
    counted = states.aggregate(
        waiting=Count("id", filter=Q(state=MailState.WAITING)), failed=Count("id", filter=Q(state=MailState.FAILED))
    )
    return Outbox(**counted)

"""Write mails into the outbox, and send what waits there."""

from __future__ import annotations

import json
import logging
import smtplib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from billing_platform.notifications.kinds import is_private
from billing_platform.notifications.letter import Letter, as_stored, subject_line
from billing_platform.notifications.models import Mail, MailState
from billing_platform.notifications.outgoing import Look, written
from billing_platform.notifications.troubles import Unwritable, answer_of, is_final, is_refusal
from common.errors import Refusal
from common.ids import new_public_id
from common.sql import columns_of, execute
from tenants.jobs.operations import enqueue, is_queued
from tenants.models import now

INSERT = """
INSERT INTO notifications_mail
       (public_id, kind, recipient, subject, language, letter, about, about_name, state, attempts, due_at, created_at,
        headers, text, html, error)
SELECT p, k, r, s, g, l::jsonb, a, n, 'waiting', 0, public.present(), public.present(), '', '', '', ''
  FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::uuid[], %s::text[])
       AS u (p, k, r, s, g, l, a, n)
"""
MOST_ATTEMPTS = 10
NOT_KEPT = "What a private mail said is not kept once it has gone."
LONGEST_WAIT = timedelta(hours=6)
SERVER_AWAY = timedelta(minutes=1)
NOTHING_WENT = timedelta(seconds=30)  # what is due is held by another worker: let it finish
log = logging.getLogger("notifications")


class MailNotFailed(Refusal):
    """Only a mail that was given up is tried again by hand; the others go by themselves or are gone."""

    code = "mail_not_failed"


@dataclass(frozen=True, slots=True)
class Message:
    """A mail to write: the name of its kind, whom to, what it says, and the public id and name of what it tells of."""

    kind: str
    recipient: str
    letter: Letter
    about: UUID
    about_name: str


def notify(messages: Sequence[Message]) -> int:
    """Put mails into the outbox in one statement, in the caller's transaction; returns how many.

    Call `send_soon` as the last write of the transaction when any were written.
    """
    return execute(INSERT, columns_of([_record(message) for message in messages], 8)) if messages else 0


def send_soon() -> None:
    """Leave the obligation to send what waits in this organization's outbox. Inserts a job: last in the transaction."""
    enqueue("send_outbox", {})


def retry_mail(public_id: UUID) -> None:
    """Put a mail that was given up back into the outbox, for ten more tries, the first at once.

    Locks the mail. Refuses one that waits or was sent, so that a second click does nothing.
    """
    with transaction.atomic():
        mail = Mail.objects.select_for_update(no_key=True).get(public_id=public_id)
        if mail.state != MailState.FAILED:
            raise MailNotFailed("This mail is not waiting for another try: it was sent, or it goes by itself.")
        mail.state, mail.attempts, mail.due_at = MailState.WAITING, 0, now()
        mail.save(update_fields=["state", "attempts", "due_at"])
        send_soon()


def _record(message: Message) -> tuple[object, ...]:
    letter = message.letter
    stored = json.dumps(as_stored(letter), ensure_ascii=False)
    return (
        new_public_id(), message.kind, message.recipient, subject_line(letter.subject), letter.language, stored,
        message.about, message.about_name[:200],
    )  # fmt: skip


def send_waiting(*, most: int = 500) -> int:
    """Send mails that are due, each in a transaction of its own under its row's lock; returns how many went.

    Safe to run beside itself. A worker killed after the server took a mail sends it once more with the same Message-ID.
    A mail the server refuses waits longer each time and is given up, visibly, after ten tries; at once when the server
    says that there is no such address, or when the mail can't be written. While the server itself is away or breaks
    off, a job comes again every minute.
    """
    sent = 0
    try:
        with get_connection(fail_silently=False) as server:
            while sent < most and (went := _send_next(server)) is not None:
                sent += went
    except (smtplib.SMTPException, OSError) as error:
        log.warning("mail.server_away", extra={"reason": f"{type(error).__name__}: {error}"})
        _come_again(not_before=now() + SERVER_AWAY)
    else:
        _come_again(not_before=now() if sent else now() + NOTHING_WENT)
    return sent


def _send_next(server: BaseEmailBackend) -> int | None:
    """1 sent, 0 refused and put off, None when nothing is due. Raises when the server breaks off."""
    with transaction.atomic():
        locked = Mail.objects.select_for_update(skip_locked=True, no_key=True)
        mail = locked.filter(state=MailState.WAITING, due_at__lte=now()).order_by("due_at", "id").first()
        if mail is None:
            return None
        trouble = _try_to_send(server, mail)
    if trouble is not None and not is_refusal(trouble):
        raise trouble
    return int(trouble is None)


def _try_to_send(server: BaseEmailBackend, mail: Mail) -> Exception | None:
    """Send, or put the mail off and return the trouble; a mail at which the server breaks off lets others go first."""
    try:
        ready = written(mail)
        server.send_messages([ready.message])
    except (Unwritable, smtplib.SMTPException, OSError, ValueError) as error:
        _put_off(mail, error)
        return error
    _keep(mail, ready.look)
    return None


def _keep(mail: Mail, went: Look) -> None:
    """What went, word for word, in place of what it was made from; of a private mail its headers alone."""
    text, html = (NOT_KEPT, "") if is_private(mail.kind) else (went.text, went.html)
    mail.headers, mail.text, mail.html, mail.letter = went.headers, text, html, None
    mail.state, mail.sent_at, mail.attempts, mail.error = MailState.SENT, now(), mail.attempts + 1, ""
    mail.save(update_fields=["headers", "text", "html", "letter", "state", "sent_at", "attempts", "error"])


def _put_off(mail: Mail, error: Exception) -> None:
    mail.attempts += 1
    mail.error = answer_of(error)[:1000]
    is_given_up = is_final(error) or mail.attempts >= MOST_ATTEMPTS
    wait = min(timedelta(seconds=15 * 2**mail.attempts), LONGEST_WAIT)
    mail.due_at = now() if is_given_up else now() + wait
    mail.state = MailState.FAILED if is_given_up else MailState.WAITING
    mail.save(update_fields=["attempts", "error", "due_at", "state"])
    log.warning("mail.put_off", extra={"mail": str(mail.public_id), "reason": mail.error})


def _come_again(*, not_before: datetime) -> None:
    """A job for what still waits, unless one that runs then is queued already."""
    with transaction.atomic():
        left = Mail.objects.filter(state=MailState.WAITING).order_by("due_at").values_list("due_at", flat=True).first()
        if left is not None:
            due_at = max(left, not_before)
            if not is_queued("send_outbox", until=due_at + timedelta(seconds=1)):
                enqueue("send_outbox", {}, due_at=due_at)

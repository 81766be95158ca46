"""A way back in for somebody who lost the password."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction

from billing_platform.notifications.operations import notify, send_soon
from members.emails import reset_message
from members.models import Purpose, Ticket
from members.tickets import find_ticket, lock_ticket, mark_of, write_ticket
from people.models import Account, has_email
from people.operations import check_strength, end_every_session
from people.operations.attempts import forgive_attempts, is_asked_too_often
from tenants.jobs.operations import enqueue
from tenants.models import now

ASKED = "new password from"
NOT_AGAIN_WITHIN = timedelta(minutes=2)


def ask_for_reset(email: str, *, address: str) -> None:
    """Leave the obligation to mail a link to a new password, if somebody here has this address.

    For a known and an unknown address the same work is done, one job with or without somebody in it, so that neither
    the answer nor its time tells them apart. Safe to repeat. `address` is the client's: one that asked 20 times within
    15 minutes leaves nothing more until they are over, and nobody is told.
    """
    if is_asked_too_often(ASKED, address):
        return
    with transaction.atomic():
        found = Account.objects.filter(has_email(email)).values_list("public_id", flat=True).first()
        enqueue("mail_reset_link", {"account": str(found) if found else ""})


def mail_reset_link(public_id: UUID) -> int:
    """Mail somebody active a link to a new password; returns how many mails were written, 0 or 1.

    Asked twice within two minutes, the second is not mailed, so that nobody's inbox is flooded and a job that runs
    twice mails once. Locks the account.
    """
    with transaction.atomic():
        found = Account.objects.select_for_update(no_key=True).filter(public_id=public_id, is_active=True)
        account = found.first()
        if account is None or _was_asked_just_now(account):
            return 0
        ticket = Ticket(purpose=Purpose.RESET, email=account.email, name=account.name, account=account)
        ticket.password_mark = mark_of(account)
        token = write_ticket(ticket)
        notify([reset_message(ticket, token, account.language)])
        send_soon()
    return 1


def reset_password(token: str, password: str) -> Account:
    """A new password by a mailed link, which is used up; whoever is signed in with the former one is signed out.

    Wrong passwords before it are forgiven, so that the new one works at once. Locks the account, then the link, so that
    two clicks set one password. Refuses a dead link (deactivating an account and changing its password end its links)
    and a weak password.
    """
    with transaction.atomic():
        found = find_ticket(Purpose.RESET, token)
        account: Account = Account.objects.select_for_update(no_key=True).get(pk=found.account_id)
        ticket = lock_ticket(Purpose.RESET, token)
        check_strength(password, account, field="password")
        account.set_password(password)
        account.save(update_fields=["password"])
        end_every_session(account)
        ticket.used_at = now()
        ticket.save(update_fields=["used_at"])
        forgive_attempts(account.email)
    return account


def _was_asked_just_now(account: Account) -> bool:
    since = now() - NOT_AGAIN_WITHIN
    asked = Ticket.objects.filter(account=account, purpose=Purpose.RESET, created_at__gt=since, used_at=None)
    return asked.filter(password_mark=mark_of(account)).exists()

"""A way back in for somebody who lost the password."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from billing_platform.notifications.operations import notify, send_soon
from members.emails import reset_message
from members.models import Purpose, Ticket
from members.tickets import find_ticket, lock_ticket, write_ticket
from people.models import Account, has_email
from people.operations import check_strength
from tenants.models import now

NOT_AGAIN_WITHIN = timedelta(minutes=2)


def ask_for_reset(email: str) -> None:
    """Mail a link to a new password, if somebody active here has this address; says nothing either way.

    Asked twice within two minutes, the second is not mailed, so that nobody's inbox is flooded. Locks the account.
    """
    with transaction.atomic():
        found = Account.objects.select_for_update(no_key=True).filter(has_email(email), is_active=True)
        account = found.first()
        if account is None or _was_asked_just_now(account):
            return
        ticket = Ticket(purpose=Purpose.RESET, email=account.email, name=account.name, account=account)
        token = write_ticket(ticket)
        notify([reset_message(ticket, token)])
        send_soon()


def reset_password(token: str, password: str) -> Account:
    """A new password by a mailed link, which is used up; whoever is signed in with the former one is signed out.

    Locks the account, then the link, so that two clicks set one password. Refuses a dead link (deactivating an account
    ends its links) and a weak password.
    """
    with transaction.atomic():
        found = find_ticket(Purpose.RESET, token)
        account: Account = Account.objects.select_for_update(no_key=True).get(pk=found.account_id)
        ticket = lock_ticket(Purpose.RESET, token)
        check_strength(password, account, field="password")
        account.set_password(password)
        account.save(update_fields=["password"])
        ticket.used_at = now()
        ticket.save(update_fields=["used_at"])
    return account


def _was_asked_just_now(account: Account) -> bool:
    since = now() - NOT_AGAIN_WITHIN
    return Ticket.objects.filter(account=account, purpose=Purpose.RESET, created_at__gt=since, used_at=None).exists()

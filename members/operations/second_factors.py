"""Take somebody's second factor away, and say who must have one."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction
from django.shortcuts import get_object_or_404

from billing_platform.notifications.operations import notify, send_soon
from members.emails import factor_taken_message
from members.refusals import YourselfRefused
from people.models import Account, SecondFactor
from people.operations import end_every_session
from people.operations.second_factor import set_sign_in_rule


def take_second_factor(public_id: UUID, *, by: UUID, by_name: str) -> bool:
    """For somebody who lost phone and codes: the password alone signs them in until they set it up again.

    They are signed out everywhere and mailed who did it. False where there is none. Locks the account. Refuses oneself.
    """
    if public_id == by:
        raise YourselfRefused("Turn your own second factor off under My account.")
    with transaction.atomic():
        locked = Account.objects.select_for_update(no_key=True)
        account: Account = get_object_or_404(locked, public_id=public_id)
        if not SecondFactor.objects.filter(account=account).delete()[0]:
            return False
        end_every_session(account)
        notify([factor_taken_message(account, by_name)])
        send_soon()
    return True


def require_second_factor(since: date | None) -> None:
    """From which day on everybody needs a second factor, None for never. Safe to repeat."""
    set_sign_in_rule(since)

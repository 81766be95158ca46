"""Make, find and end the links that are mailed to people."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.shortcuts import get_object_or_404

from members.models import Purpose, Ticket
from members.refusals import LinkDead
from people.models import Account, has_email
from tenants.base import TenantQuerySet
from tenants.models import now

LASTS = {Purpose.INVITATION: timedelta(days=7), Purpose.RESET: timedelta(hours=2)}
DEAD = {
    Purpose.INVITATION: "This invitation was used, withdrawn or replaced, or is older than 7 days. Ask for a new one.",
    Purpose.RESET: "This link was used or replaced, is older than 2 hours, or the password was changed since. Ask for a"
    " new one.",
}


def hashed(token: str) -> str:
    """What the database holds of a token: SHA-256, in hex. Enough for 256 random bits."""
    return hashlib.sha256(token.encode()).hexdigest()


def write_ticket(ticket: Ticket) -> str:
    """Save the ticket with a fresh token, which is returned and kept nowhere else; earlier open ones stop working."""
    token = secrets.token_urlsafe(32)
    end_open(Ticket.objects.filter(has_email(ticket.email), purpose=ticket.purpose))
    ticket.token_hash = hashed(token)
    ticket.expires_at = now() + LASTS[Purpose(ticket.purpose)]
    ticket.save()
    return token


def mark_of(account: Account) -> str:
    """What changes whenever the account's password does: 16 hex digits of a digest of its salted hash."""
    return hashlib.sha256(account.password.encode()).hexdigest()[:16]


def end_open(tickets: TenantQuerySet[Ticket]) -> int:
    """Withdraw those of these tickets that could still be used; returns how many."""
    return tickets.filter(used_at=None, withdrawn_at=None).update(withdrawn_at=now())


def find_ticket(purpose: Purpose, token: str) -> Ticket:
    """The ticket of a link that still works, to show its page. Refuses a dead one."""
    return _alive(Ticket.objects.filter(purpose=purpose, token_hash=hashed(token)).first(), purpose, now())


def lock_ticket(purpose: Purpose, token: str) -> Ticket:
    """The same, locked until the transaction ends: of two clicks one finds it used."""
    locked = Ticket.objects.select_for_update(no_key=True)
    return _alive(locked.filter(purpose=purpose, token_hash=hashed(token)).first(), purpose, now())


def lock_invitation(public_id: UUID) -> Ticket:
    """An invitation, locked until the transaction ends. Raises Http404; refuses one that somebody has accepted."""
    locked = Ticket.objects.select_for_update(no_key=True)
    ticket: Ticket = get_object_or_404(locked, public_id=public_id, purpose=Purpose.INVITATION)
    if ticket.used_at is not None:
        raise LinkDead(f"{ticket.name} has accepted already and is among the members.")
    return ticket


def _alive(ticket: Ticket | None, purpose: Purpose, at: datetime) -> Ticket:
    if ticket is None or not ticket.is_open(at) or _is_outrun(ticket):
        raise LinkDead(DEAD[purpose])
    return ticket


def _is_outrun(ticket: Ticket) -> bool:
    """Whether the password that the link replaces was changed since it was mailed."""
    return ticket.account is not None and ticket.password_mark != mark_of(ticket.account)

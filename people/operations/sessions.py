"""End sessions: one, the others, all of somebody; forget those that have ended by themselves."""

from __future__ import annotations

from uuid import UUID

from people.models import Account, Session
from tenants.models import now


def end_session(account: Account, mark: UUID) -> str | None:
    """Sign one of a person's browsers out at once; returns its device in words, None where they have no such one."""
    found = next((session for session in Session.objects.filter(account=account) if session.mark == mark), None)
    if found is None:
        return None
    found.delete()
    return found.device


def end_other_sessions(account: Account, *, kept: str) -> int:
    """Sign every browser of a person out but the one with the session key `kept`; returns how many. Safe to repeat."""
    return int(Session.objects.filter(account=account).exclude(session_key=kept).delete()[0])


def forget_expired_sessions() -> int:
    """Delete the sessions that let nobody in any more; returns how many. Safe to repeat."""
    return int(Session.objects.filter(expire_date__lte=now()).delete()[0])


def end_every_session(account: Account) -> int:
    """Sign a person out everywhere; returns how many browsers that were."""
    return int(Session.objects.filter(account=account).delete()[0])

"""Whether somebody may still do what they left to a job; a job is done in their name, so it is asked anew each time."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from common.errors import Refusal
from people.models import Account
from people.permissions import Permission

STAYS = "What is done stays. Whoever may do the rest has to ask for it in their own name."


class MayNoLonger(Refusal):
    """Whoever asked for it, a job or a file, may not do or see it any more."""

    code = "may_no_longer"


def refuse_lost(actor: str, permissions: Collection[str]) -> None:
    """Refuse (MayNoLonger) an act in the name of somebody deactivated, or who lacks one of its permissions by now.

    `actor` is a key such as "person:<public id>"; one that names no account (the calendar, a command) is let through.
    Two statements.
    """
    public_id = _account_in(actor)
    if public_id is None:
        return
    person = Account.objects.with_roles().filter(public_id=public_id, is_active=True).first()
    if person is None:
        raise MayNoLonger(f"Whoever asked for this may no longer sign in. {STAYS}")
    lost = next((each for each in map(Permission, permissions) if not person.may(each)), None)
    if lost is not None:
        raise MayNoLonger(f"{person.name} asked for this and no longer has the permission “{lost.label}”. {STAYS}")


def _account_in(actor: str) -> UUID | None:
    kind, _, ident = actor.partition(":")
    try:
        return UUID(ident) if kind == "person" else None
    except ValueError:
        return None

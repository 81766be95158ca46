"""How the history speaks of links that were mailed to people."""

from __future__ import annotations

from members.models import Purpose
from people.permissions import Permission
from tenants.history.words import Parent, Values, Words

SEEN_WITH = Permission.SEE_MEMBERS.value


def _ticket(values: Values) -> str:
    is_invitation = values["purpose"] == Purpose.INVITATION
    return f"invitation of {values['email']}" if is_invitation else f"link to a new password for {values['email']}"


TICKET = Words(
    table="members_ticket",
    noun="mailed link",
    kind="Members",
    labels={
        "purpose": "Purpose",
        "email": "E-mail",
        "name": "Name",
        "roles": "Roles",
        "token_hash": "Link",
        "password_mark": "Password it was mailed for",
        "expires_at": "Works until",
        "used_at": "Used",
        "withdrawn_at": "Withdrawn",
    },
    masked=frozenset({"token_hash", "password_mark"}),
    unshown={
        "id": "means nothing to a reader",
        "public_id": "means nothing to a reader",
        "account_id": "is told in front of the link",
        "created_at": "never changes",
    },
    named_by=("purpose", "email"),
    name=_ticket,
    permission=SEEN_WITH,
    parent=Parent("people_account", "account_id"),
    found_by=("email",),
)
WORDS = (TICKET,)

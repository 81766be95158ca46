"""How the history speaks of people and their roles."""

from __future__ import annotations

from people.permissions import Permission, Role
from tenants.history.words import Parent, Words, column

MEMBERS = "Members"
OF_ACCOUNT = Parent("people_account", "account_id")

ACCOUNT = Words(
    table=OF_ACCOUNT.table,
    noun="account",
    kind=MEMBERS,
    labels={
        "email": "E-mail",
        "name": "Name",
        "language": "Language",
        "is_active": "Active",
        "password": "Password",
    },
    masked=frozenset({"password"}),
    unshown={
        "id": "means nothing to a reader",
        "public_id": "means nothing to a reader",
        "last_login": "is told on the page of the person",
        "created_at": "never changes",
    },
    named_by=("name",),
    name=column("name"),
    page="members:detail",
    page_permission=Permission.MANAGE_MEMBERS.value,
    trail="history:member",
)
ROLE = Words(
    table="people_roleassignment",
    noun="role of a person",
    kind=MEMBERS,
    labels={"role": "Role"},
    unshown={"id": "means nothing to a reader", "account_id": "is told in front of the role"},
    named_by=("role",),
    name=lambda values: f"role {dict(Role.choices).get(values['role'], values['role'])}",
    parent=OF_ACCOUNT,
)
WORDS = (ACCOUNT, ROLE)

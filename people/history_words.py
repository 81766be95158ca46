"""How the history speaks of people and their roles."""

from __future__ import annotations

from people.permissions import Permission, Role
from tenants.history.words import Parent, Values, Words, column

MEMBERS = "Members"
SEEN_WITH = Permission.SEE_MEMBERS.value
NO_MEANING = "means nothing to a reader"
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
        "id": NO_MEANING,
        "public_id": NO_MEANING,
        "last_login": "is told on the page of the person",
        "created_at": "never changes",
    },
    named_by=("name",),
    name=column("name"),
    permission=SEEN_WITH,
    page="members:detail",
    trail="history:member",
    found_by=("name", "email"),
)


def _role(values: Values) -> str:
    """A standard role by its label, a custom one by its name while it is there."""
    standard = dict(Role.choices).get(values["role"], "")
    return f"role {standard or values.get('custom__name') or 'of the organization'}"


ROLE = Words(
    table="people_roleassignment",
    noun="role of a person",
    kind=MEMBERS,
    labels={"role": "Role", "custom_id": "Custom role"},
    unshown={"id": NO_MEANING, "account_id": "is told in front of the role"},
    named_by=("role", "custom__name"),
    name=_role,
    permission=SEEN_WITH,
    parent=OF_ACCOUNT,
)
CUSTOM_ROLE = Words(
    table="people_customrole",
    noun="custom role",
    kind=MEMBERS,
    labels={"name": "Name", "description": "Description"},
    unshown={
        "id": NO_MEANING,
        "public_id": NO_MEANING,
        "revision": "counts these changes",
        "created_at": "never changes",
    },
    named_by=("name",),
    name=lambda values: f"role {values['name']}",
    permission=SEEN_WITH,
    found_by=("name",),
)
PERMISSION = Words(
    table="people_customrolepermission",
    noun="permission of a custom role",
    kind=MEMBERS,
    labels={"permission": "Permission"},
    unshown={"id": NO_MEANING, "role_id": "is told in front of the permission"},
    named_by=("permission",),
    name=lambda values: f"permission to {values['permission'].replace('_', ' ')}",
    permission=SEEN_WITH,
    parent=Parent("people_customrole", "role_id"),
)
SECOND_FACTOR = Words(
    table="people_secondfactor",
    noun="second factor",
    kind=MEMBERS,
    labels={"confirmed_at": "In use", "salt": "Secret"},
    masked=frozenset({"salt"}),
    unshown={
        "id": NO_MEANING,
        "account_id": "is told in front of it",
        "last_step": "is the newest code that was used",
    },
    named_by=(),
    name=lambda _: "second factor",
    permission=SEEN_WITH,
    parent=OF_ACCOUNT,
)
RECOVERY_CODE = Words(
    table="people_recoverycode",
    noun="recovery code",
    kind=MEMBERS,
    labels={"code_hash": "Code", "used_at": "Used"},
    masked=frozenset({"code_hash"}),
    unshown={"id": NO_MEANING, "factor_id": NO_MEANING},
    named_by=("factor__account__name",),
    name=lambda values: f"recovery code of {values.get('factor__account__name') or 'somebody'}",
    permission=SEEN_WITH,
)
SIGN_IN_RULE = Words(
    table="people_signinrule",
    noun="setting",
    kind=MEMBERS,
    labels={"second_factor_from": "Everybody needs a second factor from"},
    unshown={"id": NO_MEANING},
    named_by=(),
    name=lambda _: "rule of signing in",
    permission=SEEN_WITH,
)
WORDS = (ACCOUNT, ROLE, CUSTOM_ROLE, PERMISSION, SECOND_FACTOR, RECOVERY_CODE, SIGN_IN_RULE)

"""Reads of the people who work for this organization, and of the roles there are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Self
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Q, TextChoices
from django.db.models.functions import Lower

from people.models import Account, CustomRole, SecondFactor, Session, SignInAttempt
from people.one_time_codes import address_of, in_fours
from people.operations.attempts import MOST_OF_EMAIL, MOST_OF_PAIR, WINDOW
from people.operations.second_factor import secret_of
from people.permissions import HeldRole, Permission, Role, known_permissions, roles_with, standard_role
from tenants.models import now


class AccountState(TextChoices):
    """What lists say of the account of a person or a program."""

    ACTIVE = "active", "Active"
    DEACTIVATED = "deactivated", "Deactivated"

    @classmethod
    def of(cls, is_active: bool) -> Self:
        return cls.ACTIVE if is_active else cls.DEACTIVATED

    @property
    def tone(self) -> str:
        return {"active": "good", "deactivated": "quiet"}[self.value]


@dataclass(frozen=True, slots=True)
class CustomRoleRow:
    """A custom role as its page shows it; `holders` counts people, the deactivated too."""

    public_id: UUID
    role: HeldRole
    description: str
    revision: int
    holders: int


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One browser somebody is signed in with; `mark` names it without opening it."""

    mark: UUID
    device: str
    address: str
    began_at: datetime | None
    seen_at: datetime | None
    is_this: bool


@dataclass(frozen=True, slots=True)
class FactorState:
    """Somebody's second factor: off, being set up (`secret` and the address its QR code shows), or on since when."""

    since: datetime | None = None
    codes_left: int = 0
    secret: str = ""
    address: str = ""


def sessions_of(account: Account, present: str) -> list[SessionRow]:
    """Where somebody is signed in now, the browser of the session key `present` first; one statement."""
    found = Session.objects.filter(account=account, expire_date__gt=now()).order_by("-seen_at")[:100]
    rows = [SessionRow(s.mark, s.device, s.address, s.began_at, s.seen_at, s.session_key == present) for s in found]
    return sorted(rows, key=lambda row: not row.is_this)


def locked_until(at: datetime) -> dict[str, datetime]:
    """Whose tries are not looked at any more at this instant, by e-mail key, and until when; one statement.

    From one place or from everywhere, as `people.operations.attempts` judges a try of theirs. An office that is locked
    as a place is no person's.
    """
    newest = SignInAttempt.objects.filter(at__gt=at - WINDOW).order_by("-at").values_list("email", "address", "at")
    tries: dict[tuple[str, str | None], list[datetime]] = {}
    for email, address, tried_at in newest:
        tries.setdefault((email, None), []).append(tried_at)
        tries.setdefault((email, address), []).append(tried_at)
    found: dict[str, datetime] = {}
    for (email, place), times in tries.items():
        most = MOST_OF_EMAIL if place is None else MOST_OF_PAIR
        if place != "" and len(times) >= most:
            found[email] = max(found.get(email, at), times[most - 1] + WINDOW)
    return found


def factor_of(account: Account, issuer: str) -> FactorState:
    """The second factor as its page shows it; two statements at most."""
    factor = SecondFactor.objects.filter(account=account).first()
    if factor is None:
        return FactorState()
    if factor.confirmed_at is not None:
        return FactorState(since=factor.confirmed_at, codes_left=factor.recovery_codes.filter(used_at=None).count())
    secret = secret_of(factor)
    return FactorState(secret=in_fours(secret), address=address_of(secret, email=account.email, issuer=issuer))


def admin_names(limit: int = 5) -> list[str]:
    """Names of those who may give others a role, by name; one statement."""
    admins = Account.objects.filter(is_active=True, roles__role=Role.ADMIN).order_by("name", "id")
    return list(admins.values_list("name", flat=True)[:limit])


def custom_roles() -> list[CustomRoleRow]:
    """Every custom role by name; one statement."""
    found = (
        CustomRole.objects.annotate(
            allowed=ArrayAgg("permissions__permission", filter=Q(permissions__isnull=False), distinct=True, default=[]),
            holders=Count("assignments", distinct=True),
        )
        .order_by(Lower("name"))
        .all()
    )
    return [
        CustomRoleRow(
            each.public_id,
            HeldRole(str(each.public_id), each.name, known_permissions(each.allowed), is_custom=True),
            each.description,
            each.revision,
            each.holders,
        )
        for each in found
    ]


def known_roles() -> list[HeldRole]:
    """Every role somebody can be given: the standard ones, then custom ones by name; one statement."""
    return [*map(standard_role, Role), *(row.role for row in custom_roles())]


def roles_named(keys: Iterable[str]) -> list[HeldRole]:
    """The roles of these keys in the order of `known_roles`; keys that name none are left out. One statement."""
    wanted = set(keys)
    return [role for role in known_roles() if role.key in wanted]


def role_names_with(permission: Permission) -> list[str]:
    """What the roles that hold a permission are called, standard ones first; one statement."""
    standard = [str(role.label) for role in roles_with(permission)]
    custom = CustomRole.objects.filter(permissions__permission=permission.value).order_by(Lower("name"))
    return [*standard, *custom.values_list("name", flat=True)]


def missing_words(permission: Permission) -> str:
    """What somebody is told who lacks a permission: which it is, and the roles that have it; one statement."""
    roles = role_names_with(permission)
    if len(roles) > 1:
        holders = f"the roles {', '.join(roles[:-1])} and {roles[-1]} have it"
    else:
        holders = f"the role {roles[0]} has it" if roles else "no role has it"
    return f"The permission “{permission.label}” is missing; {holders}."

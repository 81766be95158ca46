"""Who works here, who is invited, and what each may do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q
from django.shortcuts import get_object_or_404

from common.ui.listing import COUNT_LIMIT
from members.models import Purpose, Ticket
from people.models import Account, SecondFactor, SignInRule
from people.operations.second_factor import has_second_factor
from people.permissions import HeldRole, in_order, labels_of, union_of
from people.queries import AccountState, known_roles
from tenants.base import TenantQuerySet
from tenants.models import now


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A person in the list; `roles` in words, `last_sign_in` None for somebody who never came."""

    public_id: UUID
    name: str
    email: str
    roles: str
    state: AccountState
    last_sign_in: datetime | None
    since: datetime


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """Somebody who was invited and has not come yet; an expired link needs a new one."""

    public_id: UUID
    name: str
    email: str
    roles: str
    expires_at: datetime
    is_expired: bool


@dataclass(frozen=True, slots=True)
class Member:
    """A person's page: the row, the roles as they are held, and the permissions these give, in words."""

    row: MemberRow
    roles: tuple[HeldRole, ...]
    may: tuple[str, ...]
    has_second_factor: bool


@dataclass(frozen=True, slots=True)
class FactorRule:
    """From when everybody needs a second factor, None for never; how many active people have one."""

    since: date | None
    with_factor: int
    people: int


def factor_rule() -> FactorRule:
    """The rule, and how far people are; three statements."""
    rule = SignInRule.objects.values_list("second_factor_from", flat=True).first()
    on = SecondFactor.objects.filter(confirmed_at__isnull=False, account__is_active=True).count()
    return FactorRule(rule, on, Account.objects.filter(is_active=True).count())


def member_count(words: str) -> int:
    """How many people match, counted up to one beyond the limit of lists."""
    return _matching(words).order_by()[: COUNT_LIMIT + 1].count()


def member_rows(words: str, rows: slice) -> list[MemberRow]:
    """One page by name, the deactivated last; two statements."""
    found = _matching(words).order_by("-is_active", "name", "id")[rows]
    return [_row(account) for account in found]


def open_invitations() -> list[InvitationRow]:
    """Invitations nobody has accepted or withdrawn, the newest first; at most 200; two statements."""
    found = Ticket.objects.filter(purpose=Purpose.INVITATION, used_at=None, withdrawn_at=None).order_by("-id")
    at, roles = now(), known_roles()
    return [
        InvitationRow(t.public_id, t.name, t.email, _words(roles, t.roles), t.expires_at, not t.is_open(at))
        for t in found[:200]
    ]


def _words(roles: list[HeldRole], keys: list[str]) -> str:
    return labels_of(role for role in roles if role.key in keys)


def member(public_id: UUID) -> Member:
    """The page of one person. Raises Http404."""
    account = get_object_or_404(Account.objects.with_roles(), public_id=public_id)
    allowed = in_order(union_of(account.held))
    return Member(_row(account), account.held, tuple(each.label for each in allowed), has_second_factor(account))


def _matching(words: str) -> TenantQuerySet[Account]:
    found: TenantQuerySet[Account] = Account.objects.with_roles()
    return found.filter(Q(name__icontains=words) | Q(email__icontains=words)) if words else found


def _row(account: Account) -> MemberRow:
    return MemberRow(
        public_id=account.public_id,
        name=account.name,
        email=account.email,
        roles=labels_of(account.held),
        state=AccountState.of(account.is_active),
        last_sign_in=account.last_login,
        since=account.created_at,
    )

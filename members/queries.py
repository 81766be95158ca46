"""Who works here, who is invited, and what each may do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import TextChoices
from django.shortcuts import get_object_or_404

from members.models import Purpose, Ticket
from people.models import Account, SecondFactor, SignInRule
from people.operations.second_factor import has_second_factor
from people.permissions import HeldRole, in_order, labels_of, union_of
from people.queries import AccountState, known_roles
from tenants.models import now

MOST_ON_TOP = 5


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A person; `last_sign_in` is None for somebody who never came."""

    public_id: UUID
    name: str
    email: str
    state: AccountState
    last_sign_in: datetime | None
    since: datetime


class InvitationState(TextChoices):
    """What became of an invitation; an expired link needs a new one."""

    OPEN = "open", "Open"
    EXPIRED = "expired", "Link too old"
    ACCEPTED = "accepted", "Accepted"
    WITHDRAWN = "withdrawn", "Withdrawn"

    @property
    def tone(self) -> str:
        return {"open": "busy", "expired": "warn", "accepted": "good", "withdrawn": "quiet"}[self.value]


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """Somebody who was invited; an open one may be sent again or withdrawn, expired or not."""

    public_id: UUID
    name: str
    email: str
    roles: str
    state: InvitationState
    sent_at: datetime
    expires_at: datetime
    accepted_at: datetime | None
    withdrawn_at: datetime | None

    @property
    def is_open(self) -> bool:
        return self.state in (InvitationState.OPEN, InvitationState.EXPIRED)

    @property
    def is_expired(self) -> bool:
        return self.state == InvitationState.EXPIRED


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


def newest_invitations() -> list[InvitationRow]:
    """The newest five that nobody has accepted or withdrawn; two statements."""
    found = Ticket.objects.filter(purpose=Purpose.INVITATION, used_at=None, withdrawn_at=None).order_by("-id")
    at, roles = now(), known_roles()
    return [invitation_row(ticket, roles, at) for ticket in found[:MOST_ON_TOP]]


def invitation_row(ticket: Ticket, roles: Iterable[HeldRole], at: datetime) -> InvitationRow:
    """An invitation as it is at this instant; `roles` are those that there are."""
    return InvitationRow(
        public_id=ticket.public_id,
        name=ticket.name,
        email=ticket.email,
        roles=labels_of(role for role in roles if role.key in ticket.roles),
        state=_state_of(ticket, at),
        sent_at=ticket.created_at,
        expires_at=ticket.expires_at,
        accepted_at=ticket.used_at,
        withdrawn_at=ticket.withdrawn_at,
    )


def _state_of(ticket: Ticket, at: datetime) -> InvitationState:
    if ticket.withdrawn_at is not None:
        return InvitationState.WITHDRAWN
    if ticket.used_at is not None:
        return InvitationState.ACCEPTED
    return InvitationState.OPEN if ticket.is_open(at) else InvitationState.EXPIRED


def member(public_id: UUID) -> Member:
    """The page of one person. Raises Http404."""
    account = get_object_or_404(Account.objects.with_roles(), public_id=public_id)
    allowed = in_order(union_of(account.held))
    return Member(_row(account), account.held, tuple(each.label for each in allowed), has_second_factor(account))


def _row(account: Account) -> MemberRow:
    return MemberRow(
        public_id=account.public_id,
        name=account.name,
        email=account.email,
        state=AccountState.of(account.is_active),
        last_sign_in=account.last_login,
        since=account.created_at,
    )

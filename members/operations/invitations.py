"""Invite somebody, take the invitation back, accept it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction

from billing_platform.notifications.operations import notify, send_soon
from members.emails import invitation_message
from members.models import Purpose, Ticket
from members.operations.access import check_may_give
from members.refusals import LinkDead, RolesMissing
from members.tickets import end_open, lock_invitation, lock_ticket, write_ticket
from people.models import Account, has_email
from people.operations import EmailTaken, check_strength, create_account
from people.permissions import Permission
from people.queries import roles_named
from tenants.models import now


@dataclass(frozen=True, slots=True)
class Invitee:
    """Who is invited, into which roles (at least one), by their keys."""

    email: str
    name: str
    roles: Sequence[str]


def invite(invitee: Invitee, *, by: str, allowed: frozenset[Permission]) -> UUID:
    """Mail somebody a link to join with these roles; `by` is who invites, as the mail names them.

    `allowed` is what whoever invites may do. An earlier open invitation of the same address stops working. Refuses an
    address that has an account, no roles, and a role that permits more than `allowed`.
    """
    email = invitee.email.strip()
    if not invitee.roles:
        raise RolesMissing("Choose at least one role.", field="roles")
    check_may_give(invitee.roles, allowed)
    ticket = Ticket(
        purpose=Purpose.INVITATION,
        email=email,
        name=invitee.name.strip(),
        roles=sorted(str(role) for role in invitee.roles),
    )
    try:
        _send(ticket, by)
    except IntegrityError as error:
        raise EmailTaken(f"{email} was invited by somebody else a moment ago.", field="email") from error
    return ticket.public_id


def send_again(public_id: UUID, *, by: str, allowed: frozenset[Permission]) -> None:
    """A new link for an invitation that was not accepted; the former one stops working.

    Whoever sends it gives its roles anew: `by` and `allowed` are as of `invite`. Locks the invitation, so that of two
    clicks one mails a link. Refuses one that was accepted, withdrawn or sent again meanwhile, a role that permits more
    than `allowed`, and an address that has an account.
    """
    with transaction.atomic():
        old = lock_invitation(public_id)
        if old.withdrawn_at is not None:
            raise LinkDead(_why_not_again(old))
        check_may_give(old.roles, allowed)
        _send(Ticket(purpose=Purpose.INVITATION, email=old.email, name=old.name, roles=old.roles), by)


def withdraw_invitation(public_id: UUID) -> None:
    """Make the link of an invitation useless. Locks the invitation. Safe to repeat; refuses one that was accepted."""
    with transaction.atomic():
        ticket = lock_invitation(public_id)
        end_open(Ticket.objects.filter(pk=ticket.pk))


def accept_invitation(token: str, password: str) -> Account:
    """The invited person's account, with the password just chosen; the link is used up.

    The roles were given when it was sent, by somebody who might: as with roles that people hold, it does not matter
    what the giver may do by now. Locks the invitation, so that two clicks make one account. Refuses a dead link, which
    it is as well once the address has an account or every role it names is deleted, and a weak password.
    """
    with transaction.atomic():
        ticket = lock_ticket(Purpose.INVITATION, token)
        check_strength(password, Account(email=ticket.email, name=ticket.name), field="password")
        account = _join(ticket, password)
        ticket.used_at = now()
        ticket.save(update_fields=["used_at"])
    return account


def _join(ticket: Ticket, password: str) -> Account:
    roles = [role.key for role in roles_named(ticket.roles)]
    if not roles:
        raise LinkDead("The role you were invited into was deleted since. Ask for a new invitation.")
    try:
        return create_account(ticket.email, ticket.name, roles, password=password)
    except EmailTaken as refusal:
        raise LinkDead("You have an account here already. Sign in.") from refusal


def _why_not_again(old: Ticket) -> str:
    newer = Ticket.objects.filter(has_email(old.email), purpose=Purpose.INVITATION, used_at=None, withdrawn_at=None)
    if newer.exists():
        return f"{old.name} was mailed a newer link already. Send that one again from the list of members."
    return f"The invitation of {old.name} was withdrawn. Invite again."


def _send(ticket: Ticket, by: str) -> None:
    """Looks for an account after the earlier ticket is ended: whoever was just accepting it has one by then."""
    with transaction.atomic():
        token = write_ticket(ticket)
        if Account.objects.filter(has_email(ticket.email)).exists():
            raise EmailTaken(f"{ticket.email} has an account here already.", field="email")
        notify([invitation_message(ticket, token, by)])
        send_soon()

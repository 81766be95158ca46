"""What people are mailed about their account."""

from __future__ import annotations

from billing_platform.notifications.operations import Message
from members.models import Ticket
from tenants import border


def invitation_message(ticket: Ticket, token: str, by: str) -> Message:
    """The link to join, with who invites and into what."""
    name = border.present_organization().name
    text = f"{by} invites you to {name}.\n\n/join/{token}/\n"
    return Message("account_invitation", ticket.email, f"{by} invites you to {name}", text, ticket.public_id)


def reset_message(ticket: Ticket, token: str) -> Message:
    """The link to a new password."""
    name = border.present_organization().name
    text = f"A new password for {ticket.email}.\n\n/new-password/{token}/\n"
    return Message("account_reset", ticket.email, f"A new password for {name}", text, ticket.public_id)

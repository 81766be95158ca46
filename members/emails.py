"""What people are mailed about their account; nobody else reads these, since they carry a way in."""

from __future__ import annotations

from collections.abc import Mapping

from django.urls import reverse
from django.utils import timezone

from billing_platform.addresses import link, root_of
from billing_platform.notifications.kinds import MailKind, mail_kind
from billing_platform.notifications.letter import Letter, Tone
from billing_platform.notifications.operations import Message
from common.tongue import Tongue, tongue_of
from members.email_words import FACTOR_TAKEN, INVITATION, RESET, ROLES
from members.models import Ticket
from people.models import Account
from people.queries import roles_named
from tenants import border

INVITED = mail_kind("account_invitation", "Invitation", is_private=True)
FACTOR_TAKEN_AWAY = mail_kind("second_factor_taken", "Second factor taken away", is_private=True)
PASSWORD_LOST = mail_kind("account_reset", "New password", is_private=True)


def invitation_message(ticket: Ticket, token: str, by: str) -> Message:
    """The link to join, in the organization's language: who invites, into which roles, until when it works."""
    organization = border.present_organization()
    tongue = tongue_of(organization.locale)
    words = INVITATION[tongue.language]
    said = {"by": by, "until": tongue.day(timezone.localdate(ticket.expires_at))}
    roles = ", ".join(ROLES[tongue.language].get(role.key, role.label) for role in roles_named(ticket.roles))
    facts = ((words["fact.email"], ticket.email), (words["fact.roles"], roles))
    address = link(root_of(organization), "links:joining", token)
    return _message(INVITED, ticket, _letter(tongue, words, said, facts, address))


def reset_message(ticket: Ticket, token: str, language: str) -> Message:
    """The link to a new password, in the language of the account that lost it."""
    organization = border.present_organization()
    tongue = tongue_of(language)
    words = RESET[tongue.language]
    facts = ((words["fact.email"], ticket.email),)
    address = link(root_of(organization), "links:new_password", token)
    return _message(PASSWORD_LOST, ticket, _letter(tongue, words, {}, facts, address))


def factor_taken_message(account: Account, by: str) -> Message:
    """That the second factor is gone, and who took it, in the language of the account."""
    organization = border.present_organization()
    tongue = tongue_of(account.language)
    words = FACTOR_TAKEN[tongue.language]
    facts = ((words["fact.email"], account.email),)
    letter = _letter(tongue, words, {"by": by}, facts, root_of(organization) + reverse("people:sign_in"))
    return Message(FACTOR_TAKEN_AWAY.name, account.email, letter, account.public_id, "")


def _letter(
    tongue: Tongue, words: Mapping[str, str], said: Mapping[str, str], facts: tuple[tuple[str, str], ...], address: str
) -> Letter:
    organization = border.present_organization()
    text = {name: each.format(organization=organization.name, **said) for name, each in words.items()}
    return Letter(
        language=tongue.language,
        sender=organization.name,
        subject=text["subject"],
        preheader=text["why"],
        tone=Tone.NEWS,
        tone_word=text["tone"],
        title=text["subject"],
        why=text["why"],
        facts=facts,
        reason=text["reason"],
        action=text["action"],
        address=address,
    )


def _message(kind: MailKind, ticket: Ticket, letter: Letter) -> Message:
    return Message(kind.name, ticket.email, letter, ticket.public_id, "")

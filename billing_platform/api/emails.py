"""What people are mailed about tokens."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone

from billing_platform.addresses import root_of
from billing_platform.api.email_words import EXPIRY
from billing_platform.api.models import ApiToken
from billing_platform.notifications.kinds import mail_kind
from billing_platform.notifications.letter import Letter, Tone
from billing_platform.notifications.operations import Message
from common.tongue import Tongue, tongue_of
from people.models import Account
from people.permissions import Role
from tenants import border

EXPIRES = mail_kind("api_token_expires", "API token expires")


def expiry_messages(token: ApiToken) -> list[Message]:
    """To the person whose token it is, or to every active admin for one of a service account."""
    page = "tokens:own" if token.account_id else "service_accounts:list"
    address = root_of(border.present_organization()) + reverse(page)
    return [_message(token, each, address) for each in _readers(token)]


def _readers(token: ApiToken) -> list[Account]:
    if token.account is not None:
        return [token.account] if token.account.is_active else []
    return list(Account.objects.filter(is_active=True, roles__role=Role.ADMIN).order_by("pk"))


def _message(token: ApiToken, reader: Account, address: str) -> Message:
    letter = _letter(token, tongue_of(reader.language), address)
    return Message(EXPIRES.name, reader.email, letter, token.public_id, token.name)


def _letter(token: ApiToken, tongue: Tongue, address: str) -> Letter:
    organization = border.present_organization()
    until = tongue.day(timezone.localdate(token.expires_at))
    said = {"token": token.name, "owner": token.owner_name, "until": until, "organization": organization.name}
    text = {name: each.format(**said) for name, each in EXPIRY[tongue.language].items()}
    return Letter(
        language=tongue.language,
        sender=organization.name,
        subject=text["subject"],
        preheader=text["why"],
        tone=Tone.WARN,
        tone_word=text["tone"],
        title=text["subject"],
        why=text["why"],
        facts=tuple((text[f"fact.{name}"], said[name]) for name in ("token", "owner", "until")),
        reason=text["reason"],
        action=text["action"],
        address=address,
    )

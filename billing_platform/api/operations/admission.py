"""Judge the token of a request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from billing_platform.api.models import ApiToken, TokenState
from billing_platform.api.refusals import OwnerDeactivated, TokenExpired, TokenRevoked, TokenUnknown
from billing_platform.api.token_text import LONGEST, digest_of
from common.sql import execute
from people.permissions import Permission
from tenants.border import Actor
from tenants.models import now

NOTED_EVERY = timedelta(minutes=5)
NOTE_USE = """
INSERT INTO api_tokenuse AS u (token_id, at, address) VALUES (%(token)s, %(at)s, %(address)s)
    ON CONFLICT (token_id) DO UPDATE SET at = excluded.at, address = excluded.address WHERE u.at < %(before)s
"""


@dataclass(frozen=True, slots=True)
class Caller:
    """Whose request it is: the token, what it may do now, what its owner may, and how the history names it."""

    token_id: int
    token: UUID
    scopes: frozenset[Permission]
    may: frozenset[Permission]
    actor: Actor


def admit_token(text: str, address: str) -> Caller:
    """The caller this token admits to the open organization; three statements, a fourth at most every five minutes.

    Notes the use, from the client's `address`. Refuses unknown, revoked and expired tokens and those of a deactivated
    owner. A token of another organization is unknown here.
    """
    token = _found(text)
    _check(token)
    _note_use(token, address)
    owned = token.service_account.may if token.service_account else token.account.permissions  # type: ignore[union-attr]
    return Caller(token.pk, token.public_id, token.may, owned, _actor(token))


def _found(text: str) -> ApiToken:
    tokens = ApiToken.objects.select_related("account", "service_account", "use")
    found = tokens.filter(sha256=digest_of(text)).first() if len(text) <= LONGEST else None
    if found is None:
        raise TokenUnknown("This is no token of this organization. Check it, and that the host is the right one.")
    return found


def _check(token: ApiToken) -> None:
    state = token.state(now())
    if state == TokenState.REVOKED:
        raise TokenRevoked("This token was revoked. Use another.")
    if state == TokenState.EXPIRED:
        raise TokenExpired(f"This token expired on {token.expires_at:%Y-%m-%d}. Make a new one.")
    owner = token.service_account or token.account
    if owner is None or not owner.is_active:
        raise OwnerDeactivated(f"The account of {token.owner_name} is deactivated, and its tokens with it.")


def _note_use(token: ApiToken, address: str) -> None:
    at = now()
    use = getattr(token, "use", None)
    if use is None or use.at < at - NOTED_EVERY:
        given = {"token": token.pk, "at": at, "address": address, "before": at - NOTED_EVERY}
        execute(NOTE_USE, given)


def _actor(token: ApiToken) -> Actor:
    """As the history writes it: "Ada by token “ERP”"; the key is the token's."""
    return Actor(f"token:{token.public_id}", f"{token.owner_name} by token “{token.name}”")

"""Tokens and service accounts, shaped for their pages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.shortcuts import get_object_or_404

from billing_platform.api.models import ApiToken, ServiceAccount, TokenState
from people.models import Account
from people.permissions import Permission, in_order, known_permissions, permission_words
from people.queries import AccountState
from tenants.models import now

MOST_ROWS = 200


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A token in a list: the shown part of its text, whose it is, its scopes in words, from when to when, last use."""

    public_id: UUID
    name: str
    shown: str
    owner: str
    scopes: str
    state: TokenState
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None
    used_from: str

    @property
    def is_active(self) -> bool:
        return self.state == TokenState.ACTIVE


@dataclass(frozen=True, slots=True)
class ServiceAccountRow:
    """A service account in the list, with what it may do in words and how many of its tokens work."""

    public_id: UUID
    name: str
    permissions: str
    state: AccountState
    token_count: int


@dataclass(frozen=True, slots=True)
class ServiceAccountPage:
    """One service account: its row, its permissions, its tokens with the newest first."""

    row: ServiceAccountRow
    permissions: tuple[Permission, ...]
    tokens: tuple[TokenRow, ...]

    @property
    def is_active(self) -> bool:
        return self.row.state == AccountState.ACTIVE


def tokens_of(person: Account) -> tuple[TokenRow, ...]:
    """A person's tokens, the newest first; one statement."""
    return _rows(ApiToken.objects.filter(account=person))


def tokens_of_people() -> tuple[TokenRow, ...]:
    """Every person's tokens that work, the newest first; one statement."""
    return _rows(ApiToken.objects.filter(account__isnull=False, revoked_at=None, expires_at__gt=now()))


def token_named(public_id: UUID, *, owner: Account | None = None) -> TokenRow:
    """One token, of this person where one is named. Raises Http404."""
    found = ApiToken.objects.filter(account=owner) if owner else ApiToken.objects.all()
    return _row(get_object_or_404(found.select_related("account", "service_account", "use"), public_id=public_id))


def service_accounts() -> tuple[ServiceAccountRow, ...]:
    """All service accounts by name, the deactivated last; one statement."""
    working = Q(tokens__revoked_at=None, tokens__expires_at__gt=now())
    counted = ServiceAccount.objects.annotate(token_count=Count("tokens", filter=working))
    return tuple(_account_row(row) for row in counted.order_by("-is_active", "name")[:MOST_ROWS])


def service_account(public_id: UUID) -> ServiceAccountPage:
    """The page of one service account; two statements. Raises Http404."""
    account = get_object_or_404(ServiceAccount, public_id=public_id)
    tokens = _rows(ApiToken.objects.filter(service_account=account))
    account.token_count = sum(token.is_active for token in tokens)  # type: ignore[attr-defined]
    held = in_order(known_permissions(account.permissions))
    return ServiceAccountPage(_account_row(account), held, tokens)


def scope_words(names: Iterable[str]) -> str:
    """Permissions in words: "See invoices, issue invoices"."""
    words = permission_words(known_permissions(names))
    return words[:1].upper() + words[1:]


def _rows(tokens: QuerySet[ApiToken]) -> tuple[TokenRow, ...]:
    found = tokens.select_related("account", "service_account", "use").order_by("-id")[:MOST_ROWS]
    return tuple(_row(token) for token in found)


def _row(token: ApiToken) -> TokenRow:
    use = getattr(token, "use", None)
    return TokenRow(
        public_id=token.public_id,
        name=token.name,
        shown=token.shown,
        owner=token.owner_name,
        scopes=scope_words(token.scopes),
        state=token.state(now()),
        created_at=token.created_at,
        expires_at=token.expires_at,
        used_at=use.at if use else None,
        used_from=use.address if use else "",
    )


def _account_row(row: ServiceAccount) -> ServiceAccountRow:
    count: int = getattr(row, "token_count", 0)
    return ServiceAccountRow(
        row.public_id, row.name, scope_words(row.permissions), AccountState.of(row.is_active), count
    )

"""Make, revoke and warn of tokens."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.shortcuts import get_object_or_404

from billing_platform.api.emails import expiry_messages
from billing_platform.api.models import ApiToken, ServiceAccount
from billing_platform.api.refusals import InvalidExpiry, InvalidScopes, OwnerDeactivated, TooManyTokens
from billing_platform.api.token_text import digest_of, new_token_text, shown_part
from billing_platform.notifications.operations import notify, send_soon
from people.models import Account
from people.operations.second_factor import pass_second_step
from people.permissions import Permission, in_order
from tenants.models import now

USUAL_DAYS, LONGEST_DAYS = 90, 365
MOST_ACTIVE = 50
WARNED_BEFORE = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token as it is shown once: the text is kept nowhere."""

    token: ApiToken
    text: str


@dataclass(frozen=True, slots=True)
class TokenWish:
    """What a token is to be called, what it may do and for how many days it lives."""

    name: str
    scopes: Collection[Permission]
    days: int = USUAL_DAYS


def make_token(owner: Account | ServiceAccount, wish: TokenWish, *, by: Account) -> NewToken:
    """Give a person or a service account a token; its text is in the answer and nowhere else.

    Locks the owner, so that two at once count each other. Not to be repeated: the second is another token. Refuses
    scopes that the owner or `by`, who will read the text, does not have (InvalidScopes), other lives than 1 to 365 days
    (InvalidExpiry), a deactivated owner and more than 50 active tokens.
    """
    if not 1 <= wish.days <= LONGEST_DAYS:
        raise InvalidExpiry(f"A token lives 1 to {LONGEST_DAYS} days.", field="days")
    with transaction.atomic():
        locked = _locked(owner)
        _check_scopes(locked, by, wish.scopes)
        if locked.tokens.filter(revoked_at=None, expires_at__gt=now()).count() >= MOST_ACTIVE:
            raise TooManyTokens(f"There are {MOST_ACTIVE} active tokens already. Revoke one that is not used.")
        return _written(locked, wish)


def make_token_with_code(
    owner: Account | ServiceAccount, wish: TokenWish, *, by: Account, code: str, address: str
) -> NewToken:
    """As `make_token`, for somebody at a page: who has a second factor types a code of it, since a token needs none.

    `address` is the client's. A code counts once, and wrong ones are counted as at signing in. Refuses those too.
    """
    pass_second_step(by, code, address)
    return make_token(owner, wish, by=by)


def revoke_token(public_id: UUID, *, owner: Account | None = None) -> bool:
    """Take a token back at once; False when it was so already. With `owner` only a token of that person is found.

    Locks the token. Raises Http404.
    """
    with transaction.atomic():
        found = ApiToken.objects.select_for_update(no_key=True)
        token = get_object_or_404(found.filter(account=owner) if owner else found, public_id=public_id)
        if token.revoked_at is not None:
            return False
        token.revoked_at = now()
        token.save(update_fields=["revoked_at"])
    return True


def warn_of_expiry() -> int:
    """Mail the owners of tokens that expire within seven days (of a service account's: the admins); returns how many.

    Each token once, whatever is repeated, and none that is revoked or expired. Locks those tokens.
    """
    with transaction.atomic():
        soon = ApiToken.objects.filter(
            revoked_at=None, warned_at=None, expires_at__range=(now(), now() + WARNED_BEFORE)
        )
        tokens = list(soon.order_by("pk").select_for_update(no_key=True))
        ApiToken.objects.filter(pk__in=[token.pk for token in tokens]).update(warned_at=now())
        written = notify([message for token in tokens for message in expiry_messages(token)])
        if written:
            send_soon()
    return written


def _locked(owner: Account | ServiceAccount) -> Account | ServiceAccount:
    kind = Account if isinstance(owner, Account) else ServiceAccount
    locked: Account | ServiceAccount = kind.objects.select_for_update(no_key=True).get(pk=owner.pk)
    if not locked.is_active:
        raise OwnerDeactivated("This account is deactivated. Activate it first.")
    return locked


def _check_scopes(owner: Account | ServiceAccount, by: Account, scopes: Collection[Permission]) -> None:
    allowed = by.permissions & (owner.may if isinstance(owner, ServiceAccount) else owner.permissions)
    if not scopes:
        raise InvalidScopes("Choose at least one scope.", field="scopes")
    beyond = [scope.label for scope in in_order(scopes) if scope not in allowed]
    if beyond:
        raise InvalidScopes(f"Beyond what its owner or you may do: {', '.join(beyond)}.", field="scopes")


def _written(owner: Account | ServiceAccount, wish: TokenWish) -> NewToken:
    text, at = new_token_text(), now()
    token = ApiToken(
        account=owner if isinstance(owner, Account) else None,
        service_account=owner if isinstance(owner, ServiceAccount) else None,
        name=wish.name.strip(), shown=shown_part(text), sha256=digest_of(text),
        scopes=[scope.value for scope in in_order(wish.scopes)],
        created_at=at, expires_at=at + timedelta(days=wish.days),
    )  # fmt: skip
    token.save()
    return NewToken(token, text)

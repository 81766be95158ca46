"""Why a request of the API is turned away, each reason with its name."""

from __future__ import annotations

from common.errors import Refusal


class TokenMissing(Refusal):
    """The request names no token."""

    code = "token_missing"


class TokenUnknown(Refusal):
    """No token of this organization has this text."""

    code = "token_unknown"


class TokenExpired(Refusal):
    """The token's time is over."""

    code = "token_expired"


class TokenRevoked(Refusal):
    """Somebody took the token back."""

    code = "token_revoked"


class OwnerDeactivated(Refusal):
    """The person or service account the token belongs to is shut out."""

    code = "owner_deactivated"


class ScopeMissing(Refusal):
    """The token's scopes leave out what the request needs, though its owner may do it."""

    code = "scope_missing"


class PermissionMissing(Refusal):
    """The token's owner may not do what the request needs."""

    code = "permission_missing"


class TooManyRequests(Refusal):
    """More requests in a minute than a token or an organization may send; `seconds` from now there is room again."""

    code = "too_many_requests"

    def __init__(self, message: str, *, seconds: int) -> None:
        super().__init__(message)
        self.seconds = seconds


class WrongContentType(Refusal):
    """The body is of another kind than the address takes."""

    code = "wrong_content_type"


class BodyTooLarge(Refusal):
    """The body has more bytes than the address takes."""

    code = "body_too_large"


class UnknownParameter(Refusal):
    """The address has a parameter that the operation does not know."""

    code = "unknown_parameter"


class InvalidKey(Refusal):
    """The idempotency key is too long or holds other characters than visible ASCII."""

    code = "invalid_idempotency_key"


class KeyReused(Refusal):
    """The idempotency key belongs to another request of this token."""

    code = "idempotency_key_reused"


class KeyInUse(Refusal):
    """A request with this idempotency key is running right now."""

    code = "idempotency_key_in_use"


class StaleStamp(Refusal):
    """The row was changed since the stamp that the request carries was read; nothing was changed now."""

    code = "stale_stamp"


class RowsRefused(Refusal):
    """Some rows of a request can't be done, so none was; `errors` has the sentences about each by its name."""

    code = "rows_refused"

    def __init__(self, message: str, *, errors: dict[str, list[str]]) -> None:
        super().__init__(message)
        self.errors = errors


class RowsStale(RowsRefused):
    """Some rows of a request were changed since they were looked at, so none was changed now."""

    code = "rows_stale"


class InvalidCursor(Refusal):
    """The cursor is none that an answer gave out."""

    code = "invalid_cursor"


class InvalidScopes(Refusal):
    """A token without scopes, or with one that its owner does not have."""

    code = "invalid_scopes"


class InvalidExpiry(Refusal):
    """A token lives at least a day and at most a year."""

    code = "invalid_expiry"


class ServiceAccountTaken(Refusal):
    """Another service account has this name."""

    code = "service_account_taken"


class TooManyTokens(Refusal):
    """The owner has as many active tokens as anybody may have."""

    code = "too_many_tokens"

"""Every error of the API in one shape, that of RFC 9457: what kind, what is wrong with this request, which fields."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja.errors import HttpError, ValidationError

from billing_platform.api import refusals
from billing_platform.api.wording import words_of
from common.errors import Refusal
from common.retry import BuyerBusy
from tenants.border import BuyerUnavailable, OrganizationBehind

MEDIA_TYPE = "application/problem+json"
TYPES_AT = "/api/v1/problems#"
COME_AGAIN_SECONDS = 30
USUAL = 422
# Which status says it best; a refusal that is not here is a request that the rules do not allow: 422.
STATUS_OF: dict[str, int] = {
    **dict.fromkeys(("token_missing", "token_unknown", "token_expired", "token_revoked", "owner_deactivated"), 401),
    **dict.fromkeys(("scope_missing", "permission_missing"), 403),
    **dict.fromkeys((refusals.KeyInUse.code, refusals.RowsStale.code, "changed_meanwhile"), 409),
    refusals.StaleStamp.code: 412,
    refusals.BodyTooLarge.code: 413,
    refusals.WrongContentType.code: 415,
    refusals.TooManyRequests.code: 429,
    **dict.fromkeys((BuyerBusy.code, BuyerUnavailable.code, OrganizationBehind.code), 503),
}
# What is said of an answer that was no problem document yet: of a path, a method, a host, a defect.
PLAIN = {
    400: ("bad_request", "The request can’t be understood."),
    403: ("forbidden", "This is not allowed."),
    404: ("not_found", "There is nothing at this address. The reference is at /api/v1/docs."),
    405: ("method_not_allowed", "This address does not take this method. The header Allow names those it takes."),
    413: ("body_too_large", "The body has more bytes than are taken."),
    415: ("wrong_content_type", "The body is of another kind than the address takes."),
    500: ("defect", "Something is broken here. Name the request number to whoever runs this installation."),
    503: ("unavailable", "The organization is being upgraded. Try again in a minute."),
}
MEANINGS = {
    400: "The body is no JSON.",
    401: "The token is missing, unknown, expired or revoked, or its owner is deactivated.",
    403: "The token lacks the scope, or its owner the permission.",
    404: "There is no such object in this organization.",
    409: "Somebody else changed the object, or a request with this idempotency key is running.",
    412: "The object was changed since the stamp in If-Match was read.",
    413: "The body has too many bytes.",
    415: "The body is of the wrong kind.",
    422: "Values are not what their fields take, or the rules do not allow it.",
    429: "Too many requests in this minute; Retry-After says when there is room again.",
    503: "The organization or its partner can’t be reached for a moment; Retry-After says when to come again.",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One error: `code` is stable, `detail` a sentence, `errors` the sentences about single fields by their names."""

    status: int
    code: str
    detail: str
    errors: Mapping[str, list[str]] = field(default_factory=dict)


def answers_with(status: int, *codes: str) -> None:
    """Say which status refusals with these codes have; called once by a room's `AppConfig.ready`."""
    STATUS_OF.update(dict.fromkeys(codes, status))


def of_refusal(refusal: Refusal) -> Problem:
    """A refusal as a problem: its code, its words, its field."""
    several = refusal.errors if isinstance(refusal, refusals.RowsRefused) else {}
    errors = several or ({refusal.field: [refusal.message]} if refusal.field else {})
    return Problem(STATUS_OF.get(refusal.code, USUAL), refusal.code, refusal.message, errors)


def of_status(status: int) -> Problem:
    """What a bare status means here; one that has no words of its own gets those of HTTP."""
    code, detail = PLAIN.get(status) or (f"http_{status}", f"{HTTPStatus(status).phrase}.")
    return Problem(status, code, detail)


def of_http_error(error: HttpError) -> Problem:
    """What the library refuses by itself: a body that is no JSON."""
    if error.status_code == 400:
        return Problem(400, "malformed_body", "The body is no JSON.")
    return of_status(error.status_code)


def of_validation(error: ValidationError) -> Problem:
    """Values that are not what their fields take, all at once."""
    errors: dict[str, list[str]] = {}
    for name, words in _wrong_fields(error):
        errors.setdefault(name, []).append(words)
    count = len(errors)
    which = "One value is" if count == 1 else f"{count} values are"
    return Problem(422, "invalid_values", f"{which} not what is allowed here: {', '.join(errors)}.", errors)


def answer(problem: Problem, request: HttpRequest, headers: Mapping[str, str] | None = None) -> HttpResponse:
    """The problem as an answer, with the number that the log carries."""
    content: dict[str, Any] = {
        "type": f"{TYPES_AT}{problem.code}",
        "title": title_of(problem.code),
        "status": problem.status,
        "detail": problem.detail,
        "instance": f"urn:uuid:{getattr(request, 'request_id', '')}",
    }
    if problem.errors:
        content["errors"] = problem.errors
    return HttpResponse(
        json.dumps(content, ensure_ascii=False), status=problem.status, content_type=MEDIA_TYPE, headers=headers
    )


def title_of(code: str) -> str:
    """The code in words: "Idempotency key reused"."""
    return code.replace("_", " ").capitalize()


def headers_of(refusal: Refusal) -> dict[str, str]:
    """How to come back: Retry-After where waiting helps, the scheme where a token is wanted."""
    status = STATUS_OF.get(refusal.code, USUAL)
    if isinstance(refusal, refusals.TooManyRequests):
        return {"Retry-After": str(refusal.seconds)}
    if status == 503:
        return {"Retry-After": str(COME_AGAIN_SECONDS)}
    if status == 401:
        missing = refusal.code == refusals.TokenMissing.code
        return {"WWW-Authenticate": "Bearer" if missing else 'Bearer error="invalid_token"'}
    return {}


def _wrong_fields(error: ValidationError) -> Iterator[tuple[str, str]]:
    for each in error.errors:
        source, *path = each["loc"]
        name = ".".join(str(part) for part in path if part not in ("body", "asked", "sent")) or str(source)
        yield name, words_of(each)

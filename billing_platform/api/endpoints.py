"""How a room declares an endpoint: method, path, permission, what it takes, and an example of its answer."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from hashlib import sha256
from typing import Any, TypeVar, get_type_hints

from django.http import HttpResponse
from ninja import Router, Schema

from billing_platform.api.gate import ApiRequest, Token
from billing_platform.api.models import LONGEST_KEY
from billing_platform.api.operations.answers import Answer, Key, answer_once, is_answered
from billing_platform.api.refusals import InvalidKey
from billing_platform.api.schemas import Asked
from people.permissions import Permission

View = TypeVar("View", bound=Callable[..., Any])
JSON = "application/json"
SMALL = 1024 * 1024
KEY_HEADER, REPEATED_HEADER = "Idempotency-Key", "Idempotency-Replayed"
KEY_PARAMETER = {
    "name": KEY_HEADER, "in": "header", "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST_KEY, "pattern": "^[!-~]+$"},
    "description": "A text of your own for this request. Sent again with the same body, the first answer comes again.",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Body:
    """What an operation takes: the media type, the most bytes, its headers, its part of the OpenAPI document.

    `before` is called as the operation is, ahead of it and of its transaction: what it leaves stays, also when the
    operation is refused. Sent again under a key that was answered, it is not called.
    """

    media_type: str = JSON
    most_bytes: int = SMALL
    headers: tuple[dict[str, Any], ...] = ()
    described: dict[str, Any] = field(default_factory=dict)
    before: Callable[..., None] | None = None


def reads(
    router: Router, path: str, permission: Permission, answer: type[Schema], *, summary: str, example: dict[str, Any]
) -> Callable[[View], View]:
    """Declare a GET. Its description is the docstring of the function, which gets an ApiRequest."""

    def declare(view: View) -> View:
        described = _described(permission, example)
        gate = Token(permission, _parameters(view))
        router.get(path, auth=gate, response=answer, **_named(view, summary), openapi_extra=described)(view)
        return view

    return declare


def downloads(
    router: Router, path: str, permission: Permission, media_type: str, *, summary: str
) -> Callable[[View], View]:
    """Declare a GET that answers with a file: the function gets an ApiRequest and returns an HttpResponse."""
    content = {media_type: {"schema": {"type": "string", "format": "binary"}}}
    described = {"x-permission": permission.value, "responses": {200: {"description": "The file.", "content": content}}}

    def declare(view: View) -> View:
        gate = Token(permission, _parameters(view))
        router.get(path, auth=gate, **_named(view, summary), openapi_extra=described)(view)
        return view

    return declare


def writes(
    router: Router, method: str, path: str, permission: Permission, answer: type[Schema], *, summary: str,
    example: dict[str, Any], body: Body = Body(),
) -> Callable[[View], View]:  # fmt: skip
    """Declare a write. It calls one operation of one transaction, and with an idempotency key runs once."""

    def declare(view: View) -> View:
        described = _described(permission, example) | {"parameters": [KEY_PARAMETER, *body.headers]} | body.described
        gate = Token(permission, _parameters(view), body.media_type, body.most_bytes)
        declared = router.api_operation([method], path, auth=gate, response=answer, openapi_extra=described,
                                        **_named(view, summary))  # fmt: skip
        declared(_answered_once(view, body.before))
        return view

    return declare


def _named(view: Callable[..., Any], summary: str) -> dict[str, Any]:
    return {"summary": summary, "operation_id": view.__name__, "description": inspect.getdoc(view)}


def _parameters(view: Callable[..., Any]) -> frozenset[str]:
    """The names of the parameters that the address of the operation may have."""
    asked = (hint for hint in get_type_hints(view).values() if isinstance(hint, type) and issubclass(hint, Asked))
    return frozenset(name for each in asked for name in each.model_fields)


def _described(permission: Permission, example: dict[str, Any]) -> dict[str, Any]:
    return {"x-permission": permission.value, "responses": {200: {"content": {JSON: {"example": example}}}}}


def _answered_once(view: Callable[..., Schema], before: Callable[..., None] | None) -> Callable[..., HttpResponse]:
    @wraps(view)
    def answered(request: ApiRequest, **values: Any) -> HttpResponse:
        key = _key_of(request)

        def write() -> Answer:
            return Answer(200, view(request, **values).model_dump_json())

        if before and (key is None or not is_answered(key)):
            before(request, **values)
        return _response(answer_once(key, write) if key else write())

    hints = get_type_hints(view, include_extras=True)
    signature = inspect.signature(view)
    typed = [each.replace(annotation=hints.get(name)) for name, each in signature.parameters.items()]
    answered.__signature__ = signature.replace(parameters=typed)  # type: ignore[attr-defined]
    return answered


def _response(answer: Answer) -> HttpResponse:
    headers = {REPEATED_HEADER: "true"} if answer.is_repeated else {}
    return HttpResponse(answer.body, status=answer.status, content_type=JSON, headers=headers)


def _key_of(request: ApiRequest) -> Key | None:
    """The idempotency key of the request, with what it was sent for; None without one."""
    text = request.headers.get(KEY_HEADER)
    if text is None:
        return None
    if not 0 < len(text) <= LONGEST_KEY or not all("!" <= sign <= "~" for sign in text):
        raise InvalidKey(f"A key has 1 to {LONGEST_KEY} visible ASCII characters, no spaces.", field=KEY_HEADER)
    return Key(request.auth.token_id, text, _fingerprint(request))


def _fingerprint(request: ApiRequest) -> str:
    """A hash of everything that decides what the request does."""
    head = f"{request.method} {request.get_full_path()} {request.content_type} {request.headers.get('If-Match', '')}\n"
    return sha256(head.encode() + request.body).hexdigest()

"""Every address of the product, walked from its URL configuration."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

NOBODY = UUID("00000000-0000-7000-8000-000000000000")
SAMPLES = {
    "UUIDConverter": str(NOBODY), "IntConverter": "1", "SlugConverter": "none", "StringConverter": "none",
    "PathConverter": "none",
}  # fmt: skip
# Operations of the API declare their permission at their gate; `tests/matrix/test_api_matrix.py` asks them.
API = "/api/v1/"
API_PAGES = {"/api/v1/docs", "/api/v1/problems", "/api/v1/openapi.json"}
PUBLIC = API_PAGES | {
    "/sign-in/",
    "/sign-in/second-step/",
    "/sign-out/",
    "/healthz",
    "/readyz",
    "/forgotten/",
    "/join/none/",
    "/new-password/none/",
}


@dataclass(frozen=True, slots=True)
class Route:
    """One address with sample arguments; `permissions` and `methods` are None where the view declares none.

    `form` is the path with its arguments in braces: "/invoices/{public_id}/".
    """

    path: str
    permissions: tuple[str, ...] | None
    has_arguments: bool
    name: str = ""
    form: str = ""
    methods: frozenset[str] | None = None


def every_route() -> list[Route]:
    """All routes of an organization's host."""
    found = _walk(get_resolver(settings.ROOT_URLCONF).url_patterns, Route("/", None, False, form="/"))
    return [route for route in found if not route.path.startswith(API) or route.path in API_PAGES]


def guarded_routes() -> list[Route]:
    """All but those that everybody reaches without signing in."""
    return [route for route in every_route() if route.path not in PUBLIC]


def _walk(patterns: list[Any], above: Route) -> Iterator[Route]:
    for pattern in patterns:
        below = Route(
            above.path + _filled(pattern, sample_of),
            None,
            above.has_arguments or bool(pattern.pattern.converters),
            ":".join(filter(None, [above.name, getattr(pattern, "namespace", "") or getattr(pattern, "name", "")])),
            above.form + _filled(pattern, lambda name, converter: f"{{{name}}}"),
        )
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, below)
        else:
            view = pattern.callback
            yield replace(below, permissions=_permissions_of(view), methods=_methods_of(view))


def sample_of(_: str, converter: object) -> str:
    return SAMPLES[type(converter).__name__]


def _filled(pattern: URLPattern | URLResolver, value_of: Callable[[str, object], str]) -> str:
    route = str(pattern.pattern)
    for name, converter in pattern.pattern.converters.items():
        start = route.index("<")
        end = route.index(">") + 1
        assert name in route[start:end]
        route = route[:start] + value_of(name, converter) + route[end:]
    return route


def _permissions_of(view: Callable[..., Any]) -> tuple[str, ...] | None:
    declared = getattr(view, "required_permissions", None)
    return None if declared is None else tuple(permission.value for permission in declared)


def _methods_of(view: Callable[..., Any] | None) -> frozenset[str] | None:
    """What `require_http_methods` and its kin were told, wherever they stand among the decorators."""
    while inspect.isfunction(view):
        told = inspect.getclosurevars(view).nonlocals.get("request_method_list")
        if told is not None:
            return frozenset(told)
        view = getattr(view, "__wrapped__", None)
    return None

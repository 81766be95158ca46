"""Every address of the product, walked from its URL configuration."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

NOBODY = UUID("00000000-0000-7000-8000-000000000000")
SAMPLES = {
    "UUIDConverter": str(NOBODY), "IntConverter": "1", "SlugConverter": "none", "StringConverter": "none",
    "PathConverter": "none",
}  # fmt: skip
# Operations of the API declare their permission at their gate; `tests/api/test_reference.py` walks them.
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
    """One address with sample arguments; `permissions` is None where the view declares none."""

    path: str
    permissions: tuple[str, ...] | None
    has_arguments: bool


def every_route() -> list[Route]:
    """All routes of an organization's host."""
    found = _walk(get_resolver(settings.ROOT_URLCONF).url_patterns, "/", False)
    return [route for route in found if not route.path.startswith(API) or route.path in API_PAGES]


def guarded_routes() -> list[Route]:
    """All but those that everybody reaches without signing in."""
    return [route for route in every_route() if route.path not in PUBLIC]


def _walk(patterns: list[Any], prefix: str, has_arguments: bool) -> Iterator[Route]:
    for pattern in patterns:
        path = prefix + _sample(pattern)
        with_arguments = has_arguments or bool(pattern.pattern.converters)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, path, with_arguments)
        else:
            yield Route(path, _permissions_of(pattern.callback), with_arguments)


def _sample(pattern: URLPattern | URLResolver) -> str:
    route = str(pattern.pattern)
    for name, converter in pattern.pattern.converters.items():
        start = route.index("<")
        end = route.index(">") + 1
        assert name in route[start:end]
        route = route[:start] + SAMPLES[type(converter).__name__] + route[end:]
    return route


def _permissions_of(view: Callable[..., Any]) -> tuple[str, ...] | None:
    declared = getattr(view, "required_permissions", None)
    return None if declared is None else tuple(permission.value for permission in declared)

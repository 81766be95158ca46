"""Every address of the product with the ids of what was written in place of its arguments, so that none is left out."""

from __future__ import annotations

from collections.abc import Iterator

from tests.browser.written import Samples
from tests.people.routes import PUBLIC, SAMPLES, Route, every_route

NOT_PAGES = {"/healthz", "/readyz", "/sign-out/", "/api/v1/openapi.json"}
# Files and the frame of a mail: what they hold is looked at in tests of their own.
NOT_OURS_TO_LAY_OUT = {
    "/invoices/document/original/", "/invoices/document/picture/", "/invoices/pdf/", "/mails/html/",
    "/payment-terms/cell/", "/api/v1/docs", "/exports/file/", "/purchase-orders/notices/mail/",
    "/purchase-orders/attached/", "/imports/new/template/",
}  # fmt: skip


def pages_of(samples: Samples) -> list[str]:
    """The addresses to open there when signed in; those with an id only where something with one was written."""
    return [*_filled(samples, is_public=False), "/no-such-page/"]


def open_pages_of(samples: Samples) -> list[str]:
    """The addresses that everybody may open."""
    return [*_filled(samples, is_public=True), "/no-such-page/"]


def without_sample(samples: dict[str, Samples]) -> set[str]:
    """Addresses of pages with an id for which nothing was written in any organization."""
    known = {form for forms in samples.values() for form in forms}
    return {form_of(route.path) for route in _routes() if route.has_arguments} - known


def form_of(path: str) -> str:
    """An address without its arguments: "/invoices/edit/"."""
    return "/".join(part for part in path.split("/") if part not in SAMPLES.values())


def _filled(samples: Samples, *, is_public: bool) -> Iterator[str]:
    for route in _routes():
        if (route.path in PUBLIC) is is_public:
            yield from _addresses(route, samples)


def _addresses(route: Route, samples: Samples) -> list[str]:
    if not route.has_arguments:
        return [route.path]
    (argument,) = (part for part in route.path.split("/") if part in SAMPLES.values())
    return [route.path.replace(argument, str(ident)) for ident in samples.get(form_of(route.path), [])]


def _routes() -> Iterator[Route]:
    """Each address that answers a GET once, in the order of its configuration."""
    found = {route.path: route for route in every_route() if "GET" in (route.methods or {"GET"})}
    return (route for route in found.values() if form_of(route.path) not in NOT_PAGES | NOT_OURS_TO_LAY_OUT)

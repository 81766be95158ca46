"""Around every answer of the API: errors in one shape whoever made them, nothing cached, what is left to send."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from billing_platform.api import problems

ROOT = "/api/"
OF_THE_BODY = frozenset({"content-type", "content-length", "content-encoding"})


class ApiMiddleware:
    """Stands outside the door, so that a shut one, an unknown host and a defect are problem documents too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not request.path.startswith(ROOT):
            return response
        if response.status_code >= 400 and not response.headers.get("Content-Type", "").startswith(problems.MEDIA_TYPE):
            response = _as_problem(request, response)
        response.headers.setdefault("Cache-Control", "no-store")
        allowed = getattr(request, "allowance", None)
        if allowed is not None:
            for name, value in allowed.headers().items():
                response.headers[name] = value
        return response


def _as_problem(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    kept = {name: value for name, value in response.headers.items() if name.lower() not in OF_THE_BODY}
    return problems.answer(problems.of_status(response.status_code), request, kept)

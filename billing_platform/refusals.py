"""A refusal that no view turned into a form error becomes a plain answer, a lost race a page that says to come again.

Everything else is a server error.
"""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from common.errors import Refusal
from common.retry import busy

COME_AGAIN_SECONDS = "5"


class RefusalMiddleware:
    """Says the refusal as a message on the page the person came from; held rows with a page of their own, 503."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refusal):
            held = busy(exception)
            return _come_again(request, held) if held else None
        messages.error(request, exception.message)
        back = request.headers.get("Referer", "")
        safe = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
        return HttpResponseRedirect(back if safe else "/")


def _come_again(request: HttpRequest, held: Refusal) -> HttpResponse:
    """Sent again by reloading the page, as a browser offers, the request carries all that was typed."""
    is_sent = request.method not in ("GET", "HEAD")
    response = render(request, "busy.html", {"reason": held.message, "is_sent": is_sent}, status=503)
    response["Retry-After"] = COME_AGAIN_SECONDS
    return response

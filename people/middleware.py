"""Names the signed-in person to the database, so that every change of this request is theirs in the history."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from people.models import Account
from tenants import border


class ActorMiddleware:
    """After authentication: the person acts, no longer a visitor."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if border.is_inside() and isinstance(request.user, Account):
            border.act_as(request.user.as_actor())
        return self.get_response(request)

"""Names the signed-in person to the database, so that every change of this request is theirs in the history."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from people.access import PersonRequest
from people.models import Account
from people.sessions import is_bound_here, note_seen
from tenants import border


class ActorMiddleware:
    """After authentication: the person acts, no longer a visitor, and reads instants in the organization's time zone.

    A session that was begun in another organization is ended, whatever its account number means here.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not border.is_inside():
            return self.get_response(request)
        if isinstance(request.user, Account):
            _name_actor(cast(PersonRequest, request))
        with timezone.override(border.present_organization().time_zone):
            return self.get_response(request)


def _name_actor(request: PersonRequest) -> None:
    if is_bound_here(request):
        border.act_as(request.user.as_actor())
        note_seen(request)
    else:
        logout(request)

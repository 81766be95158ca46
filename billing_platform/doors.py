"""Every request goes through one door: its host names the organization, bare and unknown hosts get health and 404."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from billing_platform.logs import actor_key
from tenants import border, register
from tenants.border import Actor, OrganizationBehind

VISITOR = Actor("visitor:unknown", "Somebody not signed in")
OPEN_PATHS = ("/healthz", "/readyz", "/static/")


class DoorMiddleware:
    """Opens the door of the host's organization for the whole request, as a visitor until somebody is signed in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        organization = None
        if not request.path.startswith(OPEN_PATHS):
            organization = register.organization_at(request.get_host().partition(":")[0])
        if organization is None:
            request.urlconf = settings.BARE_URLCONF
            return self.get_response(request)
        request.organization = organization  # type: ignore[attr-defined]
        number = str(request.request_id)  # type: ignore[attr-defined]
        try:
            with border.inside(organization, VISITOR, via="web", request=number):
                response = self.get_response(request)
                request.actor_key = actor_key(border.present_actor())  # type: ignore[attr-defined]
                return response
        except OrganizationBehind as refusal:
            return _come_again(request, refusal)


def _come_again(request: HttpRequest, refusal: OrganizationBehind) -> HttpResponse:
    response = render(request, "503.html", {"reason": refusal.message}, status=503)
    response["Retry-After"] = "60"
    return response

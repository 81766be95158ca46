"""Where a request came from."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The client's IP address as the socket says, or as the one trusted proxy in front added it; "" when unknown."""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.BEHIND_PROXY else ""
    named: str = forwarded.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", "")
    return named[:45]

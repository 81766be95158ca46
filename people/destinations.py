"""Where somebody goes after signing in."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme


def destination(request: HttpRequest) -> str:
    """The page somebody wanted before signing in, else the first one."""
    return asked_for(request) or resolve_url(settings.LOGIN_REDIRECT_URL)


def asked_for(request: HttpRequest) -> str:
    """The page somebody wanted before signing in; "" when none was named or it is on another host."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else ""

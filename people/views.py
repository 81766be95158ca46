"""Signing in at an organization's host, and out again."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from common.errors import Refusal
from people.destinations import asked_for, destination
from people.forms import SignInForm
from people.models import Account
from people.operations.sign_in import admit
from people.origin import client_address
from people.sessions import let_in


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page; the same words for an unknown e-mail, a wrong password and a deactivated account."""
    if isinstance(request.user, Account):
        return redirect(destination(request))
    form = SignInForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            account = admit(form.cleaned_data["username"], form.cleaned_data["password"], client_address(request))
        except Refusal as refusal:
            form.add_error(None, refusal.message)
        else:
            return let_in(request, account, destination(request))
    context = {
        "form": form,
        "host": request.get_host(),
        "next": asked_for(request),
        "reset_url": resolve_url("links:forgotten"),
    }
    return render(request, "people/sign_in.html", context, status=422 if form.errors else 200)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session; without one there is nothing to do."""
    logout(request)
    return redirect(settings.LOGOUT_REDIRECT_URL)

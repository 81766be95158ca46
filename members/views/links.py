"""Where mailed links lead: joining, and a new password. Nobody is signed in here."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from common.errors import Refusal
from common.ui.fields import add_refusal
from members.forms import ForgottenForm, NewPasswordForm
from members.models import Purpose, Ticket
from members.operations.invitations import accept_invitation
from members.operations.passwords import ask_for_reset, reset_password
from members.refusals import LinkDead
from members.tickets import find_ticket
from people.models import Account
from people.origin import client_address
from people.permissions import labels_of
from people.queries import roles_named
from people.sessions import let_in

Operation = Callable[[str, str], Account]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def forgotten(request: HttpRequest) -> HttpResponse:
    """Ask for a link to a new password; the answer is the same whether the address is known or asked for too often."""
    form = ForgottenForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        ask_for_reset(form.cleaned_data["email"], address=client_address(request))
        return render(request, "members/asked.html", {"email": form.cleaned_data["email"]})
    return render(request, "members/forgotten.html", {"form": form}, status=422 if form.errors else 200)


@sensitive_post_parameters("password", "again")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def joining(request: HttpRequest, token: str) -> HttpResponse:
    """Accept an invitation: choose a password, and be signed in."""
    return _choose(request, token, Purpose.INVITATION, accept_invitation)


@sensitive_post_parameters("password", "again")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new_password(request: HttpRequest, token: str) -> HttpResponse:
    """Choose a new password by a mailed link, and be signed in."""
    return _choose(request, token, Purpose.RESET, reset_password)


def _choose(request: HttpRequest, token: str, purpose: Purpose, operation: Operation) -> HttpResponse:
    form = NewPasswordForm(request.POST if request.method == "POST" else None)
    try:
        ticket = find_ticket(purpose, token)
        if form.is_valid():
            account = operation(token, form.cleaned_data["password"])
            messages.success(request, "Your password is set.")
            return let_in(request, account, resolve_url("home"))
    except LinkDead as refusal:
        context = {"why": refusal.message, "is_reset": purpose == Purpose.RESET}
        return render(request, "members/dead_link.html", context, status=410)
    except Refusal as refusal:
        add_refusal(form, refusal)
    return _password_page(request, ticket, form)


def _password_page(request: HttpRequest, ticket: Ticket, form: NewPasswordForm) -> HttpResponse:
    is_new = ticket.purpose == Purpose.INVITATION
    context = {
        "form": form,
        "title": "Join" if is_new else "New password",
        "verb": "Join" if is_new else "Set password",
        "ticket": ticket,
        "roles": labels_of(roles_named(ticket.roles)),
    }
    return render(request, "members/choose_password.html", context, status=422 if form.errors else 200)

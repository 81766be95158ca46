"""The second factor: asked for after the password, set up and turned off under My account."""

from __future__ import annotations

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.errors import Refusal
from common.ui.fields import add_refusal
from common.ui.toasts import tell
from people.access import PersonRequest, for_enrolling, signed_in_only
from people.destinations import destination
from people.forms import CodeForm, SecondStepForm, TurnOffForm
from people.operations.second_factor import (
    begin_second_factor,
    confirm_second_factor,
    is_second_factor_required,
    pass_second_step,
    turn_off_second_factor,
)
from people.origin import client_address
from people.queries import factor_of
from people.sessions import begin_session, pending_account


@sensitive_post_parameters("code")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def second_step(request: HttpRequest) -> HttpResponse:
    """The code after the password; without a right password before, back to signing in."""
    account = pending_account(request)
    if account is None:
        return redirect("people:sign_in")
    form = SecondStepForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            pass_second_step(account, form.cleaned_data["code"], client_address(request))
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            begin_session(request, account)
            return redirect(destination(request))
    context = {"form": form, "email": account.email, "next": destination(request)}
    return render(request, "people/second_step.html", context, status=422 if form.errors else 200)


@require_safe
@never_cache
@for_enrolling
def second_factor(request: PersonRequest) -> HttpResponse:
    """Off, being set up, or on."""
    return _page(request)


@require_POST
@for_enrolling
def beginning(request: PersonRequest) -> HttpResponse:
    """Make a secret for an app."""
    begin_second_factor(request.user)
    return redirect("people:second_factor")


@sensitive_post_parameters("code")
@require_POST
@never_cache
@for_enrolling
def confirmation(request: PersonRequest) -> HttpResponse:
    """Turn it on by a first code, and show the recovery codes this once."""
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _page(request, form=form)
    try:
        codes = confirm_second_factor(request.user, form.cleaned_data["code"])
    except Refusal as refusal:
        add_refusal(form, refusal)
        return _page(request, form=form)
    return render(request, "people/recovery_codes.html", {"codes": codes, "home_url": resolve_url("home")})


@sensitive_post_parameters("code", "password")
@require_POST
@never_cache
@signed_in_only
def removal(request: PersonRequest) -> HttpResponse:
    """Turn it off, with password and code."""
    form = TurnOffForm(request.POST)
    if not form.is_valid():
        return _page(request, turn_off=form)
    try:
        turn_off_second_factor(request.user, **form.cleaned_data, address=client_address(request))
    except Refusal as refusal:
        add_refusal(form, refusal)
        return _page(request, turn_off=form)
    tell(request, "Your second factor is off. Your password alone signs you in.")
    return redirect("people:second_factor")


def _page(request: PersonRequest, form: CodeForm | None = None, turn_off: TurnOffForm | None = None) -> HttpResponse:
    factor = factor_of(request.user, request.organization.name)
    context = {
        "factor": factor,
        "picture": segno.make(factor.address, micro=False).svg_data_uri(scale=5, light="white")
        if factor.address
        else "",
        "form": form or CodeForm(),
        "turn_off": turn_off or TurnOffForm(),
        "is_required": is_second_factor_required(),
        "must_enrol": request.user.must_enrol,
    }
    is_wrong = bool((form and form.errors) or (turn_off and turn_off.errors))
    return render(request, "people/second_factor.html", context, status=422 if is_wrong else 200)

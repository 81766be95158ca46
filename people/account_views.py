"""A person's own page: who they are here, the password, the appearance."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from common.errors import Refusal
from common.ui.fields import add_refusal
from common.ui.shell import THEME_COOKIE, THEME_LABELS, theme_from_cookie
from common.ui.toasts import tell
from people import account_page
from people.access import PersonRequest, signed_in_only
from people.forms import PasswordForm
from people.operations import change_password
from people.operations.second_factor import has_second_factor
from people.operations.sessions import end_other_sessions, end_session
from people.origin import client_address
from people.queries import sessions_of

A_YEAR = 365 * 24 * 3600


@require_safe
@never_cache
@signed_in_only
def account(request: PersonRequest) -> HttpResponse:
    """My account."""
    return _page(request, PasswordForm())


@sensitive_post_parameters("current", "new", "repeated")
@require_POST
@signed_in_only
def password(request: PersonRequest) -> HttpResponse:
    """Change one's own password; this browser stays signed in, every other is signed out."""
    form = PasswordForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        changed = change_password(request.user, **form.passwords(), address=client_address(request))
    except Refusal as refusal:
        add_refusal(form, refusal)
        return _page(request, form, status=422)
    update_session_auth_hash(request, changed)
    tell(request, "Your password is changed. Other browsers are signed out.")
    return redirect("people:account")


@require_POST
@signed_in_only
def session_ending(request: PersonRequest, mark: UUID) -> HttpResponse:
    """Sign one of one's own browsers out."""
    device = end_session(request.user, mark)
    if device is None:
        raise Http404("No such browser of yours is signed in.")
    tell(request, f"{device or 'The browser'} is signed out.")
    return redirect("people:account")


@require_POST
@signed_in_only
def other_sessions_ending(request: PersonRequest) -> HttpResponse:
    """Sign every other browser out."""
    count = end_other_sessions(request.user, kept=request.session.session_key or "")
    tell(request, f"{count} other {'browser is' if count == 1 else 'browsers are'} signed out.")
    return redirect("people:account")


@require_POST
@signed_in_only
def appearance(request: PersonRequest) -> HttpResponse:
    """Remember light, dark or the system's choice in this browser."""
    theme = theme_from_cookie(request.POST.get("theme"))
    answer = redirect("people:account")
    answer.set_cookie(THEME_COOKIE, theme, max_age=A_YEAR, samesite="Lax", secure=settings.IS_DEPLOYED)
    tell(request, f"Appearance: {THEME_LABELS[theme]}.")
    return answer


def _page(request: PersonRequest, form: PasswordForm, status: int = 200) -> HttpResponse:
    context = {
        "person_facts": account_page.person_facts(request.user, request.organization),
        "role_facts": account_page.role_facts(request.user),
        "organization_facts": account_page.organization_facts(request.organization, request.user),
        "sessions": sessions_of(request.user, request.session.session_key or ""),
        "has_second_factor": has_second_factor(request.user),
        "form": form,
        "themes": THEME_LABELS.items(),
    }
    return render(request, "people/account.html", context, status=status)

"""A person's own tokens."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from billing_platform.api.forms import TokenForm
from billing_platform.api.operations.tokens import make_token_with_code, revoke_token
from billing_platform.api.queries import token_named, tokens_of
from common.errors import Refusal
from common.ui.fields import add_refusal
from common.ui.toasts import tell
from people.access import PersonRequest, signed_in_only
from people.operations.second_factor import has_second_factor
from people.origin import client_address


@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@signed_in_only
def own(request: PersonRequest) -> HttpResponse:
    """My account, API tokens: the list, a form for a new one, and its text once."""
    asked = request.POST if request.method == "POST" else None
    form = TokenForm(asked, allowed=request.user.permissions, asks_code=has_second_factor(request.user))
    if form.is_valid():
        try:
            place = client_address(request)
            made = make_token_with_code(request.user, form.wish(), by=request.user, code=form.typed_code, address=place)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            return render(request, "api/token_made.html", {"made": made, "back": "tokens:own"}, status=201)
    context = {"tokens": tokens_of(request.user), "form": form}
    return render(request, "api/tokens.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_only
def revocation(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Ask once more, then revoke one of one's own tokens."""
    token = token_named(public_id, owner=request.user)
    if request.method != "POST":
        return render(request, "api/revocation.html", {"token": token, "back": "tokens:own"})
    revoke_token(public_id, owner=request.user)
    tell(request, f"The token {token.name} is revoked. Requests with it are refused.")
    return redirect("tokens:own")

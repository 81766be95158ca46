"""Settings, API: service accounts with their tokens, and everybody's tokens."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from billing_platform.api.forms import PermissionsForm, ServiceAccountForm, TokenForm
from billing_platform.api.models import ServiceAccount
from billing_platform.api.operations.accounts import create_service_account, set_active, set_permissions
from billing_platform.api.operations.tokens import make_token_with_code, revoke_token
from billing_platform.api.queries import service_account, service_accounts, token_named, tokens_of_people
from common.errors import Refusal
from common.ui.fields import add_refusal
from common.ui.toasts import tell
from people.access import PersonRequest, requires
from people.operations.second_factor import has_second_factor
from people.origin import client_address
from people.permissions import Permission


@require_safe
@requires(Permission.SEE_MEMBERS)
def accounts(request: PersonRequest) -> HttpResponse:
    """The programs that work here, and the tokens people made for themselves."""
    context = {"accounts": service_accounts(), "tokens": tokens_of_people(), **_for_managers(request)}
    return render(request, "api/accounts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_TOKENS)
def new(request: PersonRequest) -> HttpResponse:
    """Make a service account."""
    form = ServiceAccountForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            made = create_service_account(form.cleaned_data["name"], form.cleaned_data["permissions"], by=request.user)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            tell(request, f"{made.name} can have tokens now.")
            return redirect("service_accounts:detail", made.public_id)
    return render(request, "api/account_new.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
@requires(Permission.SEE_MEMBERS)
def detail(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """One service account: what it may do, its tokens, a form for another for whoever may make one."""
    return _page(request, public_id)


@require_POST
@requires(Permission.MANAGE_TOKENS)
def permissions(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Let the service account do exactly the chosen things."""
    form = PermissionsForm(request.POST)
    if form.is_valid():
        try:
            changed = set_permissions(public_id, form.cleaned_data["permissions"], by=request.user)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            tell(request, "It has new permissions." if changed else "These are the permissions as they were.")
            return redirect("service_accounts:detail", public_id)
    return _page(request, public_id, permissions_form=form)


@sensitive_post_parameters("code")
@require_POST
@never_cache
@requires(Permission.MANAGE_TOKENS)
def tokens(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Make a token of the service account and show its text once."""
    account = get_object_or_404(ServiceAccount, public_id=public_id)
    form = _token_form(request, account.may, request.POST)
    if form.is_valid():
        try:
            place = client_address(request)
            made = make_token_with_code(account, form.wish(), by=request.user, code=form.typed_code, address=place)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            return render(request, "api/token_made.html", {"made": made, "account": account}, status=201)
    return _page(request, public_id, token_form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_TOKENS)
def revocation(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Ask once more, then revoke anybody's token."""
    token = token_named(public_id)
    if request.method != "POST":
        return render(request, "api/revocation.html", {"token": token, "back": "service_accounts:list"})
    revoke_token(public_id)
    tell(request, f"The token {token.name} of {token.owner} is revoked. Requests with it are refused.")
    return redirect("service_accounts:list")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_TOKENS)
def deactivation(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Ask once more, then shut the service account out at once."""
    page = service_account(public_id)
    if request.method != "POST":
        return render(request, "api/deactivation.html", {"account": page.row})
    set_active(public_id, is_active=False)
    tell(request, f"{page.row.name} is shut out from now on, with all its tokens.")
    return redirect("service_accounts:detail", public_id)


@require_POST
@requires(Permission.MANAGE_TOKENS)
def activation(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Let the service account in again."""
    page = service_account(public_id)
    set_active(public_id, is_active=True)
    tell(request, f"{page.row.name} is active again. Tokens that are not expired or revoked work.")
    return redirect("service_accounts:detail", public_id)


def _page(
    request: PersonRequest,
    public_id: UUID,
    *,
    permissions_form: PermissionsForm | None = None,
    token_form: TokenForm | None = None,
) -> HttpResponse:
    page = service_account(public_id)
    context = {
        "page": page,
        "permissions_form": permissions_form or PermissionsForm(initial={"permissions": page.permissions}),
        "token_form": token_form or _token_form(request, page.permissions),
        **_for_managers(request),
    }
    is_wrong = permissions_form or token_form
    return render(request, "api/account.html", context, status=422 if is_wrong else 200)


def _for_managers(request: PersonRequest) -> dict[str, object]:
    """Whether the page has acts, and where a token is revoked, "" for who only looks."""
    can_manage = request.user.may(Permission.MANAGE_TOKENS)
    return {"can_manage": can_manage, "revocation": "service_accounts:revocation" if can_manage else ""}


def _token_form(request: PersonRequest, may: Iterable[Permission], typed: QueryDict | None = None) -> TokenForm:
    allowed = request.user.permissions.intersection(may)
    return TokenForm(typed, allowed=allowed, asks_code=has_second_factor(request.user))

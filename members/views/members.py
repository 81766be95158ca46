"""Who works here: the list, inviting, and one person's roles and access."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from billing_platform.lists.page import list_page
from common.errors import Refusal
from common.ui.fields import add_refusal
from common.ui.toasts import tell
from members.forms import InviteForm, RolesForm
from members.lists import INVITATIONS, MEMBERS
from members.operations.access import activate, deactivate, set_roles
from members.operations.invitations import invite, send_again, withdraw_invitation
from members.queries import Member, member, newest_invitations
from people.access import PersonRequest, requires
from people.permissions import Permission
from people.queries import known_roles


@require_safe
@requires(Permission.SEE_MEMBERS)
def members(request: PersonRequest) -> HttpResponse:
    """Everybody with an account, and who was invited last."""
    extra = {"invitations": newest_invitations(), "can_manage": _can_manage(request)}
    return list_page(request, MEMBERS, template="members/list.html", extra=extra)


@require_safe
@requires(Permission.SEE_MEMBERS)
def invited(request: PersonRequest) -> HttpResponse:
    """Everybody who was ever invited, and what became of it."""
    return list_page(request, INVITATIONS, template="members/invited.html", extra={"can_manage": _can_manage(request)})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_MEMBERS)
def invitation(request: PersonRequest) -> HttpResponse:
    """Invite somebody by mail."""
    form = InviteForm(request.POST if request.method == "POST" else None, known=known_roles())
    if form.is_valid():
        try:
            invite(form.invitee(), by=request.user.name, allowed=request.user.permissions)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            tell(request, f"The invitation for {form.cleaned_data['name']} is on its way.")
            return redirect("members:list")
    return render(request, "members/invite.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
@requires(Permission.SEE_MEMBERS)
def detail(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """One person: roles, what they permit, access."""
    found = member(public_id)
    return _page(request, found, RolesForm(initial={"roles": [role.key for role in found.roles]}, known=known_roles()))


@require_POST
@requires(Permission.MANAGE_MEMBERS)
def roles(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Give the person exactly the chosen roles."""
    found, form = member(public_id), RolesForm(request.POST, known=known_roles())
    if form.is_valid():
        try:
            changed = set_roles(public_id, form.cleaned_data["roles"], by=request.user.public_id)
        except Refusal as refusal:
            form.add_error("roles", refusal.message)
        else:
            tell(request, f"{found.row.name} has new roles." if changed else "These are the roles as they were.")
            return redirect("members:detail", public_id)
    return _page(request, found, form, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_MEMBERS)
def deactivation(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Ask once more, then shut the person out at once."""
    found = member(public_id)
    if request.method != "POST":
        return render(request, "members/deactivation.html", {"member": found})
    name = found.row.name
    deactivate(public_id, by=request.user.public_id)
    tell(request, f"{name} is shut out from now on. What {name} did stays in the history.")
    return redirect("members:detail", public_id)


@require_POST
@requires(Permission.MANAGE_MEMBERS)
def activation(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Let the person in again."""
    name = member(public_id).row.name
    activate(public_id, by=request.user.public_id)
    tell(request, f"{name} may sign in again.")
    return redirect("members:detail", public_id)


@require_POST
@requires(Permission.MANAGE_MEMBERS)
def sending(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Mail an invitation again, with a new link."""
    send_again(public_id, by=request.user.name, allowed=request.user.permissions)
    tell(request, "A new link is on its way. The former one no longer works.")
    return redirect("members:invited")


@require_POST
@requires(Permission.MANAGE_MEMBERS)
def withdrawal(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Take an invitation back."""
    withdraw_invitation(public_id)
    tell(request, "The invitation is withdrawn. Its link no longer works.")
    return redirect("members:invited")


def _page(request: PersonRequest, found: Member, form: RolesForm, status: int = 200) -> HttpResponse:
    is_oneself, can_manage = found.row.public_id == request.user.public_id, _can_manage(request)
    context = {
        "member": found,
        "form": form,
        "can_manage": can_manage,
        "can_act": can_manage and not is_oneself,
        "can_see_history": request.user.may(Permission.SEE_HISTORY),
    }
    return render(request, "members/detail.html", context, status=status)


def _can_manage(request: PersonRequest) -> bool:
    return request.user.may(Permission.MANAGE_MEMBERS)

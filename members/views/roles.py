"""The roles there are: what each permits, making one's own, changing and deleting them."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from common.errors import Refusal
from common.ui.fields import add_refusal
from common.ui.toasts import tell
from members.forms import RoleForm
from members.operations.roles import create_role, delete_role, edit_role
from members.role_queries import affected_by, boxes, custom_role, matrix
from people.access import PersonRequest, requires
from people.permissions import HeldRole, Permission
from people.queries import CustomRoleRow, custom_roles, known_roles

GET_POST = ["GET", "HEAD", "POST"]


@require_safe
@requires(Permission.SEE_MEMBERS)
def roles(request: PersonRequest) -> HttpResponse:
    """Every role beside every permission, and the organization's own roles."""
    known = known_roles()
    can_manage = request.user.may(Permission.MANAGE_MEMBERS)
    context = {"known": known, "matrix": matrix(known), "custom": custom_roles(), "can_manage": can_manage}
    return render(request, "members/roles.html", context)


@require_http_methods(GET_POST)
@requires(Permission.MANAGE_MEMBERS)
def new(request: PersonRequest) -> HttpResponse:
    """Make a role; `like` names another one whose permissions it begins with."""
    form = RoleForm(request.POST if request.method == "POST" else None, initial=_like(request))
    if form.is_valid():
        try:
            create_role(form.facts(), by=request.user.public_id)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            tell(request, f"The role {form.cleaned_data['name']} is made. Give it to people on their pages.")
            return redirect("members:custom_roles")
    return _page(request, form, None)


@require_http_methods(GET_POST)
@requires(Permission.MANAGE_MEMBERS)
def edit(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Change a role; whom it touches is shown before it is saved."""
    row = custom_role(public_id)
    form = RoleForm(request.POST if request.method == "POST" else None, initial=_initial(row))
    if not form.is_valid():
        return _page(request, form, row)
    if row.holders and request.POST.get("seen") != _seen(form):
        return _page(request, form, row, is_preview=True)
    try:
        changed = edit_role(public_id, form.facts(), revision=_revision(form, row), by=request.user.public_id)
    except Refusal as refusal:
        add_refusal(form, refusal)
        return _page(request, form, row)
    tell(request, f"The role {form.cleaned_data['name']} is changed." if changed else "Nothing was different.")
    return redirect("members:custom_roles")


@require_http_methods(GET_POST)
@requires(Permission.MANAGE_MEMBERS)
def deletion(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Ask once more, then delete a role that nobody holds."""
    row = custom_role(public_id)
    if request.method != "POST":
        return render(request, "members/role_deletion.html", {"role": row})
    try:
        name = delete_role(public_id)
    except Refusal as refusal:
        return render(request, "members/role_deletion.html", {"role": row, "refusal": refusal.message}, status=409)
    tell(request, f"The role {name} is deleted.")
    return redirect("members:custom_roles")


def _page(
    request: PersonRequest, form: RoleForm, row: CustomRoleRow | None, *, is_preview: bool = False
) -> HttpResponse:
    context = {
        "form": form,
        "role": row,
        "groups": boxes(form.chosen(), row.role.permissions if row else (), request.user.permissions),
        "affected": affected_by(row.public_id, form.facts().permissions) if row and is_preview else (),
        "seen": _seen(form) if is_preview else "",
    }
    return render(request, "members/role.html", context, status=422 if form.errors else 200)


def _seen(form: RoleForm) -> str:
    """What a preview was about: the permissions that were ticked."""
    return " ".join(sorted(form.cleaned_data["permissions"]))


def _revision(form: RoleForm, row: CustomRoleRow) -> int:
    return int(form.cleaned_data["revision"] or row.revision)


def _initial(row: CustomRoleRow) -> dict[str, object]:
    return {
        "name": row.role.label,
        "description": row.description,
        "permissions": sorted(row.role.permissions),
        "revision": row.revision,
    }


def _like(request: PersonRequest) -> dict[str, object]:
    """The permissions of the role named, as far as whoever copies it has them."""
    wanted = request.GET.get("like", "")
    role: HeldRole | None = next((each for each in known_roles() if each.key == wanted), None)
    if role is None:
        return {}
    return {"name": f"{role.label} copy", "permissions": sorted(role.permissions & request.user.permissions)}

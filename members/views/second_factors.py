"""The second factor of others: who must have one, and taking it from somebody who lost the phone."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from common.ui.toasts import tell
from members.forms import NEVER, SignInRuleForm
from members.operations.second_factors import require_second_factor, take_second_factor
from members.queries import FactorRule, factor_rule, member
from people.access import PersonRequest, requires, today_of
from people.permissions import Permission


@require_safe
@requires(Permission.SEE_MEMBERS)
def rule(request: PersonRequest) -> HttpResponse:
    """Whether everybody needs a second factor."""
    found = factor_rule()
    return _page(request, found, SignInRuleForm(initial={"when": "0" if found.since else NEVER}))


@require_POST
@requires(Permission.MANAGE_MEMBERS)
def choice(request: PersonRequest) -> HttpResponse:
    """Choose whether everybody needs one, and from when."""
    form = SignInRuleForm(request.POST)
    if not form.is_valid():
        return _page(request, factor_rule(), form, status=422)
    require_second_factor(form.since(today_of(request)))
    tell(request, "Saved. It holds from the next click of everybody.")
    return redirect("members:list")


@require_POST
@requires(Permission.MANAGE_MEMBERS)
def taking(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Take the second factor of somebody who lost phone and codes."""
    name = member(public_id).row.name
    taken = take_second_factor(public_id, by=request.user.public_id, by_name=request.user.name)
    tell(request, f"{name} signs in with the password alone, and is told." if taken else f"{name} has none.")
    return redirect("members:detail", public_id)


def _page(request: PersonRequest, found: FactorRule, form: SignInRuleForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "rule": found, "can_manage": request.user.may(Permission.MANAGE_MEMBERS)}
    return render(request, "members/sign_in_rule.html", context, status=status)

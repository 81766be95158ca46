"""Changing many rows together: preview, confirm, result, undo."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from common.errors import Refusal
from common.ui.fields import add_refusal
from common.ui.toasts import tell
from payment_terms.forms import DEFAULT, TermsForm
from payment_terms.operations import change_many, undo_batch
from payment_terms.queries.impact import counts_from_today
from payment_terms.queries.preview import batch_of, preview_of
from payment_terms.shown import shown_impact
from payment_terms.standing import default_standing
from payment_terms.views.chosen import Chosen, chosen_rows
from payment_terms.views.frame import of_suppliers
from payment_terms.wording import as_text
from people.access import PersonRequest, requires, today_of
from people.permissions import Permission


@require_POST
@requires(Permission.EDIT_PAYMENT_TERMS)
@of_suppliers
def changes(request: PersonRequest) -> HttpResponse:
    """The chosen rows: which terms, what they would do, and then all of them at once."""
    chosen, form = chosen_rows(request), _form(request)
    if not chosen.ids:
        messages.error(request, "Choose the rows to change first.")
        return redirect("payment_terms:list")
    if request.POST.get("step") != "save" or not form.is_valid() or not form.is_looked_at():
        return _page(request, chosen, form, status=422 if form.errors else 200)
    try:
        chosen.refuse_others(request.POST.get("chosen", ""))
        wanted = dict.fromkeys(chosen.ids, form.terms)
        _, batch = change_many(wanted, today=today_of(request), seen=form.cleaned_data["seen"])
    except Refusal as refusal:
        add_refusal(form, refusal)
        return _page(request, chosen, form, status=409)
    return redirect("payment_terms:batch", batch.public_id)


@require_safe
@requires(Permission.SEE_PAYMENT_TERMS)
@of_suppliers
def batch(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """What was changed together, and the way back while nobody changed a row since."""
    done = batch_of(public_id)
    if done is None:
        raise Http404("There is no such change.")
    today = today_of(request)
    can_undo = done.can_be_undone(today) and request.user.may(Permission.EDIT_PAYMENT_TERMS)
    context = {"done": done, "can_undo": can_undo, "is_final": done.is_final(today)}
    return render(request, "payment_terms/batch.html", context)


@require_POST
@requires(Permission.EDIT_PAYMENT_TERMS)
@of_suppliers
def undo(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Take a change of many rows back."""
    if batch_of(public_id) is None:
        raise Http404("There is no such change.")
    try:
        rows = undo_batch(public_id, today=today_of(request))
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        tell(request, f"The terms of {rows:,} {'buyer' if rows == 1 else 'buyers'} are as they were before.")
    return redirect("payment_terms:batch", public_id)


def _form(request: PersonRequest) -> TermsForm:
    default = default_standing().terms
    typed = request.POST if "kind" in request.POST else None
    initial = {"kind": DEFAULT if request.POST.get("step") == "reset" else "net"}
    return TermsForm(typed, initial=initial, default_text=as_text(default) if default else "")


def _page(request: PersonRequest, chosen: Chosen, form: TermsForm, status: int = 200) -> HttpResponse:
    today = today_of(request)
    preview = preview_of(chosen.ids, form.terms, today) if form.is_read else None
    if preview:
        form.shows(seen=preview.newest, looked_at=form.text)
    context = {
        "form": form,
        "chosen": chosen,
        "preview": preview,
        "impact": shown_impact(preview.impact, form.terms) if preview else None,
        "counts_from": counts_from_today(today),
    }
    return render(request, "payment_terms/changes.html", context, status=status)

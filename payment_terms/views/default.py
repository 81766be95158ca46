"""The supplier's default terms, and from when changes count."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from common.errors import Refusal
from common.ui.toasts import tell
from payment_terms.forms import CountsFromForm, TermsForm, initial_of
from payment_terms.operations import change_default, choose_counts_from, undo_default
from payment_terms.queries.history import is_undoable
from payment_terms.queries.impact import chosen_rule, counts_from_today, followers, impact_of_default
from payment_terms.shown import shown_impact
from payment_terms.standing import default_standing
from payment_terms.views.frame import of_suppliers, say_refused, seen_by, undo_address
from payment_terms.wording import as_text
from people.access import PersonRequest, requires, today_of
from people.permissions import Permission


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EDIT_PAYMENT_TERMS)
@of_suppliers
def default(request: PersonRequest) -> HttpResponse:
    """Look at what a new default would do to the rows that follow it, then save it."""
    standing = default_standing()
    initial = initial_of(standing.terms) | {"seen": standing.change_id}
    form = TermsForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.POST.get("step") != "save" or not form.is_valid() or not form.is_looked_at() or form.terms is None:
        return _page(request, form, status=422 if form.errors else 200)
    try:
        done = change_default(form.terms, today=today_of(request), seen=form.cleaned_data["seen"])
    except Refusal as refusal:
        say_refused(form, refusal, default_standing().change_id)
        return _page(request, form, status=409)
    text = f"The default is {as_text(form.terms)} from {done.counts_from:%-d %b %Y}."
    undo_url = undo_address(reverse("payment_terms:undo_default"), done.version)
    tell(request, text, undo_url=undo_url if done.changed else "")
    return redirect("payment_terms:list")


@require_POST
@requires(Permission.EDIT_PAYMENT_TERMS)
@of_suppliers
def undo(request: PersonRequest) -> HttpResponse:
    """Take the newest change of the default back."""
    try:
        undo_default(today=today_of(request), seen=seen_by(request))
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        tell(request, "The change of the default is undone.")
    return redirect("payment_terms:default")


@require_POST
@requires(Permission.EDIT_PAYMENT_TERMS)
@of_suppliers
def counts_from(request: PersonRequest) -> HttpResponse:
    """Choose from when changes count."""
    form = CountsFromForm(request.POST)
    try:
        if form.is_valid():
            choose_counts_from(form.cleaned_data["counts_from"], seen=form.cleaned_data["seen"])
            tell(request, "Saved. Changes made before keep their dates.")
        else:
            messages.error(request, str(next(iter(form.errors.values()))[0]))
    except Refusal as refusal:
        messages.error(request, refusal.message)
    return redirect("payment_terms:default")


def _page(request: PersonRequest, form: TermsForm, status: int = 200) -> HttpResponse:
    today, standing = today_of(request), default_standing()
    counts_from, rule = counts_from_today(today), chosen_rule()
    chosen = form.terms if form.is_read else None
    if chosen:
        form.shows(looked_at=form.text)
    context = {
        "form": form,
        "text": as_text(standing.terms) if standing.terms else "",
        "version": standing.change_id,
        "pending_from": standing.counts_from if standing.is_pending(today) else None,
        "can_undo": is_undoable(standing, today),
        "followers": len(followers(counts_from)),
        "counts_from": counts_from,
        "rule": CountsFromForm(initial={"counts_from": rule, "seen": rule}),
        "impact": shown_impact(impact_of_default(chosen, today), chosen) if chosen else None,
    }
    return render(request, "payment_terms/default.html", context, status=status)

"""One buyer's terms: edited in its row, in its dialog or on its page, reset, and taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from common.errors import Refusal
from common.ui.toasts import tell
from partners.models import Partner
from payment_terms.cells import Edited, edited_row
from payment_terms.forms import TermsForm, initial_of
from payment_terms.operations import reset_to_default, set_first_terms, set_terms, undo_terms
from payment_terms.queries.first import may_have_first_terms
from payment_terms.queries.history import can_undo, history_of
from payment_terms.queries.impact import counts_from_today, impact_of_first, impact_on
from payment_terms.queries.rows import TermsRow
from payment_terms.refusals import StaleTerms, TermsBusy
from payment_terms.rules import Kind, Terms
from payment_terms.shown import ImpactShown, effect_words, shown_impact, warning_of
from payment_terms.standing import default_standing
from payment_terms.views.frame import of_suppliers, row_or_404, say_refused, seen_by, undo_address
from payment_terms.wording import as_text, parse_net_days, parse_terms
from people.access import PersonRequest, requires, today_of
from people.permissions import Permission


@require_safe
@requires(Permission.SEE_PAYMENT_TERMS)
@of_suppliers
def detail(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """The terms of one buyer, the ways to change them, and what happened to them."""
    row = row_or_404(request, public_id)
    return _page(request, row, _form(request, row))


@require_POST
@requires(Permission.EDIT_PAYMENT_TERMS)
@of_suppliers
def terms(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Look at what new terms of any kind would do, then save them."""
    row = row_or_404(request, public_id)
    form = _form(request, row)
    if request.POST.get("step") != "save" or not form.is_valid() or not form.is_looked_at():
        return _page(request, row, form, status=422 if form.errors else 200)
    try:
        _save(request, row, form)
    except Refusal as refusal:
        row = row_or_404(request, public_id)
        say_refused(form, refusal, row.version)
        return _page(request, row, form, status=409)
    return redirect("payment_terms:detail", public_id)


@require_POST
@requires(Permission.EDIT_PAYMENT_TERMS)
@of_suppliers
def days(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Net days typed in the row: saved, refused with the reason, or somebody else was first."""
    row, typed = row_or_404(request, public_id), request.POST.get(f"days-{public_id}", "")
    today = today_of(request)
    try:
        wanted = Terms(Kind.NET, parse_net_days(typed))
        impact = impact_on({row.partner_id: wanted}, today)
        done = set_terms(row.partner_id, wanted, today=today, seen=seen_by(request))
    except StaleTerms as stale:
        return _cell(request, row, Edited.late(stale, typed), status=409)
    except TermsBusy as busy:
        return _cell(request, _as_seen(request, row), Edited.refused(busy, typed, row.text), status=409)
    except Refusal as refusal:
        return _cell(request, row, Edited.refused(refusal, typed, row.text), status=422)
    saved = row_or_404(request, public_id)
    if not done.changed:
        return _cell(request, saved, Edited.same(saved.text))
    return _cell(request, saved, Edited.saved(effect_words(impact), warning_of(wanted), done.version))


@require_safe
@requires(Permission.SEE_PAYMENT_TERMS)
@of_suppliers
def cell(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """The cell as it stands now: theirs is taken."""
    return _cell(request, row_or_404(request, public_id), Edited())


@require_POST
@requires(Permission.EDIT_PAYMENT_TERMS)
@of_suppliers
def undo(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Take the newest change of the row back."""
    row = row_or_404(request, public_id)
    try:
        undo_terms(row.partner_id, today=today_of(request), seen=seen_by(request))
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        tell(request, f"The change of {row.name} is undone.")
    if request.headers.get("HX-Request"):
        return _cell(request, row_or_404(request, public_id), Edited(), with_toasts=True)
    return redirect("payment_terms:detail", public_id)


def _save(request: PersonRequest, row: TermsRow, form: TermsForm) -> None:
    today, seen = today_of(request), form.cleaned_data["seen"]
    if form.terms and form.is_first:
        version = set_first_terms(Partner.objects.get(pk=row.partner_id), form.terms, seen=seen)
        _tell_saved(request, row, f"{form.text}, saved for {row.name}.", version)
        return
    if form.terms is None:
        done = reset_to_default(row.partner_id, today=today, seen=seen)
    else:
        done = set_terms(row.partner_id, form.terms, today=today, seen=seen)
    if not done.changed:
        tell(request, f"{row.name} has these terms already.")
        return
    text = as_text(form.terms) if form.terms else "The default"
    _tell_saved(request, row, f"{text} saved for {row.name}, from {done.counts_from:%-d %b %Y}.", done.version)


def _tell_saved(request: PersonRequest, row: TermsRow, words: str, version: int) -> None:
    tell(request, words, undo_url=undo_address(reverse("payment_terms:undo", args=[row.public_id]), version))


def _as_seen(request: PersonRequest, row: TermsRow) -> TermsRow:
    """The row with the version its field was filled in with, so that what others set meanwhile is told next time."""
    seen = seen_by(request)
    return row if seen is None else replace(row, version=seen)


def _form(request: PersonRequest, row: TermsRow) -> TermsForm:
    default = default_standing().terms
    initial = initial_of(None if row.follows_default else parse_terms(row.text)) | {"seen": row.version}
    typed = request.POST if request.method == "POST" else None
    return TermsForm(typed, initial=initial, default_text=as_text(default) if default else "")


def _page(request: PersonRequest, row: TermsRow, form: TermsForm, status: int = 200) -> HttpResponse:
    today, may_be_first = today_of(request), may_have_first_terms(row.partner_id)
    impact = _impact(row, form, today, may_be_first) if form.is_read else None
    if impact:
        form.shows(looked_at=form.text)
    context = {
        "row": row,
        "form": form,
        "counts_from": counts_from_today(today),
        "impact": impact,
        "history": history_of(row.partner_id),
        "can_undo": can_undo(row.partner_id, today),
        "can_edit": request.user.may(Permission.EDIT_PAYMENT_TERMS),
        "may_be_first": may_be_first,
    }
    return render(request, "payment_terms/detail.html", context, status=status)


def _impact(row: TermsRow, form: TermsForm, today: date, may_be_first: bool) -> ImpactShown:
    if form.terms and form.is_first and may_be_first:
        return shown_impact(impact_of_first(row.partner_id, form.terms, today), form.terms, at_once=True)
    return shown_impact(impact_on({row.partner_id: form.terms}, today), form.terms)


def _cell(
    request: PersonRequest, row: TermsRow, edited: Edited, status: int = 200, *, with_toasts: bool = False
) -> HttpResponse:
    if not request.headers.get("HX-Request"):
        if edited.note:
            messages.error(request, edited.note)
        return redirect("payment_terms:detail", row.public_id)
    context = edited_row(row, edited) | {"with_toasts": with_toasts}
    return render(request, "payment_terms/_edited.html", context, status=status)

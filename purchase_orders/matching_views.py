"""The settings of matching: which words name no purchase order."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from common.errors import Refusal
from common.ui.fields import add_refusal
from common.ui.parts import TimelineEntry
from common.ui.toasts import tell
from people.access import PersonRequest, requires
from people.permissions import Permission
from purchase_orders import tables
from purchase_orders.matching_queries import TABLE, NoPoWords, no_po_words
from purchase_orders.operations.matching_settings import MOST_WORDS, choose_no_po_words, reset_no_po_words
from tenants.history.queries import changes_of

PAGE = "purchase_orders:matching"


class WordsForm(forms.Form):
    """The words, one a line, and those that stood there when the page was opened."""

    words = forms.CharField(
        label="Words that name no purchase order",
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false"}),
        help_text=f"One a line, at most {MOST_WORDS}. Case and surrounding spaces make no difference.",
    )
    seen = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)


@require_safe
@requires(Permission.SEE_PURCHASE_ORDERS)
def matching(request: PersonRequest) -> HttpResponse:
    """The words in use, in a form for whoever may choose others."""
    chosen = no_po_words()
    return _page(request, _form(chosen.words), chosen)


@require_POST
@requires(Permission.EDIT_PURCHASE_ORDERS)
def words(request: PersonRequest) -> HttpResponse:
    """Choose other words."""
    form = WordsForm(request.POST)
    if not form.is_valid():
        return _page(request, form, no_po_words(), status=422)
    try:
        changed = choose_no_po_words(
            form.cleaned_data["words"].splitlines(), seen=form.cleaned_data["seen"].splitlines()
        )
    except Refusal as refusal:
        chosen = no_po_words()
        form = _form(chosen.words, typed=form.cleaned_data["words"])
        add_refusal(form, refusal)
        return _page(request, form, chosen, status=422)
    tell(request, "Saved. Invoices matched before stay as they are." if changed else "Nothing to change.")
    return redirect(PAGE)


@require_POST
@requires(Permission.EDIT_PURCHASE_ORDERS)
def usual_words(request: PersonRequest) -> HttpResponse:
    """Back to the usual words."""
    changed = reset_no_po_words()
    tell(request, "The usual words are in use again." if changed else "The usual words are in use already.")
    return redirect(PAGE)


def _form(present: tuple[str, ...], typed: str | None = None) -> WordsForm:
    """The present words, or what somebody typed who has been shown them by now."""
    seen = "\n".join(present)
    if typed is None:
        return WordsForm(initial={"words": seen, "seen": seen})
    form = WordsForm({"words": typed, "seen": seen})
    form.full_clean()
    return form


def _page(request: PersonRequest, form: WordsForm, chosen: NoPoWords, status: int = 200) -> HttpResponse:
    request.current_page = PAGE
    can_edit = request.user.may(Permission.EDIT_PURCHASE_ORDERS)
    context = {"form": form, "chosen": chosen, "changes": _changes(request, chosen), "can_edit": can_edit}
    return render(request, "purchase_orders/matching.html", context, status=status)


def _changes(request: PersonRequest, chosen: NoPoWords) -> list[TimelineEntry]:
    """What was changed, for those who may see it."""
    if chosen.row is None or not request.user.may(Permission.SEE_HISTORY):
        return []
    return tables.change_entries(changes_of(TABLE, chosen.row))

"""What the views of payment terms share: who has these pages, and the row an address names."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpResponse

from billing_platform.shell import SUPPLIERS
from common.errors import Refusal
from common.ui.fields import add_refusal
from payment_terms.forms import TermsForm
from payment_terms.queries.rows import TermsRow, terms_row
from payment_terms.refusals import StaleTerms
from people.access import PersonRequest, today_of

P = ParamSpec("P")
View = Callable[Concatenate[Any, P], HttpResponse]


def of_suppliers(view: View[P]) -> View[P]:
    """Distributors and sellers have the page; for everybody else there is no such address."""

    @wraps(view)
    def guarded(request: Any, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.organization.kind not in SUPPLIERS:
            raise Http404("This organization sells nothing, so it has no payment terms.")
        return view(request, *args, **kwargs)

    return cast(View[P], guarded)


def undo_address(url: str, version: int) -> str:
    """Where a toast takes a change back: this one, not what somebody changed since."""
    return f"{url}?{urlencode({'seen': version})}"


def say_refused(form: TermsForm, refusal: Refusal, version: int) -> None:
    """Why it was not saved. Only who was told what somebody else set puts theirs over it by sending it again."""
    add_refusal(form, refusal)
    if isinstance(refusal, StaleTerms):
        form.shows(seen=version)


def row_or_404(request: PersonRequest, public_id: UUID) -> TermsRow:
    """The row of a buyer of this organization."""
    found = terms_row(public_id, today_of(request))
    if found is None:
        raise Http404("You have no such buyer.")
    return found


def seen_by(request: PersonRequest) -> int | None:
    """The version that a form was filled in with, or that the address of an undo carries; None for no number."""
    text = request.POST.get("seen") or request.GET.get("seen", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None

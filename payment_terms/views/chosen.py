"""The rows a form of the list sends: those ticked, or all that match the address of the list."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from billing_platform.lists.page import context_of
from billing_platform.lists.rows import matching_ids
from billing_platform.lists.state import state_of
from partners.models import Partner, Side
from payment_terms.listing import PAYMENT_TERMS
from people.access import PersonRequest


@dataclass(frozen=True, slots=True)
class Chosen:
    """Ids of the chosen buyers; `rows` is what a further form sends again, none where all that match are chosen."""

    ids: tuple[int, ...]
    rows: tuple[str, ...]
    is_everything: bool


def chosen_rows(request: PersonRequest) -> Chosen:
    """One statement."""
    if request.POST.get("everything"):
        state = state_of(PAYMENT_TERMS, request.GET)
        return Chosen(tuple(matching_ids(PAYMENT_TERMS, state, context_of(request))), (), is_everything=True)
    rows = tuple(each for each in request.POST.getlist("row") if _is_uuid(each))
    found = Partner.objects.filter(side=Side.BUYER, public_id__in=rows).order_by("pk")
    return Chosen(tuple(found.values_list("pk", flat=True)), rows, is_everything=False)


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True

"""The rows a form of the list sends: those ticked, or all that match the address of the list."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from billing_platform.lists.page import context_of
from billing_platform.lists.rows import matching_ids
from billing_platform.lists.state import state_of
from common.row_keys import stamp_of
from partners.models import Partner, Side
from payment_terms.listing import PAYMENT_TERMS
from payment_terms.refusals import OthersMatch
from people.access import PersonRequest


@dataclass(frozen=True, slots=True)
class Chosen:
    """Ids of the chosen buyers; `rows` is what a further form sends again, none where all that match are chosen."""

    ids: tuple[int, ...]
    rows: tuple[str, ...]
    is_everything: bool

    @property
    def digest(self) -> str:
        """How many buyers, and exactly which; a further form sends it again."""
        return f"{len(self.ids)}-{stamp_of(*self.ids)}"

    def refuse_others(self, looked_at: str) -> None:
        """Refuse where these are not the rows that were looked at (OthersMatch): none is changed or left out unseen."""
        if looked_at == self.digest:
            return
        before, now = looked_at.partition("-")[0], len(self.ids)
        told = f"{before} when you looked, {now:,} now" if before.isdecimal() else f"{now:,} now"
        raise OthersMatch(f"The rows that match are not the same any more: {told}. Look at what changes, then save.")


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

"""Pages of payment terms for programs: by the age of the buyer's row, each once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from payment_terms.models import TermsBatch, TermsChange
from payment_terms.queries.rows import TermsRow, buyers_with_terms, mentioned, terms_rows
from payment_terms.standing import default_standing


@dataclass(frozen=True, slots=True)
class TermsAsked:
    """What rows are narrowed to; None and empty narrow nothing."""

    is_active: bool | None = None
    is_default: bool | None = None
    tier: str = ""
    country: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class TermsPage:
    """Rows, and the id of the last where another page follows."""

    rows: tuple[TermsRow, ...]
    next: int | None


def terms_page(asked: TermsAsked, size: int, after: int, today: date) -> TermsPage:
    """At most `size` buyers whose id is above `after`; two statements."""
    default = default_standing()
    given: dict[str, Any] = {
        "is_active": asked.is_active,
        "shown_default": asked.is_default,
        "tier": asked.tier or None,
        "country": asked.country or None,
    }
    found = buyers_with_terms(default).filter(
        pk__gt=after, **{name: value for name, value in given.items() if value is not None}
    )
    if asked.words:
        found = found.filter(mentioned(asked.words))
    partners = list(found.order_by("pk")[: size + 1])
    rows = tuple(terms_rows(partners[:size], today, default))
    return TermsPage(rows, rows[-1].partner_id if len(partners) > size else None)


def rows_of(numbers: Collection[int], today: date) -> dict[int, TermsRow]:
    """The rows of the buyers with these organization numbers, by number; two statements."""
    default = default_standing()
    partners = list(buyers_with_terms(default).filter(organization_number__in=numbers))
    rows = terms_rows(partners, today, default)
    return {int(each.organization_number or 0): row for each, row in zip(partners, rows, strict=True)}


def changed_in(batch: TermsBatch) -> set[int]:
    """Ids of the buyers that a batch changed; one statement."""
    return set(TermsChange.objects.filter(batch=batch, partner__isnull=False).values_list("partner_id", flat=True))

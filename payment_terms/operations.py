"""Change payment terms, effective-dated."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from partners.models import Partner
from payment_terms.models import TermsChange
from payment_terms.rules import Kind, Terms, effective_from
from tenants import border

FIRST_DEFAULT = Terms(Kind.NET, 30)


def set_first_terms(partner: Partner | None, terms: Terms) -> TermsChange:
    """The first terms of a relationship, or of the default with None: they count at once, for earlier dates too."""
    with transaction.atomic():
        return TermsChange.objects.create(partner=partner, **_columns(terms), made_by=border.present_actor())


def change_terms(partner: Partner | None, terms: Terms, *, today: date, immediately: bool = False) -> TermsChange:
    """New terms for a buyer, or of the default with None, from the first of next month or from today.

    `today` is the date in the supplier's zone. Issued invoices keep theirs. A change still pending is replaced.
    """
    starts = effective_from(today, immediately)
    with transaction.atomic():
        made_by = border.present_actor()
        return TermsChange.objects.create(partner=partner, **_columns(terms), effective_from=starts, made_by=made_by)


def seed_default() -> None:
    """Every new organization starts with net 30."""
    set_first_terms(None, FIRST_DEFAULT)


def _columns(terms: Terms) -> dict[str, object]:
    names = ("days", "day", "months", "discount_percent", "discount_days")
    return {"kind": terms.kind.value} | {name: getattr(terms, name) for name in names}

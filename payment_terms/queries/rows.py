"""The rows of the page of payment terms: every buyer with the newest state of its terms."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Case, CharField, F, IntegerField, Q, Value, When
from django.db.models.functions import Coalesce

from partners.models import Partner, Side, Tier
from payment_terms.models import BuyerTerms
from payment_terms.rules import Kind, Terms, worst_case_days
from payment_terms.standing import Standing, default_standing
from payment_terms.wording import as_text, parse_terms
from tenants.base import TenantQuerySet
from tenants.history.queries import name_of_actor
from tenants.models import organization_number


@dataclass(frozen=True, slots=True)
class TermsRow:
    """One buyer. `text` is the newest value of its terms, `counts_from` the first issue date of a change to come.

    `net_days` is given where the terms are plain net days, which are edited in place. `version` says what was looked
    at; operations take it as `seen`.
    """

    partner_id: int
    public_id: UUID
    name: str
    erp_id: str
    organization_id: str
    country: str
    tier: Tier
    is_active: bool
    text: str
    net_days: int | None
    follows_default: bool
    counts_from: date | None
    updated_at: datetime | None
    updated_by: str
    version: int


def buyers_with_terms(default: Standing | None = None) -> TenantQuerySet[Any]:
    """Every buyer, with `shown_text` to filter by, `shown_days` and `shown_default` to filter and sort by."""
    standing = (default or default_standing()).terms
    follows = Q(terms=None) | Q(terms__follows_default=True)
    text, days = (as_text(standing), worst_case_days(standing)) if standing else ("", 0)
    return (
        Partner.objects.filter(side=Side.BUYER)
        .select_related("terms")
        .alias(shown_text=Case(When(follows, then=Value(text)), default=F("terms__text"), output_field=CharField()))
        .annotate(
            shown_default=Coalesce("terms__follows_default", Value(value=True)),
            shown_days=Case(
                When(follows, then=Value(days)), default=F("terms__worst_days"), output_field=IntegerField()
            ),
        )
    )


def changes_to_come(today: date, default: Standing | None = None) -> Q:
    """The condition that a row shows a date to come: of its own change, or of the default's where it follows it.

    One statement where the default is not given.
    """
    is_default_pending = (default or default_standing()).is_pending(today)
    own = Q(terms__counts_from__gt=today)
    return own | Q(terms=None) | Q(terms__follows_default=True) if is_default_pending else own


def terms_saying(text: str, default: Standing | None = None) -> Q:
    """The condition that the shown terms contain a text. There are few different ones, so they are looked at first.

    One statement, and one for the default where it is not given.
    """
    standing = (default or default_standing()).terms
    texts = BuyerTerms.objects.filter(follows_default=False, text__icontains=text).values_list("text", flat=True)
    own = Q(terms__text__in=list(texts.order_by().distinct()))
    is_in_default = standing is not None and text.casefold() in as_text(standing).casefold()
    return own | Q(terms=None) | Q(terms__follows_default=True) if is_in_default else own


def updated_by_somebody_named(text: str) -> Q:
    """The condition that who updated a row last has a name that contains the text; one statement."""
    actors = BuyerTerms.objects.exclude(updated_by="").order_by().values_list("updated_by", flat=True).distinct()
    named = [actor for actor in actors if text.casefold() in name_of_actor(actor).casefold()]
    return Q(terms__updated_by__in=named)


def terms_rows(partners: Iterable[Partner], today: date, default: Standing | None = None) -> list[TermsRow]:
    """The rows of these buyers (of `buyers_with_terms`); one statement for the default where it is not given."""
    standing = default or default_standing()
    return [_row(partner, standing, today) for partner in partners]


def terms_row(public_id: UUID, today: date) -> TermsRow | None:
    """The row of one buyer; None where there is none. Two statements."""
    default = default_standing()
    found = buyers_with_terms(default).filter(public_id=public_id).first()
    return _row(found, default, today) if found else None


def mentioned(words: str) -> Q:
    """The condition that name, ERP ID or Organization ID contain the words; `ORG-000123` finds by its number."""
    number = organization_number(words)
    named = Q(name__icontains=words) | Q(erp_id__icontains=words)
    return named if number is None else named | Q(organization_number=number)


def _row(partner: Partner, default: Standing, today: date) -> TermsRow:
    own: BuyerTerms | None = getattr(partner, "terms", None)
    follows = own is None or own.follows_default
    dates = [own.counts_from if own else None, default.counts_from if follows else None]
    to_come = max((day for day in dates if day and day > today), default=None)
    text = own.text if own and not follows else as_text(default.terms or Terms(Kind.NET, 0))
    change_id = own.change_id if own else 0
    return TermsRow(
        partner.pk, partner.public_id, partner.name, partner.erp_id, partner.organization_id, partner.country,
        Tier(partner.tier), partner.is_active, text, net_days_of(parse_terms(text)), follows, to_come,
        own.updated_at if own else None, name_of_actor(own.updated_by) if own and own.updated_by else "",
        max(change_id, default.change_id) if follows else change_id,
    )  # fmt: skip


def net_days_of(terms: Terms) -> int | None:
    """The days of plain net terms; None for every other kind and with a discount."""
    is_plain = terms.kind is Kind.NET and terms.discount_percent is None
    return terms.days if is_plain else None

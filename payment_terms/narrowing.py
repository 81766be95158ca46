"""The list of payment terms as its address asks for it: view, filters, search and order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from django.db.models import CharField, F, Func, Q
from django.http import QueryDict

from common.ui.listing import searched_words
from partners.models import Partner, Tier
from payment_terms.queries.rows import buyers_with_terms, mentioned
from payment_terms.standing import Standing
from tenants.base import TenantQuerySet

VIEWS: dict[str, tuple[str, Callable[[date], Q]]] = {
    "all": ("All buyers", lambda today: Q()),
    "direct": ("Direct customers", lambda today: Q(tier=Tier.DIRECT)),
    "sellers": ("Sellers", lambda today: Q(tier=Tier.INDIRECT)),
    "custom": ("Custom terms", lambda today: Q(shown_default=False)),
    "pending": ("Changes to come", lambda today: Q(terms__counts_from__gt=today)),
}
SORTS = {
    "status": "is_active",
    "name": "name",
    "erp_id": "erp_id",
    "organization": "organization_number",
    "country": "country",
    "tier": "tier",
    "terms": "shown_days",
    "default": "shown_default",
    "updated": "terms__updated_at",
    "by": "shown_by",
}
DEFAULT_SORT = "name"
FILTERS = ("q", "status", "country", "tier", "terms", "default", "since", "until", "by")


class NameOfActor(Func):
    """The name in an acting key: "person:<uuid> Betty Roe <betty@…>" is "Betty Roe"."""

    template = r"regexp_replace(%(expressions)s, '^\S+ (.*?)( <.*)?$', '\1')"
    output_field = CharField()


def view_in(query: QueryDict) -> str:
    """The view an address names; the first for what is none."""
    named = query.get("view", "")
    return named if named in VIEWS else "all"


def sort_in(query: QueryDict) -> str:
    """The order an address names, "-" for downwards; by name for what is none."""
    named = query.get("sort", "")
    return named if named.removeprefix("-") in SORTS else DEFAULT_SORT


def is_narrowed(query: QueryDict) -> bool:
    """Whether a filter or the search leaves rows out."""
    return any(query.get(name, "").strip() for name in FILTERS)


def narrowed(query: QueryDict, today: date, default: Standing | None = None) -> TenantQuerySet[Partner]:
    """The buyers that view, filters and search leave; what can't be understood narrows nothing."""
    found = buyers_with_terms(default).annotate(shown_by=NameOfActor(F("terms__updated_by")))
    return found.filter(VIEWS[view_in(query)][1](today), *_conditions(query))


def ordered(found: TenantQuerySet[Partner], sort: str) -> TenantQuerySet[Partner]:
    """In the order named, rows without a value last, and ties by id."""
    field = F(SORTS[sort.removeprefix("-")])
    if sort.startswith("-"):
        return found.order_by(field.desc(nulls_last=True), "-pk")
    return found.order_by(field.asc(nulls_last=True), "pk")


def _conditions(query: QueryDict) -> Iterator[Q]:
    given = {name: query.get(name, "").replace("\0", "").strip() for name in FILTERS}
    if words := searched_words(query):
        yield mentioned(words)
    if given["status"] in ("active", "inactive"):
        yield Q(is_active=given["status"] == "active")
    if given["country"]:
        yield Q(country=given["country"].upper())
    if given["tier"] in Tier.values:
        yield Q(tier=given["tier"])
    if given["terms"]:
        yield Q(shown_text__icontains=given["terms"])
    if given["default"] in ("true", "false"):
        yield Q(shown_default=given["default"] == "true")
    yield from _of_updates(given["since"], given["until"], given["by"])


def _of_updates(since: str, until: str, by: str) -> Iterator[Q]:
    if first := _day(since):
        yield Q(terms__updated_at__date__gte=first)
    if last := _day(until):
        yield Q(terms__updated_at__date__lte=last)
    if by:
        yield Q(shown_by__icontains=by)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None

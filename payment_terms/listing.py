"""The list of payment terms: its columns, views, filters and orders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from django.db.models import CharField, F, Func, Q, TextChoices, Value
from django.db.models.functions import Coalesce, StrIndex, Substr
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from billing_platform.lists import filters
from billing_platform.lists.columns import Column, Kind
from billing_platform.lists.context import ListContext
from billing_platform.lists.definition import ListDefinition, Order, Rows, Search, Tick, View
from billing_platform.lists.filters import Filter, NotUnderstood
from common.ui.figures import day_text
from partners.models import Partner, Side, Tier
from payment_terms.cells import terms_cell
from payment_terms.queries.rows import (
    TermsRow,
    buyers_with_terms,
    changes_to_come,
    mentioned,
    terms_rows,
    terms_saying,
    updated_by_somebody_named,
)
from payment_terms.sheet import terms_cell_text
from payment_terms.standing import Standing
from people.permissions import Permission
from tenants.models import organization_id, organization_number


class BuyerStatus(TextChoices):
    """Whether the supplier trades with the buyer now."""

    ACTIVE = "active", "Active"
    INACTIVE = "inactive", "Inactive"

    @property
    def tone(self) -> str:
        return "good" if self is BuyerStatus.ACTIVE else "quiet"


def name_in(actor: Any) -> Func:
    """The name in an acting key: "person:<uuid> Betty Roe <betty@…>" is "Betty Roe"; cheaper than a pattern."""
    named = Substr(actor, StrIndex(actor, Value(" ")) + 1)
    return Func(named, Value(" <"), Value(1), function="split_part", output_field=CharField())


@dataclass(frozen=True, slots=True)
class Listed:
    """A row as the columns read it, for somebody who may or may not edit it."""

    row: TermsRow
    can_edit: bool


def listed_buyers(context: ListContext, default: Standing | None = None) -> Rows:
    """Every buyer with what its row shows, to be narrowed and sorted; one statement where no default is given."""
    name = Coalesce(name_in(F("terms__updated_by")), Value(""))
    return buyers_with_terms(default).annotate(shown_by=name, shown_updated=F("terms__updated_at"))


def listed_rows(
    found: Sequence[Any], context: ListContext, needs: frozenset[str], default: Standing | None = None
) -> list[Listed]:
    """The rows for this person."""
    can_edit = context.may(Permission.EDIT_PAYMENT_TERMS)
    return [Listed(row, can_edit) for row in terms_rows(found, context.today, default)]


def countries(context: ListContext) -> list[tuple[str, str]]:
    """The countries of the buyers there are; one statement."""
    found = Partner.objects.filter(side=Side.BUYER).exclude(country="").order_by("country")
    return [(code, code) for code in found.values_list("country", flat=True).distinct()]


def read_organization_id(typed: str) -> int:
    """The number in an Organization ID."""
    number = organization_number(typed)
    if number is None:
        raise NotUnderstood("Write an Organization ID such as ORG-000123.")
    return number


def _name(listed: Listed) -> SafeString:
    url = reverse("payment_terms:detail", args=[listed.row.public_id])
    return format_html('<a class="cell-main" href="{}">{}</a>', url, listed.row.name)


def _updated(listed: Listed) -> SafeString:
    said = day_text(listed.row.updated_at) if listed.row.updated_at else ""
    return format_html('<span id="updated-{}">{}</span>', listed.row.public_id, said)


def _by(listed: Listed) -> SafeString:
    return format_html('<span id="by-{}">{}</span>', listed.row.public_id, listed.row.updated_by)


def _default(listed: Listed) -> SafeString:
    said = "True" if listed.row.follows_default else "False"
    return format_html('<span id="default-{}">{}</span>', listed.row.public_id, said)


COLUMNS = (
    Column("name", "Organization", Kind.TEXT, lambda each: each.row.name, "name", _name, is_fixed=True, card="lead"),
    Column(
        "status", "Status", Kind.STATUS,
        lambda each: BuyerStatus.ACTIVE if each.row.is_active else BuyerStatus.INACTIVE, "status",
    ),
    Column("erp_id", "ERP ID", Kind.CODE, lambda each: each.row.erp_id, "erp_id", card="line"),
    Column("organization_id", "Organization ID", Kind.CODE, lambda each: each.row.organization_id, "organization_id"),
    Column("country", "Country", Kind.CODE, lambda each: each.row.country, "country"),
    Column("tier", "Tier", Kind.CHOICE, lambda each: each.row.tier, "tier"),
    Column(
        "terms", "Payment Terms", Kind.TEXT, lambda each: terms_cell_text(each.row), "terms",
        lambda each: terms_cell(each.row, can_edit=each.can_edit), card="line",
    ),
    Column(
        "default", "Default Payment Terms", Kind.YES_NO, lambda each: each.row.follows_default, "default", _default
    ),
    Column("updated", "Updated On", Kind.INSTANT, lambda each: each.row.updated_at, "updated", _updated),
    Column("by", "Updated By", Kind.TEXT, lambda each: each.row.updated_by, "by", _by),
    Column("counts_from", "Counts from", Kind.DATE, lambda each: each.row.counts_from, is_on=False),
)  # fmt: skip
SORTED = partial(Order, ids_first=True)
ORDERS = (
    Order("name", "Organization", "name"),
    SORTED("status", "Status", "is_active", lambda text: text == "True"),
    SORTED("erp_id", "ERP ID", "erp_id"),
    SORTED("organization_id", "Organization ID", "organization_number", int, is_nullable=True),
    SORTED("country", "Country", "country"),
    SORTED("tier", "Tier", "tier"),
    SORTED("terms", "Payment Terms", "shown_days", int),
    SORTED("default", "Default Payment Terms", "shown_default", lambda text: text == "True"),
    SORTED("updated", "Updated On", "shown_updated", datetime.fromisoformat, is_nullable=True),
    SORTED("by", "Updated By", "shown_by"),
)
VIEWS = (
    View("all", "All buyers", lambda today: Q()),
    View("direct", "Direct customers", lambda today: Q(tier=Tier.DIRECT)),
    View("sellers", "Sellers", lambda today: Q(tier=Tier.INDIRECT)),
    View("custom", "Custom terms", lambda today: Q(terms__follows_default=False)),
    View("pending", "Changes to come", changes_to_come),
)
BY_TIER = {"direct", "sellers"}
FILTERS = (
    filters.text("name", "Organization contains", "name", shortest=1),
    filters.choice(
        "status", "Status", BuyerStatus, lambda value, context: Q(is_active=value == BuyerStatus.ACTIVE)
    ),
    filters.text("erp_id", "ERP ID contains", "erp_id", shortest=1),
    Filter(
        "organization_id", "Organization ID", read_organization_id,
        lambda number, context: Q(organization_number=number), lambda number, context: organization_id(number),
    ),
    filters.one_of("country", "Country", "country", countries),
    filters.choice("tier", "Tier", Tier, lambda value, context: Q(tier=value)),
    Filter(
        "terms", "Payment terms contain", str, lambda text, context: terms_saying(text), lambda text, context: text
    ),
    filters.flag("default", "Default payment terms", Q(shown_default=True)),
    *filters.days("Updated On", "shown_updated__date", first="since", last="until", spans="updated"),
    Filter(
        "by", "Updated by", str, lambda text, context: updated_by_somebody_named(text), lambda text, context: text
    ),
)  # fmt: skip
PAYMENT_TERMS = ListDefinition(
    key="payment_terms",
    title="Payment terms",
    one="buyer",
    many="buyers",
    permission=Permission.SEE_PAYMENT_TERMS,
    url_name="payment_terms:list",
    queryset=listed_buyers,
    columns=COLUMNS,
    orders=ORDERS,
    sort="name",
    views=VIEWS,
    filters=FILTERS,
    search=Search("Name, ERP ID or Organization ID", lambda words, context: mentioned(words), shortest=2),
    rows=listed_rows,
    row_id=lambda each: str(each.row.public_id),
    tick=lambda each, context: Tick(str(each.row.public_id), each.row.name),
    icon="clock",
    is_short=True,
)


def list_with(default: Standing, *, has_sellers: bool) -> ListDefinition:
    """The list for one page, which reads the default once for all its parts.

    To a seller everybody is a direct customer: it is offered no view of its buyers by tier.
    """
    queryset, rows = partial(listed_buyers, default=default), partial(listed_rows, default=default)
    pending = partial(changes_to_come, default=default)
    offered = [view for view in VIEWS if has_sellers or view.key not in BY_TIER]
    views = tuple(replace(view, condition=pending) if view.key == "pending" else view for view in offered)
    return replace(PAYMENT_TERMS, queryset=queryset, rows=rows, views=views)

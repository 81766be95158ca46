"""The list of partners: whom this organization sells to and buys from."""

from __future__ import annotations

from django.db.models import Q, Value
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from billing_platform.exports.listed import ListSource
from billing_platform.lists import filters
from billing_platform.lists.columns import NONE, Column, Kind, code_html
from billing_platform.lists.context import ListContext
from billing_platform.lists.definition import ListDefinition, Order, Search, View
from common.row_keys import RowKey
from partners.models import Partner, Side, Tier
from partners.number_cell import NumberCell
from people.permissions import Permission
from tenants.models import organization_number


def _name_cell(row: Partner) -> SafeString:
    url = reverse("partners:detail", args=(row.public_id,))
    return format_html('<a class="cell-main" href="{}">{}</a>', url, row.name)


def _number_cell(row: Partner, side: Side) -> SafeString:
    """A field for those who may edit it, on the side that has this number."""
    number = row.own_number if row.side == side else ""
    if row.side != side or not getattr(row, "is_editable", False):
        return code_html(number) if number else NONE
    return NumberCell.of(row).html()


def _tier(row: Partner) -> Tier | None:
    """Only buyers have one."""
    return Tier(row.tier) if row.side == Side.BUYER else None


def _countries(context: ListContext) -> list[tuple[str, str]]:
    found = Partner.objects.exclude(country="").order_by("country").values_list("country", flat=True).distinct()
    return [(country, country) for country in found]


def _named(text: str, context: ListContext) -> Q:
    """Name, number in our own systems, or Organization ID."""
    named = Q(name__icontains=text) | Q(erp_id__icontains=text) | Q(vendor_number__icontains=text)
    number = organization_number(text)
    return named if number is None else named | Q(organization_number=number)


def _edit_url(row: Partner, context: ListContext) -> str:
    """The field of its number on its page."""
    if not context.may(Permission.EDIT_PARTNERS):
        return ""
    return f"{reverse('partners:detail', args=(row.public_id,))}#number"


PARTNERS = ListDefinition(
    key="partners",
    title="Partners",
    one="partner",
    many="partners",
    permission=Permission.SEE_PARTNERS,
    url_name="partners:list",
    queryset=lambda context: Partner.objects.annotate(is_editable=Value(context.may(Permission.EDIT_PARTNERS))),
    columns=(
        Column("name", "Name", Kind.TEXT, lambda row: row.name, "name", _name_cell, is_fixed=True, card="lead"),
        Column("side", "Side", Kind.CHOICE, lambda row: Side(row.side), card="sub"),
        Column(
            "erp_id", "ERP ID", Kind.CODE, lambda row: row.erp_id, card="line",
            cell=lambda row: _number_cell(row, Side.BUYER),
        ),
        Column(
            "vendor_number", "Vendor number", Kind.CODE, lambda row: row.vendor_number, card="line",
            cell=lambda row: _number_cell(row, Side.SUPPLIER),
        ),
        Column("organization_id", "Organization ID", Kind.CODE, lambda row: row.organization_id, card="figure"),
        Column("country", "Country", Kind.CODE, lambda row: row.country, card="line"),
        Column("city", "City", Kind.TEXT, lambda row: row.city, is_on=False),
        Column("tax_id", "Tax number", Kind.CODE, lambda row: row.tax_id, is_on=False),
        Column("tier", "Tier", Kind.CHOICE, _tier),
        Column("email", "E-mail", Kind.TEXT, lambda row: row.email, is_on=False),
        Column("is_active", "Trading", Kind.YES_NO, lambda row: row.is_active),
        Column("created", "Partner since", Kind.INSTANT, lambda row: row.created_at, "created", is_on=False),
    ),
    orders=(Order("name", "Name", "name"), Order("created", "Partner since")),
    sort="name",
    views=(
        View("all", "All", lambda today: Q()),
        View("buyers", "Buyers", lambda today: Q(side=Side.BUYER)),
        View("suppliers", "Suppliers", lambda today: Q(side=Side.SUPPLIER)),
    ),
    filters=(
        filters.choice("tier", "Tier", Tier, lambda tier, context: Q(side=Side.BUYER, tier=tier)),
        filters.one_of("country", "Country", "country", _countries),
        filters.flag("trading", "Trading", Q(is_active=True)),
        filters.flag("platform", "On this platform", Q(organization_number__isnull=False)),
    ),
    search=Search("Name, ERP ID, Organization ID", _named),
    edit_url=_edit_url,
    icon="link",
)  # fmt: skip
PARTNER_SOURCE = ListSource(PARTNERS, row_key=lambda row: RowKey(row.public_id, row.stamp))

"""Partners as a workbook, each row with the key by which an import knows it again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.http import QueryDict
from django.urls import reverse

from billing_platform.exports.sources import Asked, Selection
from common.row_keys import LABEL, NOTE, RowKey
from common.ui.listing import searched_words
from common.workbook import Kind, SheetColumn
from partners.models import Partner, Side, Tier
from partners.queries import partners_named
from people.models import Account
from people.permissions import Permission
from tenants.base import TenantQuerySet

PARTNERS = "partners"
MAY_CHANGE = "May be changed here and sent back by an import."
Value = Callable[[Partner], object]
COLUMNS: tuple[tuple[SheetColumn, Value], ...] = (
    (SheetColumn("Name"), lambda row: row.name),
    (SheetColumn("Side"), lambda row: Side(row.side).label),
    (SheetColumn("Organization ID", Kind.CODE), lambda row: row.organization_id),
    (SheetColumn("ERP ID", Kind.CODE, note=MAY_CHANGE), lambda row: row.erp_id),
    (SheetColumn("Vendor number", Kind.CODE, note=MAY_CHANGE), lambda row: row.vendor_number),
    (SheetColumn("Country", Kind.CODE), lambda row: row.country),
    (SheetColumn("City"), lambda row: row.city),
    (SheetColumn("Tax number", Kind.CODE), lambda row: row.tax_id),
    (SheetColumn("Tier"), lambda row: Tier(row.tier).label if row.side == Side.BUYER else None),
    (SheetColumn("E-mail"), lambda row: row.email),
    (SheetColumn("Trading", Kind.YES_NO), lambda row: row.is_active),
    (SheetColumn("Partner since", Kind.INSTANT), lambda row: row.created_at),
    (SheetColumn(LABEL, Kind.CODE, note=NOTE), lambda row: RowKey(row.public_id, row.stamp)),
)


@dataclass(frozen=True, slots=True)
class PartnerSource:
    """All partners, or those that are searched for."""

    key: str = PARTNERS
    title: str = "Partners"
    permission: Permission = Permission.SEE_PARTNERS

    @property
    def list_url(self) -> str:
        return reverse("partners:list")

    def select(self, asked: Asked, person: Account, today: date) -> Selection:
        found = partners_named("" if asked.is_everything else searched_words(QueryDict(asked.query)))
        columns = tuple(column for column, _ in COLUMNS)
        return Selection(columns, frozenset({self.permission}), found.count(), lambda: _values(found))


def _values(found: TenantQuerySet[Partner]) -> Iterator[Sequence[object]]:
    for row in found.iterator(chunk_size=2000):
        yield [value(row) for _, value in COLUMNS]

"""The sheet of partners that comes back: which columns may change, and how they are written."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from django.urls import reverse

from billing_platform.imports.kinds import EditableColumn, ImportKind, PresentRow, RowChange
from billing_platform.imports.refusals import RowsChanged
from partners.models import OWN_NUMBER, Partner
from partners.operations import NumberChange, PartnersChanged, change_numbers
from partners.own_numbers import parse_own_number
from people.permissions import Permission

COLUMNS = (
    EditableColumn("erp_id", "ERP ID", parse_own_number),
    EditableColumn("vendor_number", "Vendor number", parse_own_number),
)


def present_partners(ids: Collection[UUID]) -> Mapping[UUID, PresentRow]:
    """The partners of these ids as an import compares them; one statement."""
    return {row.public_id: _present(row) for row in Partner.objects.filter(public_id__in=ids)}


def apply_changes(changes: Sequence[RowChange]) -> None:
    """Write the numbers of all these partners; refuses (RowsChanged) when one has been changed since."""
    wanted = [NumberChange(each.public_id, each.stamp, next(iter(each.new.values()))) for each in changes]
    try:
        change_numbers(wanted)
    except PartnersChanged as refusal:
        raise RowsChanged(refusal.message) from refusal


PARTNER_NUMBERS = ImportKind(
    key="partners",
    title="Numbers of partners",
    one="partner",
    many="partners",
    permission=Permission.EDIT_PARTNERS,
    list_url_name="partners:list",
    columns=COLUMNS,
    present=present_partners,
    apply=apply_changes,
    fixed=("Name", "Organization ID"),
)


def _present(row: Partner) -> PresentRow:
    """Of the two numbers a row has the one of its side; the other is fixed at nothing."""
    own = OWN_NUMBER[row.side]
    fixed = {"Name": row.name, "Organization ID": row.organization_id}
    fixed |= {column.label: "" for column in COLUMNS if column.key != own}
    url = reverse("partners:detail", args=[row.public_id])
    return PresentRow(row.public_id, row.name, url, row.stamp, {own: row.own_number}, fixed)

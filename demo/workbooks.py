"""Lists as workbooks: exports that can be saved, numbers of partners that came in by a sheet, and one taken back."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from billing_platform.exports.listed import source_of
from billing_platform.exports.operations import request_export
from billing_platform.exports.sources import Asked
from billing_platform.imports.differences import difference_of
from billing_platform.imports.kinds import KINDS
from billing_platform.imports.models import SheetImport
from billing_platform.imports.operations import apply_import, take_sheet, undo_import
from common.ids import new_public_id
from common.row_keys import LABEL, RowKey
from common.workbook import Kind, SheetColumn, write_workbook
from demo.cast import TRADES
from demo.scene import ZONE, Event, Scene
from demo.year import Year
from partners.models import Partner, Side
from partners.operations import NumberChange, change_numbers
from people.permissions import Role

NUMBER = {Side.BUYER: "ERP ID", Side.SUPPLIER: "Vendor number"}
EXPORTED = (
    ("acme", Role.BILLING_ADMIN, "outgoing", "view=overdue"),
    ("initech", Role.BUYER, "purchase-orders", "status=at_risk"),
)


def events(year: Year) -> Iterator[Event]:
    """Most buyers type their suppliers' numbers into the list; Initech and Acme send sheets; exports are of today."""
    for buyer in sorted({buyer for _, buyer in TRADES} - {"initech"}):
        yield Event(year.day(1, 4), buyer, Role.BUYER, _type_vendor_numbers)
    sheets = (
        ("initech", Role.BUYER, partial(_send_sheet, side=Side.SUPPLIER, first=70_000), 40),
        ("acme", Role.BILLING_ADMIN, partial(_send_sheet, side=Side.BUYER, first=20_000), 40),
        ("acme", Role.BILLING_ADMIN, _take_it_back, 55),
    )
    for organization, role, act, minute in sheets:
        yield Event(year.before(4), organization, role, act, minute=minute)
    for organization, role, key, query in EXPORTED:
        yield Event(year.today, organization, role, partial(_export, key=key, query=query), minute=250)


def _type_vendor_numbers(_: Scene) -> None:
    found = Partner.objects.filter(side=Side.SUPPLIER).order_by("name")
    change_numbers([NumberChange(each.public_id, each.stamp, f"K{40_100 + n}") for n, each in enumerate(found)])


def _send_sheet(scene: Scene, side: Side, first: int) -> None:
    """The list with a number in every row of this side, as it comes back from another system; all of it is applied."""
    kind = KINDS["partners"]
    taken = take_sheet(kind, _sheet(side, first), "Partners.xlsx", scene.person)
    seen = difference_of(kind, taken.rows).digest
    apply_import(taken.public_id, scene.person, seen=seen, leave_out_stale=False)


def _sheet(side: Side, first: int) -> bytes:
    columns = [SheetColumn("Name"), SheetColumn(NUMBER[side], Kind.CODE), SheetColumn(LABEL, Kind.CODE)]
    found = Partner.objects.filter(side=side).order_by("name")
    cells = [(each.name, str(first + 10 * n), str(RowKey(each.public_id, each.stamp))) for n, each in enumerate(found)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "partners.xlsx"
        write_workbook(path, "Partners", columns, cells, zone=ZONE)
        return path.read_bytes()


def _take_it_back(scene: Scene) -> None:
    undo_import(SheetImport.objects.latest("id").public_id, scene.person)


def _export(scene: Scene, key: str, query: str) -> None:
    source = source_of(key)
    if source is None:
        raise LookupError(f"there is no list {key}")
    request_export(source, Asked(False, query), scene.person, export_id=new_public_id(), today=scene.day)

"""Exporting a list as a workbook, as its job does it, beside COPY to CSV of the same rows and columns.

The product reads 20 columns of outgoing invoices in one snapshot, types each value, writes the workbook and stores it.
The floor writes the same columns of the same table, with their partner, to a CSV file. Run
`python benchmarks/export.py --rows 100000`; `--trial` writes the same cells with openpyxl instead of our one writer.
"""

from __future__ import annotations

import argparse
import csv
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

from ground import ACTOR, TODAY, columns, names, owner, standing, superuser
from measuring import Rounds, Timed, peak_memory, print_rounds, timed
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from psycopg import sql
from seeds import analyze, seed_models

from billing_platform.exports.listed import ListSource
from billing_platform.exports.models import Export, ExportState
from billing_platform.exports.operations import request_export, write_export
from billing_platform.exports.sources import Asked
from common.workbook import Kind, SheetColumn, write_workbook
from invoices.lists.definitions import OUTGOING
from invoices.operations.issue import issue_invoices
from people.models import Account
from people.operations import create_account
from people.permissions import Role
from tenants import border
from tenants.border import OrganizationRef

SET = ("id", "public_id", "partner_id", "number", "issue_date", "posting_date", "due_date", "currency", "settled")
INSERT = """
INSERT INTO {at}.invoices_document (id, public_id, partner_id, number, issue_date, posting_date, due_date, currency,
                                    settled, {names})
SELECT 1000000 + n, uuidv7(), partner.ids[n %% partner.many + 1], 'B-' || n, issued, issued, issued + 30,
       CASE WHEN n %% 100 < 90 THEN 'EUR' ELSE 'USD' END, CASE WHEN n %% 5 = 0 THEN 0 ELSE d.payable END, {values}
  FROM generate_series(1, %(count)s) n
 CROSS JOIN (SELECT array_agg(id) AS ids, count(*) AS many FROM {at}.partners_partner) partner
 CROSS JOIN LATERAL (SELECT %(today)s - (n %% 360) AS issued) dated
  JOIN {at}.invoices_document d ON d.id = (%(models)s::bigint[])[n %% %(many)s + 1]
"""
FLOOR = """
COPY (SELECT d.number, d.kind, d.state, p.name, p.erp_id, p.tier, d.issue_date, d.posting_date, d.due_date,
             d.number, d.currency, d.net, d.tax, d.total, d.settled, d.credited, d.payable, d.withheld,
             d.created_at, d.updated_at
        FROM {at}.invoices_document d JOIN {at}.partners_partner p ON p.id = d.partner_id
       WHERE d.direction = 'out' ORDER BY d.issue_date DESC, d.id DESC) TO STDOUT (FORMAT csv, HEADER)
"""
CHOSEN = (
    "number", "kind", "status", "organization", "erp_id", "tier", "issue_date", "posting_date", "due_date", "terms",
    "currency", "net", "tax", "total", "paid", "credited", "amount_due", "withheld", "created", "updated",
)  # fmt: skip


class Bench:
    """One supplier with many issued invoices, and the person who exports them."""

    def __init__(self, supplier: OrganizationRef, count: int) -> None:
        self.supplier, self.server, self.owner = supplier, superuser(), owner()
        models = seed_models(supplier, 1)
        with border.inside(supplier, ACTOR, via="command"):
            self.person = create_account("admin@supplier.example", "Admin", [Role.ADMIN], password="correct horse").pk
            issue_invoices(models, today=TODAY)
        at = sql.Identifier(supplier.schema_name)
        kept = columns(self.server, supplier.schema_name, "invoices_document", SET)
        insert = sql.SQL(INSERT).format(at=at, names=names(kept), values=names(kept, "d"))
        given = {"count": count, "today": TODAY, "models": models, "many": len(models)}
        self.server.execute(insert, given)
        analyze(self.server, [supplier.schema_name], ["invoices_document"])
        self.floor_text = sql.SQL(FLOOR).format(at=at)

    def export(self) -> Timed:
        """The job's operation; asking for it, which counts the rows, is not timed."""
        with border.inside(self.supplier, ACTOR, via="job"):
            person = Account.objects.get(pk=self.person)
            asked = Asked(is_everything=False, columns=CHOSEN)
            export = request_export(ListSource(OUTGOING), asked, person, export_id=uuid4(), today=TODAY)
            run = timed(lambda: write_export(export.public_id, today=TODAY, progress=lambda done, total: None))
            written = Export.objects.get(pk=export.pk)
            assert written.state == ExportState.READY, written.reason
            self.rows, self.size = written.rows, written.size
        return run

    def floor(self) -> Timed:
        with tempfile.TemporaryFile() as file:
            return timed(lambda: self._copy(file), self.owner)

    def _copy(self, file: object) -> None:
        with self.owner.cursor().copy(self.floor_text) as copy:
            for part in copy:
                file.write(part)


def main() -> None:
    asked = _asked()
    if asked.trial:
        _trial(asked.rows)
        return
    with standing(buyers=10) as (supplier, _):
        bench, rounds = Bench(supplier, asked.rows), Rounds()
        for _ in range(asked.rounds):
            rounds.add(bench.export(), bench.floor())
        print_rounds("export of outgoing invoices, 20 columns", bench.rows, rounds)
        print(f"  workbook {bench.size / 1e6:.1f} MB")


def _trial(count: int) -> None:
    """The writers alone, with the same cells; one a process says what memory it takes."""
    kinds = [Kind.CODE] * 3 + [Kind.TEXT] * 5 + [Kind.DATE] * 4 + [Kind.MONEY] * 5 + [Kind.INSTANT] * 2 + [Kind.YES_NO]
    sheet = [SheetColumn(f"Column {n}", kind) for n, kind in enumerate(kinds)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "trial"
        for name, write in (
            ("csv", lambda: _csv(path, count)),
            ("our writer", lambda: write_workbook(path, "Trial", sheet, _cells(count), zone=UTC)),
            ("openpyxl, write-only", lambda: _openpyxl(path, count)),
        ):
            begun = time.perf_counter()
            write()
            seconds, size = time.perf_counter() - begun, path.stat().st_size / 1e6
            print(f"{name}: {count:,} rows in {seconds:.1f} s, {size:.1f} MB, peak so far {peak_memory():.0f} MB")


def _cells(count: int) -> object:
    day, at = date(2026, 1, 1), datetime(2026, 1, 1, tzinfo=UTC)
    for n in range(count):
        amount = Decimal(n) / 100
        yield [
            f"INV-2026-{n:06}", f"{n:05}", "EUR", "Initech AG", "=1+1", "Net 30", "Wire transfer", "Direct Customer",
            *[day + timedelta(days=n % 300)] * 4, *[amount] * 5, *[at] * 2, n % 2 == 0,
        ]  # fmt: skip


def _csv(path: Path, count: int) -> None:
    with path.open("w", newline="") as file:
        csv.writer(file).writerows(_cells(count))


def _openpyxl(path: Path, count: int) -> None:
    """As safe as ours: text by an explicit type, since what begins with "=" becomes a formula otherwise."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Trial")
    for row in _cells(count):
        sheet.append([_safe(sheet, value) for value in row])
    book.save(path)


def _safe(sheet: object, value: object) -> object:
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, value=value)
    cell.data_type = "s"
    return cell


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--trial", action="store_true", help="compare writers without a database")
    return parser.parse_args()


if __name__ == "__main__":
    main()

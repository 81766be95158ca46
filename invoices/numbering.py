"""Gapless numbers, per series and year of the issue date, from a counter row in the issuing transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from common.retry import LostRace
from common.sql import Rung, execute, rows, step
from invoices.models import DocumentKind

SERIES = {DocumentKind.INVOICE.value: "INV", DocumentKind.CREDIT_NOTE.value: "CN", DocumentKind.SUMMARY.value: "SUM"}
BEGIN = "INSERT INTO invoices_numbercounter (series, year, last) VALUES (%s, %s, 0) ON CONFLICT DO NOTHING"
LOCK = "SELECT last_date FROM invoices_numbercounter WHERE series = %s ORDER BY id FOR NO KEY UPDATE"
TAKE = """
UPDATE invoices_numbercounter SET last = last + %s, last_date = %s WHERE series = %s AND year = %s RETURNING last
"""


def take_numbers(series: str, issue_dates: Sequence[date]) -> list[str]:
    """One number for each issue date, ascending, all of one year: `INV-2026-000001`.

    Locks the series' counters, of all years, until the transaction ends; a rollback gives the numbers back. Raises
    LostRace when another transaction has used a later date meanwhile: the operation is repeated and sees it.
    """
    year, count = issue_dates[0].year, len(issue_dates)
    step(Rung.COUNTERS)
    execute(BEGIN, [series, year])
    used = [last_date for (last_date,) in rows(LOCK, [series]) if last_date]
    if used and max(used) > issue_dates[0]:
        raise LostRace
    last = rows(TAKE, [count, issue_dates[-1], series, year])[0][0]
    return [f"{series}-{year}-{number:06d}" for number in range(last - count + 1, last + 1)]


def last_dates() -> dict[str, date]:
    """The last issue date used in each series."""
    found: dict[str, date] = {}
    for series, used in rows("SELECT series, max(last_date) FROM invoices_numbercounter GROUP BY series"):
        if used is not None:
            found[series] = used
    return found

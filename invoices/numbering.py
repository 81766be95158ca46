"""Gapless numbers, per series and year of the issue date, from a counter row in the issuing transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from common.retry import LostRace
from common.sql import Rung, rows, step
from invoices.models import DocumentKind, NumberCounter

SERIES = {DocumentKind.INVOICE.value: "INV", DocumentKind.CREDIT_NOTE.value: "CN", DocumentKind.SUMMARY.value: "SUM"}
TAKE = """
INSERT INTO invoices_numbercounter AS c (series, year, last, last_date) VALUES (%(series)s, %(year)s, %(count)s, %(newest)s)
    ON CONFLICT (series, year) DO UPDATE
   SET last = c.last + %(count)s, last_date = greatest(c.last_date, %(newest)s)
RETURNING last
"""


def take_numbers(series: str, issue_dates: Sequence[date]) -> list[str]:
    """One number for each issue date, ascending, all of one year: `INV-2026-000001`.

    Locks the counter until the transaction ends; a rollback gives the numbers back. Raises LostRace when another
    transaction has used a later date meanwhile: the operation is repeated and sees it.
    """
    year, count = issue_dates[0].year, len(issue_dates)
    step(Rung.COUNTERS)
    before = rows("SELECT last_date FROM invoices_numbercounter WHERE series = %s AND year = %s FOR NO KEY UPDATE", [series, year])
    if before and before[0][0] and before[0][0] > issue_dates[0]:
        raise LostRace
    given = {"series": series, "year": year, "count": count, "newest": issue_dates[-1]}
    last = rows(TAKE, given)[0][0]
    return [f"{series}-{year}-{number:06d}" for number in range(last - count + 1, last + 1)]


def last_dates() -> dict[str, date]:
    """The last issue date used in each series."""
    found: dict[str, date] = {}
    for series, used in NumberCounter.objects.exclude(last_date=None).values_list("series", "last_date"):
        found[series] = max(used, found.get(series, used))
    return found

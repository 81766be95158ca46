"""Digests of days and what does not fit their seals: rows altered, added or taken away since."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from common.sql import rows
from tenants.history.models import Change, Seal

DAY = timedelta(days=1)
FIRST_CHAIN = "0" * 64

# Each row as one JSON array, whose text PostgreSQL writes the same way always; hashed row by row, then all together.
_DIGESTS = """
SELECT (at AT TIME ZONE 'UTC')::date AS day, count(*),
       encode(sha256(string_agg(sha256(convert_to(jsonb_build_array(
           id, tbl, row, op, extract(epoch FROM at), actor, via, request, before, after)::text, 'UTF8')), ''::bytea
           ORDER BY id)), 'hex')
  FROM history_change WHERE at >= %s AND at < %s GROUP BY 1 ORDER BY 1
"""


@dataclass(frozen=True, slots=True)
class DayDigest:
    """What a day holds: its rows, and the SHA-256 over them; no rows have the digest ""."""

    day: date
    rows: int = 0
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """A day whose history is not as it was sealed, in one sentence."""

    day: date
    text: str


def altered_days(moment: datetime) -> list[Finding]:
    """Days whose rows or seals are not what they were, and days that ought to be sealed and are not, oldest first.

    Reads the whole history, in one statement.
    """
    seals = list(Seal.objects.order_by("day"))
    if not seals:
        first = first_day()
        return [Finding(first, "nothing is sealed since")] if first and moment.date() - first > 3 * DAY else []
    found = {each.day: each for each in digests(date.min, seals[-1].day + DAY)}
    early = (
        Finding(day, f"{found[day].rows} rows were added")
        for day in sorted(found)
        if day < seals[0].day and found[day].rows
    )
    return [*early, *_compared(seals, found), *_unsealed(seals[-1], moment)]


def digests(since: date, until: date) -> list[DayDigest]:
    """Every day from `since` up to but not including `until`, of which the first ones without rows are left out."""
    found = {row[0]: DayDigest(*row) for row in rows(_DIGESTS, [_start(since), _start(until)])}
    first = since if since > date.min else min(found, default=until)
    days = (first + DAY * number for number in range((until - first).days))
    return [found.get(day, DayDigest(day)) for day in days]


def head() -> str:
    """The newest chain, to be noted elsewhere and compared later; "" while nothing is sealed."""
    return Seal.objects.order_by("-day").values_list("chain", flat=True).first() or ""


def holds(chain: str) -> bool:
    """Whether a chain that was noted is one of these seals: they then were not made anew as a whole."""
    return Seal.objects.filter(chain=chain).exists()


def link(former: str, each: DayDigest) -> str:
    """The chain of a day behind the chain of the day before."""
    return hashlib.sha256(f"{former}|{each.day}|{each.rows}|{each.digest}".encode()).hexdigest()


def _compared(seals: list[Seal], found: dict[date, DayDigest]) -> Iterator[Finding]:
    chain, expected = FIRST_CHAIN, seals[0].day
    for seal in seals:
        if seal.day != expected:
            yield Finding(expected, f"the seals of the days before {seal.day} are missing")
        present, sealed = found.get(seal.day, DayDigest(seal.day)), DayDigest(seal.day, seal.rows, seal.digest)
        if present != sealed:
            yield Finding(seal.day, _difference(sealed, present))
        if seal.chain != link(chain, sealed):
            yield Finding(seal.day, "the seal was made anew, or one before it was changed")
        chain, expected = seal.chain, seal.day + DAY


def _difference(sealed: DayDigest, present: DayDigest) -> str:
    if sealed.rows != present.rows:
        return f"{sealed.rows} rows were sealed, {present.rows} are there"
    return f"of {sealed.rows} rows at least one was altered"


def _unsealed(last: Seal, moment: datetime) -> Iterator[Finding]:
    if moment.date() - last.day > 3 * DAY:
        yield Finding(last.day + DAY, "nothing is sealed since")


def first_day() -> date | None:
    """The day (UTC) of the oldest change; None for none."""
    first = Change.objects.order_by("at", "id").values_list("at", flat=True).first()
    return first.astimezone(UTC).date() if first else None


def _start(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)

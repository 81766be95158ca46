"""Seal the days of the history."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

from django.db import transaction

from tenants.history.models import Seal
from tenants.history.seals import DAY, FIRST_CHAIN, DayDigest, digests, first_day, link

SETTLES = timedelta(hours=2)  # a transaction that began before midnight has ended by then
log = logging.getLogger("history")


def seal_days(moment: datetime) -> int:
    """Seal every day up to yesterday (UTC) that is not sealed yet; returns how many. Safe to repeat and to run twice.

    A day is left until two hours after its end. The first seal is of the first day with a change. The newest chain
    goes into the log, so that it is known outside the database too.
    """
    until = (moment - SETTLES).astimezone(UTC).date()
    with transaction.atomic():
        last = Seal.objects.order_by("-day").first()
        since = last.day + DAY if last else first_day()
        if since is None or since >= until:
            return 0
        made = list(_chained(digests(since, until), last.chain if last else FIRST_CHAIN))
        Seal.objects.bulk_create(made, ignore_conflicts=True)
    log.info("history.sealed", extra={"day": str(made[-1].day), "days": len(made), "chain": made[-1].chain})
    return len(made)


def _chained(days: Iterable[DayDigest], chain: str) -> Iterator[Seal]:
    for each in days:
        chain = link(chain, each)
        yield Seal(day=each.day, rows=each.rows, digest=each.digest, chain=chain)

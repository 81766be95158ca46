"""What waits for somebody: every room says what it counts, the bell and the menu ask for all of it at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from common.sql import rows
from common.ui.shell import Bell, BellItem
from people.models import Account
from people.permissions import Permission
from tenants.jobs.models import Job, JobState

MOST = 99


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that may wait for somebody, and the list that shows it.

    `waiting` gives the rows, inside the open books; at most 100 of them are counted. `one` and `many` follow the
    count: “1 mail could not be sent”. `needs_you` is False for what only goes on, such as a running job.
    """

    key: str
    one: str
    many: str
    url_name: str
    permission: Permission
    waiting: Callable[[], QuerySet[Any]]
    query: str = ""
    tone: str = ""
    needs_you: bool = True


_REGISTERED: dict[str, Waiting] = {}


def count_in_bell(*kinds: Waiting) -> None:
    """Add to what the bell counts; called once by a room's `AppConfig.ready`. The same key twice replaces it."""
    _REGISTERED.update({kind.key: kind for kind in kinds})


def bell_of(person: Account) -> Bell:
    """What waits for this person, urgent things first; one statement, none for somebody who may see none of it."""
    seen = [kind for kind in _REGISTERED.values() if person.may(kind.permission)]
    counted = [(kind, count) for kind, count in zip(seen, _counts(seen), strict=True) if count]
    counted.sort(key=lambda pair: (not pair[0].needs_you, pair[0].tone != "bad"))
    items = tuple(_item(kind, count) for kind, count in counted)
    return Bell(items, capped(sum(count for kind, count in counted if kind.needs_you)))


def capped(count: int) -> str:
    """The count as it is shown: nothing for none, “99+” beyond what is counted out."""
    return "" if not count else f"{MOST}+" if count > MOST else f"{count}"


def _counts(kinds: Iterable[Waiting]) -> list[int]:
    parts: list[str] = []
    parameters: list[Any] = []
    for kind in kinds:
        text, given = kind.waiting().order_by().values("pk")[: MOST + 1].query.sql_with_params()
        parts.append(f"(SELECT count(*) FROM ({text}) counted)")  # noqa: S608  what the query compiler wrote
        parameters.extend(given)
    return list(rows(f"SELECT {', '.join(parts)}", parameters)[0]) if parts else []


def _item(kind: Waiting, count: int) -> BellItem:
    url = reverse(kind.url_name) + (f"?{kind.query}" if kind.query else "")
    words = f"{capped(count)} {kind.one if count == 1 else kind.many}"
    return BellItem(kind.key, words, url, capped(count), kind.tone, kind.needs_you)


def _jobs_in(state: JobState) -> Callable[[], QuerySet[Any]]:
    return lambda: Job.objects.filter(state=state)


FAILED_JOBS = Waiting(
    "jobs-failed", "job failed", "jobs failed", "jobs:list", Permission.SEE_JOBS, _jobs_in(JobState.PARKED),
    query="state=failed", tone="bad",
)  # fmt: skip
RUNNING_JOBS = Waiting(
    "jobs-running", "job is at work", "jobs are at work", "jobs:list", Permission.SEE_JOBS,
    _jobs_in(JobState.RUNNING), needs_you=False,
)  # fmt: skip
count_in_bell(FAILED_JOBS, RUNNING_JOBS)

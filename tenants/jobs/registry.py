"""Which function does which kind of job, filled when the apps load."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import time, timedelta
from typing import Any
from uuid import UUID

LEASE = timedelta(seconds=25)
Progress = Callable[[int, int | None], None]


@dataclass(frozen=True, slots=True)
class RunningJob:
    """What a job function is given: its payload of ids, and `progress(done, total)`, which raises JobCancelled."""

    id: UUID
    kind: str
    payload: dict[str, Any]
    progress: Progress
    result: dict[str, Any] = field(default_factory=dict)


class JobCancelled(Exception):
    """Raised from `progress` when somebody cancelled the job; what is committed stays."""


JobFunction = Callable[[RunningJob], None]


@dataclass(frozen=True, slots=True)
class JobKind:
    """A kind of job. `permissions` are those of the act of a person that asks for it: whoever asked and still holds
    them all may cancel it or have it tried again. Without any it is an obligation of the house, which is not cancelled.
    """

    name: str
    queue: str
    function: JobFunction
    permissions: tuple[str, ...] = ()
    daily_at: time | None = None


KINDS: dict[str, JobKind] = {}


def job(
    name: str, *, queue: str = "fast", permissions: Sequence[str] = (), daily_at: time | None = None
) -> Callable[[JobFunction], JobFunction]:
    """Register a function as the worker of jobs of this kind; queues are `fast`, `slow` and `xml`.

    `permissions` are those of the act, where a person asks for it; such a job calls `progress` between its items.
    With `daily_at` the calendar writes it, with the organization's date as `day` in the payload.
    """

    def register(function: JobFunction) -> JobFunction:
        if name in KINDS and KINDS[name].function is not function:
            raise RuntimeError(f"two functions want to do jobs of kind {name}")
        KINDS[name] = JobKind(name, queue, function, tuple(permissions), daily_at)
        return function

    return register

"""Which function does which kind of job, filled when the apps load."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
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
    name: str
    queue: str
    function: JobFunction


KINDS: dict[str, JobKind] = {}


def job(name: str, *, queue: str = "fast") -> Callable[[JobFunction], JobFunction]:
    """Register a function as the worker of jobs of this kind; queues are `fast`, `slow` and `xml`."""

    def register(function: JobFunction) -> JobFunction:
        if name in KINDS and KINDS[name].function is not function:
            raise RuntimeError(f"two functions want to do jobs of kind {name}")
        KINDS[name] = JobKind(name, queue, function)
        return function

    return register

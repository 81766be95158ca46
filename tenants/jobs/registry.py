"""Which function does which kind of job, and what refuses one whose asker lost the right; filled when apps load."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
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


AskerRule = Callable[[str, Collection[str]], None]
KINDS: dict[str, JobKind] = {}
_ASKER_RULES: list[AskerRule] = []


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


def refuse_askers_by(rule: AskerRule) -> None:
    """Have `rule(actor key, permissions)` refuse work in the name of somebody who may not do it any more.

    It is asked inside the organization's door, before a job with permissions begins and before each of its items.
    """
    if rule not in _ASKER_RULES:
        _ASKER_RULES.append(rule)


def refuse_lost(actor: str, permissions: Collection[str]) -> None:
    """Refuse an act that the actor of this key may not do any more; one that asks for no permission is nobody's."""
    for rule in _ASKER_RULES if permissions else ():
        rule(actor, permissions)

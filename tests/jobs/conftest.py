"""Kinds of jobs made for a test, and the row of a job as the runner sees it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from tenants import border
from tenants.jobs.models import Job
from tenants.jobs.registry import KINDS, JobFunction, JobKind


@pytest.fixture
def kind(monkeypatch: pytest.MonkeyPatch) -> Callable[[JobFunction], str]:
    """`kind(function)`: the name of a new kind of job that this function does."""

    def named(function: JobFunction, name: str = "tried") -> str:
        monkeypatch.setitem(KINDS, name, JobKind(name, "fast", function))
        return name

    return named


@pytest.fixture
def row_of() -> Callable[[UUID], Job]:
    """The row of a job, read as the runner."""

    def read(job_id: UUID) -> Job:
        with border.as_runner():
            return Job.objects.get(id=job_id)

    return read


@pytest.fixture
def set_on() -> Callable[..., None]:
    """`set_on(job_id, due_at=…)`: change columns of a job as the runner, as time or a person would."""

    def change(job_id: UUID, **columns: Any) -> None:
        with border.as_runner():
            assert Job.objects.filter(id=job_id).update(**columns) == 1

    return change

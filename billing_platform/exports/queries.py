"""Exports as pages show them: one with how far it is, and a person's own of the last days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.template.defaultfilters import filesizeformat
from django.urls import reverse

from billing_platform.exports.listed import source_of
from billing_platform.exports.models import Export, ExportState
from common.ids import new_public_id
from common.ui.figures import moment_text
from common.ui.parts import Fact, Progress
from people.models import Account
from people.permissions import Permission
from tenants.jobs.models import OPEN_STATES, Job, JobState

MOST_LISTED = 50
STOPPED = "Writing has stopped on our side. Nothing is lost but this file: export the list again."


@dataclass(frozen=True, slots=True)
class ExportOffer:
    """What the menu “Export” of a list posts: where to, the list's present state, and the id of this request."""

    url: str
    query: str
    columns: tuple[str, ...]
    export_id: UUID


@dataclass(frozen=True, slots=True)
class ExportRow:
    """An export in the list of a person's own; `file_url` is empty when there is nothing to take."""

    title: str
    what: str
    url: str
    when: str
    state: ExportState
    rows: str
    size: str
    until: str
    file_url: str


@dataclass(frozen=True, slots=True)
class ExportPage:
    """One export; `problem` says why there is no file, `remarks` what a reader of the sheet must know."""

    row: ExportRow
    list_url: str
    is_open: bool
    progress: Progress | None
    facts: tuple[Fact, ...]
    remarks: tuple[str, ...]
    problem: str


def export_offer(source: str, query: str, columns: tuple[str, ...] = ()) -> ExportOffer:
    """The offer of a list in its present state: the query string of its address, its chosen columns in order."""
    return ExportOffer(reverse("exports:request", args=[source]), query, columns, new_public_id())


def export_of(public_id: UUID, person: Account) -> Export | None:
    """A person's own export; nobody else's is ever found."""
    return Export.objects.filter(public_id=public_id, person=person.public_id).first()


def needed_for(export: Export) -> tuple[Permission, ...]:
    """The permissions that whoever takes the file must hold."""
    return tuple(Permission(each) for each in export.needs)


def export_rows(person: Account, at: datetime) -> list[ExportRow]:
    """The newest 50 of a person's own exports; two statements."""
    own = list(Export.objects.filter(person=person.public_id).order_by("-created_at")[:MOST_LISTED])
    jobs = _jobs_of(own)
    return [_row(export, jobs.get(str(export.public_id)), at) for export in own]


def export_page(export: Export, at: datetime) -> ExportPage:
    """The page of one export; one statement."""
    job = _jobs_of([export]).get(str(export.public_id))
    row, source = _row(export, job, at), source_of(export.source)
    return ExportPage(
        row=row,
        list_url=_back(export, source.list_url if source else ""),
        is_open=export.is_open(at),
        progress=_progress(export, job) if job is not None and row.state == ExportState.WAITING else None,
        facts=tuple(_facts(export)),
        remarks=tuple(_remarks(export)),
        problem=export.reason or (STOPPED if row.state == ExportState.REFUSED else ""),
    )


def _jobs_of(exports: Sequence[Export]) -> dict[str, Job]:
    """The jobs of those that are not written yet, by public id; one statement."""
    waiting = [str(export.public_id) for export in exports if export.state == ExportState.WAITING]
    return {str(job.key): job for job in Job.objects.filter(kind="write_export", key__in=waiting)} if waiting else {}


def _state(export: Export, job: Job | None, at: datetime) -> ExportState:
    """As it is for the person: its time may be over, its job cancelled or given up, before the row says so."""
    if export.state == ExportState.READY and not export.is_open(at):
        return ExportState.EXPIRED
    if export.state != ExportState.WAITING or (job is not None and job.state in OPEN_STATES):
        return ExportState(export.state)
    is_cancelled = job is not None and job.state == JobState.CANCELLED
    return ExportState.CANCELLED if is_cancelled else ExportState.REFUSED


def _row(export: Export, job: Job | None, at: datetime) -> ExportRow:
    is_open = export.is_open(at)
    return ExportRow(
        title=export.title,
        what="Entire data set" if export.is_everything else "Current view",
        url=reverse("exports:detail", args=[export.public_id]),
        when=moment_text(export.created_at),
        state=_state(export, job, at),
        rows=f"{export.rows if export.size else export.expected:,}",
        size=filesizeformat(export.size) if export.size else "",
        until=moment_text(export.expires_at) if is_open else "",
        file_url=reverse("exports:file", args=[export.public_id]) if is_open else "",
    )


def _back(export: Export, list_url: str) -> str:
    return f"{list_url}?{export.query}" if export.query and list_url else list_url


def _progress(export: Export, job: Job) -> Progress:
    done, total = min(job.done, export.expected), export.expected
    return Progress(
        label="Writing rows",
        done=done,
        total=total,
        words=f"{done:,} of {total:,} rows written",
        note="You may leave this page.",
        poll_url=reverse("exports:detail", args=[export.public_id]),
        target="export",
        stop_url=reverse("exports:cancellation", args=[export.public_id]),
        stop_label="Cancel the export",
    )


def _facts(export: Export) -> Iterator[Fact]:
    yield Fact("Rows", f"{export.rows if export.done_at else export.expected:,}")
    if export.size:
        yield Fact("Size", filesizeformat(export.size))
    yield Fact("Asked for", moment_text(export.created_at))
    if export.expires_at:
        yield Fact("Can be taken until", moment_text(export.expires_at))


def _remarks(export: Export) -> Iterator[str]:
    if export.as_text:
        yield (
            f"{export.as_text:,} number{_s(export.as_text)} of more than 15 digits stand as text, because Excel can't"
            " hold them: its sums leave them out."
        )
    if export.shortened:
        yield f"{export.shortened:,} text{_s(export.shortened)} longer than a cell of Excel takes end with “…”."


def _s(count: Any) -> str:
    return "" if count == 1 else "s"

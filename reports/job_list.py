"""The list of jobs: what runs, what waits, what failed and why, what was done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from billing_platform.job_asking import Asker
from billing_platform.lists import filters
from billing_platform.lists.columns import NONE, Column, Kind
from billing_platform.lists.context import ListContext
from billing_platform.lists.definition import UUIDS, ListDefinition, Order, Search, View
from billing_platform.lists.filters import Choices, Filter, NotUnderstood
from people.models import Account
from people.permissions import Permission
from reports.job_words import LISTED, kind_words
from reports.queries.jobs import JobRow, row_of
from tenants.jobs.models import OPEN_STATES, Job, JobState
from tenants.jobs.queries import own_jobs
from tenants.jobs.registry import KINDS

MOST_CHOICES = 500


def _rows(found: Sequence[Job], context: ListContext, needs: frozenset[str]) -> list[JobRow]:
    asker = Asker(context.person)
    return [row_of(job, asker) for job in found]


def _title_cell(row: JobRow) -> SafeString:
    """The link keeps the focus when the rows are asked for again: it has an id."""
    url = reverse("jobs:detail", args=[row.id])
    return format_html('<a class="cell-main" id="open-{}" href="{}">{}</a>', row.id, url, row.title)


def _progress_cell(row: JobRow) -> SafeString:
    if row.total is None or row.state != JobState.RUNNING:
        return format_html('<span class="wrap">{}</span>', row.words) if row.words else NONE
    bar = '<progress class="progress" max="{}" value="{}" aria-label="{}: {}"></progress>'
    return format_html("{}" + bar, row.words, row.total, row.done, row.title, row.words)


def _reason_cell(row: JobRow) -> SafeString:
    """Nothing where there is none: on a card it has no label."""
    return format_html('<span class="wrap">{}</span>', row.reason) if row.reason else SafeString()


def _acts(row: JobRow, context: ListContext) -> SafeString:
    return render_to_string("reports/_job_acts.html", {"job": row}) if row.can_cancel or row.can_retry else SafeString()


COLUMNS = (
    Column("job", "Job", Kind.TEXT, lambda row: row.title, cell=_title_cell, is_fixed=True, card="lead"),
    Column("state", "Status", Kind.STATUS, lambda row: row.state, sort="state", card="figure"),
    Column("progress", "Progress", Kind.TEXT, lambda row: row.words, cell=_progress_cell, card="line"),
    Column("asked_by", "Asked for by", Kind.TEXT, lambda row: row.asked_by, card="line"),
    Column("queued", "Queued", Kind.INSTANT, lambda row: row.queued_at, sort="queued", card="line"),
    Column("started", "Started", Kind.INSTANT, lambda row: row.started_at),
    Column("finished", "Finished", Kind.INSTANT, lambda row: row.finished_at),
    Column("reason", "Reason", Kind.TEXT, lambda row: row.reason, cell=_reason_cell, card="sub"),
    Column("kind", "Kind", Kind.TEXT, lambda row: row.kind, is_on=False),
    Column("done", "Done", Kind.NUMBER, lambda row: row.done, is_on=False),
    Column("total", "Of", Kind.NUMBER, lambda row: row.total, is_on=False),
    Column("tries", "Tried", Kind.NUMBER, lambda row: row.tries, is_on=False),
    Column("number", "Number", Kind.CODE, lambda row: str(row.id), is_on=False),
)


def _kinds(context: ListContext) -> Choices:
    """Every kind there is, by its words."""
    return sorted(((kind, kind_words(kind)) for kind in KINDS), key=lambda pair: pair[1])


def _kind(typed: str) -> str:
    if typed not in KINDS:
        raise NotUnderstood("Choose one from the list.")
    return typed


def _people(context: ListContext) -> Choices:
    accounts = Account.objects.order_by("name", "id").values_list("public_id", "name")[:MOST_CHOICES]
    return [(str(public_id), name) for public_id, name in accounts]


def _name(public_id: UUID, context: ListContext) -> str:
    return Account.objects.filter(public_id=public_id).values_list("name", flat=True).first() or "unknown"


FILTERS = (
    Filter("kind", "Kind", _kind, lambda kind, _: Q(kind=kind), lambda kind, _: kind_words(kind), "choice", _kinds),
    Filter(
        "by", "Asked for by", filters.read_uuid, lambda who, _: Q(actor__startswith=f"person:{who} "), _name, "choice",
        _people,
    ),
    *filters.instants("Queued", "created_at", first="since", last="until", spans="queued"),
)  # fmt: skip


def _found(text: str, context: ListContext) -> Q:
    """Kinds whose words hold the text, or the job of this number."""
    kinds = [kind for kind in KINDS if text.lower() in kind_words(kind).lower()]
    try:
        return Q(pk=UUID(text))
    except ValueError:
        return Q(kind__in=kinds)


def _in(*states: JobState) -> Any:
    return lambda today: Q(state__in=states)


JOBS = ListDefinition(
    key="jobs",
    title="Jobs",
    one="job",
    many="jobs",
    permission=Permission.SEE_JOBS,
    url_name="jobs:list",
    queryset=lambda context: own_jobs().filter(LISTED),
    columns=COLUMNS,
    orders=(
        Order("queued", "Queued", "created_at", filters.read_instant, control="date"),
        Order("state", "Status", "state", can_jump=False),
    ),
    sort="-queued",
    views=(
        View("open", "Running and queued", _in(*OPEN_STATES), sort="-state"),  # those at work in front
        View("failed", "Failed", _in(JobState.PARKED)),
        View("finished", "Finished", _in(JobState.DONE)),
        View("cancelled", "Cancelled", _in(JobState.CANCELLED)),
        View("all", "All", lambda today: Q()),
    ),
    filters=FILTERS,
    search=Search("Kind of work or number", _found),
    rows=_rows,
    row_id=lambda row: str(row.id),
    acts=_acts,
    ids=UUIDS,
    view_parameter="state",
    icon="jobs",
)

"""How issuing a choice of documents went, as far as it is: numbers given, sums, what was set aside, what waits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Min, Q, Sum
from django.urls import reverse

from common.ui.parts import Progress
from invoices.models import Document, State
from invoices.querysets import signed_total
from tenants.base import TenantQuerySet
from tenants.jobs.models import OPEN_STATES, Job, JobState

KIND = "issue_invoices"
MOST_LISTED = 50


@dataclass(frozen=True, slots=True)
class IssuanceOutcome:
    """The job's state, and its documents by what became of them; at most 50 of a kind are listed.

    `sums` are of issued ones by currency, credit notes negative. `waiting` ones go by themselves later: their turn has
    not come, or their buyer could not be reached.
    """

    job: UUID
    state: JobState
    total: int
    issued_count: int
    set_aside_count: int
    first_number: str
    last_number: str
    sums: Mapping[str, Decimal]
    issued: tuple[Document, ...]
    set_aside: tuple[Document, ...]

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def waiting_count(self) -> int:
        return self.total - self.issued_count - self.set_aside_count

    @property
    def progress(self) -> Progress:
        """How far it is, asked for again by itself while the job is open."""
        done = self.issued_count + self.set_aside_count
        return Progress(
            label="Issuing",
            done=done,
            total=self.total,
            words=f"{done:,} of {self.total:,} done",
            note="It goes on in the background; you may leave this page.",
            poll_url=reverse("invoices:issuance_outcome", args=[self.job]) if self.is_open else "",
            target="outcome",
        )


def issuance_outcome(job_id: UUID) -> IssuanceOutcome | None:
    """What became of the documents of a job of this organization; None when there is no such job. Four statements."""
    job = Job.objects.filter(pk=job_id, kind=KIND).first()
    if job is None:
        return None
    chosen = Document.objects.filter(pk__in=job.payload["documents"])
    issued, aside = Q(state=State.ISSUED), _set_aside_since(job.created_at)
    by_currency = _by_currency(chosen, issued, aside)
    return IssuanceOutcome(
        job=job.pk,
        state=JobState(job.state),
        total=sum(row["count"] for row in by_currency),
        issued_count=sum(row["issued"] for row in by_currency),
        set_aside_count=sum(row["aside"] for row in by_currency),
        first_number=min(_told(by_currency, "first"), default=""),
        last_number=max(_told(by_currency, "last"), default=""),
        sums={row["currency"]: row["sum"] for row in by_currency if row["issued"]},
        issued=_listed(chosen.filter(issued), "number"),
        set_aside=_listed(chosen.filter(aside), "id"),
    )


def _set_aside_since(begin: datetime) -> Q:
    """Set aside by this job or since: the reason of an earlier run says nothing about it."""
    return ~Q(state=State.ISSUED) & ~Q(set_aside="") & Q(updated_at__gte=begin)


def _by_currency(chosen: TenantQuerySet[Document], issued: Q, aside: Q) -> list[dict[str, Any]]:
    counted = chosen.order_by().values("currency")
    summed = counted.annotate(
        count=Count("id"),
        issued=Count("id", filter=issued),
        aside=Count("id", filter=aside),
        first=Min("number", filter=issued),
        last=Max("number", filter=issued),
        sum=Sum(signed_total(), filter=issued),
    )
    return [dict(row) for row in summed.order_by("currency")]


def _told(rows: Iterable[dict[str, Any]], name: str) -> list[str]:
    return [row[name] for row in rows if row[name]]


def _listed(documents: TenantQuerySet[Document], order: str) -> tuple[Document, ...]:
    named = documents.select_related("partner").only(
        "public_id", "number", "kind", "total", "currency", "due_date", "set_aside", "partner__name"
    )
    return tuple(named.order_by(order)[:MOST_LISTED])

"""A run as its page shows it: before it is confirmed, while it is at work, and what came of each row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Max, Min, Q, Sum
from django.urls import reverse

from billing_platform.bulk.actions import ACTIONS, BulkAction
from billing_platform.bulk.models import End, ItemResult, Run, RunItem
from common.ui.parts import Progress
from tenants.jobs.models import OPEN_STATES, Asked, Job, JobState

MOST_GROUPS = 50
MOST_REASONS = 20
MOST_LISTED = 50


@dataclass(frozen=True, slots=True)
class CurrencySum:
    """Rows of one currency and what they come to; currencies never mix."""

    currency: str
    count: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that belong together (of one buyer), in one currency; `amount` is None where rows have none."""

    who: str
    currency: str
    count: int
    amount: Decimal | None


@dataclass(frozen=True, slots=True)
class Reason:
    """Rows that share the reason why they stay, the first and the last of them by name."""

    words: str
    count: int
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One row of a run; `url` is empty where its page is gone, `end` None before it was its turn."""

    label: str
    who: str
    currency: str
    amount: Decimal | None
    words: str
    url: str
    end: End | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """What would happen: how many rows go and which stay; sums by currency; the first 50 by name."""

    action: BulkAction
    chosen: int
    left_out: int
    sums: tuple[CurrencySum, ...]
    groups: tuple[Group, ...]
    reasons: tuple[Reason, ...]
    items: tuple[ItemRow, ...]

    @property
    def verb(self) -> str:
        return self.action.title(self.chosen)

    @property
    def unlisted(self) -> int:
        return self.chosen - len(self.items)

    @property
    def has_amounts(self) -> bool:
        return bool(self.sums)


@dataclass(frozen=True, slots=True)
class Result:
    """How far a confirmed run is and what came of it; `undone_by` is the run that took it back."""

    public_id: UUID
    action: BulkAction
    job: UUID
    state: JobState
    is_stopping: bool
    chosen: int
    ends: Mapping[End, int]
    sums: tuple[CurrencySum, ...]
    note: str
    undoes: UUID | None
    undone_by: UUID | None

    @property
    def title(self) -> str:
        """ "Issue 86 invoices"; what takes another run back says so."""
        title = self.action.title(self.chosen)
        return f"Undo: {title[0].lower()}{title[1:]}" if self.undoes else title

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def reached(self) -> int:
        return sum(self.ends.values())

    @property
    def not_reached(self) -> int:
        return self.chosen - self.reached

    @property
    def done(self) -> int:
        return self.ends.get(End.DONE, 0)

    @property
    def told(self) -> tuple[tuple[str, int], ...]:
        """Each way a row has ended, but done, and how many did."""
        return tuple((str(end.label), self.ends[end]) for end in End if end != End.DONE and self.ends.get(end))

    @property
    def words(self) -> str:
        """ "52 of 86 · 3 left out" """
        told = "".join(f" · {count:,} {label.lower()}" for label, count in self.told)
        stopping = ", stops after the present rows" if self.is_stopping and self.is_open else ""
        return f"{self.reached:,} of {self.chosen:,}{told}{stopping}"


def find_run(public_id: UUID) -> Run | None:
    """A run of this organization, whose act is still known; one statement."""
    run = Run.objects.select_related("undoes", "undone_by").filter(public_id=public_id).first()
    return run if run and run.action in ACTIONS else None


def preview_of(run: Run) -> Preview:
    """What confirming the run would do; five statements however many rows it has."""
    items = RunItem.objects.filter(run=run)
    going, staying = items.filter(left_out=""), items.exclude(left_out="")
    grouped = going.order_by().values("who", "currency").annotate(count=Count("id"), sum=Sum("amount"))
    reasons = staying.order_by().values("left_out")
    named = reasons.annotate(count=Count("id"), first=Min("label"), last=Max("label")).order_by("-count", "left_out")
    action = ACTIONS[run.action]
    counts = items.aggregate(going=Count("id", filter=Q(left_out="")), all=Count("id"))
    return Preview(
        action=action,
        chosen=counts["going"],
        left_out=counts["all"] - counts["going"],
        sums=_sums(going),
        groups=tuple(
            Group(row["who"], row["currency"], row["count"], row["sum"])
            for row in grouped.order_by("who", "currency")[:MOST_GROUPS]
        ),
        reasons=tuple(Reason(r["left_out"], r["count"], r["first"], r["last"]) for r in named[:MOST_REASONS]),
        items=tuple(_item(item, action, words=item.note) for item in going.order_by("id")[:MOST_LISTED]),
    )


def job_of(run: Run) -> Job | None:
    """The job of a confirmed run; one statement."""
    return Job.objects.filter(pk=run.job).first() if run.job else None


def result_of(run: Run, job: Job) -> Result:
    """How a confirmed run went so far; two statements."""
    results = ItemResult.objects.filter(run=run)
    counted = results.order_by().values_list("end").annotate(count=Count("id"))
    undone_by = getattr(run, "undone_by", None)
    return Result(
        public_id=run.public_id,
        action=ACTIONS[run.action],
        job=job.pk,
        state=JobState(job.state),
        is_stopping=job.asked == Asked.CANCEL,
        chosen=run.chosen,
        ends={End(end): count for end, count in counted},
        sums=_sums(RunItem.objects.filter(run=run, result__end=End.DONE)),
        note=run.note,
        undoes=run.undoes.public_id if run.undoes else None,
        undone_by=undone_by.public_id if undone_by else None,
    )


def progress_of(result: Result, *, can_cancel: bool) -> Progress:
    """The card of a run at work, asked for again by itself."""
    return Progress(
        label=result.action.title(result.chosen),
        done=result.reached,
        total=result.chosen,
        words=result.words,
        note="It goes on in the background; you may leave this page.",
        poll_url=reverse("bulk:run", args=[result.public_id]),
        target="run",
        stop_url=reverse("bulk:cancellation", args=[result.public_id]) if can_cancel else "",
        stop_label="Cancel the rest",
    )


def result_count(run: Run, end: End | None) -> int:
    """How many rows have ended so, or at all."""
    return ItemResult.objects.filter(run=run, **({"end": end} if end else {})).count()


def result_rows(run: Run, end: End | None, rows: slice) -> list[ItemRow]:
    """A page of results in the order in which the rows were taken; one statement."""
    found = RunItem.objects.filter(run=run, result__isnull=False, **({"result__end": end} if end else {}))
    told = found.annotate(end=F("result__end"), words=F("result__words")).order_by("id")[rows]
    action = ACTIONS[run.action]
    return [_item(item, action, words=item.words, end=End(item.end)) for item in told]


def _item(item: Any, action: BulkAction, *, words: str, end: End | None = None) -> ItemRow:
    is_gone = action.removes and end == End.DONE
    url = "" if is_gone else reverse(action.selectable.row_url_name, args=[item.row])
    return ItemRow(item.label, item.who, item.currency, item.amount, words, url, end)


def _sums(items: Any) -> tuple[CurrencySum, ...]:
    summed = items.filter(~Q(currency=""), amount__isnull=False).order_by().values("currency")
    rows = summed.annotate(count=Count("id"), sum=Sum("amount")).order_by("currency")
    return tuple(CurrencySum(row["currency"], row["count"], row["sum"]) for row in rows)

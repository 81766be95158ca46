"""How the pages of jobs say what each kind does, for what and with which result; which jobs are nobody's business."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse

from billing_platform.bulk.actions import KINDS_OF_JOBS as BULK
from people.permissions import Permission
from tenants.jobs.models import Job, JobState

# Work of the calendar, clocks that wait for their day, mails that went as they should (the page of mails has them),
# word to suppliers of what was opened, and what strangers may ask for at will, are not listed unless they fail.
BY_ITSELF = Q(kind="forget_upload_content") | Q(actor__startswith="system:calendar")
UNLISTED = BY_ITSELF & Q(state__in=[JobState.QUEUED, JobState.DONE])
LISTED = ~UNLISTED & ~Q(kind__in=["mail_reset_link", "send_outbox", "tell_opened"], state=JobState.DONE)
Result = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Subject:
    """The page of what a job works on, and who may open it."""

    label: str
    url: str
    permission: Permission


ENDS_OF_FILES = {
    "received": "received",
    "known": "here already",
    "refused": "refused",
    "broken": "could not be read",
    "cancelled": "left out",
}


def title_of(job: Job) -> str:
    """What the job does: "Read 40 e-invoices", "Issue invoices"."""
    if job.kind in BULK:
        return BULK[job.kind].title(job.total)
    words = TITLES.get(job.kind)
    return words(job) if words else job.kind.replace("_", " ").capitalize()


def kind_words(kind: str) -> str:
    """What jobs of a kind do, whatever they are about: "Read e-invoices"."""
    return title_of(Job(kind=kind))


def result_words(job: Job) -> str:
    """What came of it: "38 received, 2 refused", "issued 52, set aside 3"; what is zero is left out."""
    words = RESULTS.get(job.kind)
    return words(job.result) if words else _counted(job.result)


def subject_of(job: Job) -> Subject | None:
    """The page of what the job works on; None where it has none."""
    if job.kind in BULK:
        run = reverse("bulk:run", args=[job.payload["run"]])
        return Subject("Show each result", run, BULK[job.kind].permissions[0])
    found = SUBJECTS.get(job.kind)
    return found(job) if found else None


def _title_of_reading(job: Job) -> str:
    files = job.result.get("files", job.total)
    return "Read e-invoices" if files is None else f"Read {files:,} e-invoice{'' if files == 1 else 's'}"


def _ends_of_files(result: Result) -> str:
    return ", ".join(f"{result[end]:,} {words}" for end, words in ENDS_OF_FILES.items() if result.get(end))


def _counted(result: Result) -> str:
    counted = ((name, count) for name, count in result.items() if isinstance(count, int) and count)
    return ", ".join(f"{name.replace('_', ' ')} {count:,}" for name, count in counted)


TITLES: dict[str, Callable[[Job], str]] = {
    "check_rules": lambda _: "Check an e-invoice by the official rules",
    "issue_invoices": lambda _: "Issue invoices",
    "mail_reset_link": lambda _: "Mail a link to a new password",
    "make_pdfs": lambda _: "Make PDFs",
    "read_upload": _title_of_reading,
    "seal_history": lambda _: "Seal the history of the days that are over",
    "send_outbox": lambda _: "Send mails",
    "what_if": lambda _: "Work out a what-if",
    "write_export": lambda job: f"Export {str(job.result.get('title', 'a list')).lower()}",
}
RESULTS: dict[str, Callable[[Result], str]] = {
    "what_if": lambda result: f"{result.get('elsewhere', 0):,} would go elsewhere",
    "read_upload": _ends_of_files,
    "write_export": lambda result: f"{result.get('rows', 0):,} rows",
}
SUBJECTS: dict[str, Callable[[Job], Subject]] = {
    "check_rules": lambda job: Subject(
        "Show the document", reverse("invoices:detail", args=[job.payload["document"]]), Permission.SEE_INVOICES
    ),
    "what_if": lambda job: Subject(
        "Show the result", reverse("purchase_orders:trial", args=[job.payload["trial"]]), Permission.SEE_PURCHASE_ORDERS
    ),
    "read_upload": lambda job: Subject(
        "Show the upload", reverse("invoices:uploaded", args=[job.payload["upload"]]), Permission.UPLOAD_INVOICES
    ),
}

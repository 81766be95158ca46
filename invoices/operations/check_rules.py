"""Check a received document against the official rules, beside the document, which is frozen."""

from __future__ import annotations

from dataclasses import asdict
from uuid import UUID

from django.conf import settings
from django.db import transaction

from common.errors import Refusal
from invoices.einvoice.reading import embedded_in, read
from invoices.einvoice.refusals import FINAL
from invoices.einvoice.rules import RuleReport, check_rules
from invoices.models import CheckState, Document, ReceivedFile, RuleCheck
from tenants.jobs.models import Job
from tenants.jobs.operations import enqueue
from tenants.jobs.queries import is_open

KIND = "check_rules"
BROKE_OFF = "The check broke off."


def request_check(document: Document) -> None:
    """Leave the obligation to check a received document. Part of the caller's transaction, its last write."""
    _request(document, attempt=1)


def check_document(public_id: UUID, attempt: int) -> int:
    """Apply the rules of the document's syntax and profile and keep what was found; how many rules it breaks.

    Locks nothing. Once an attempt is kept it is not made again, and a document that is checked is not checked again,
    whoever else is at it. A check that could not run is kept with its reason.
    """
    checks = RuleCheck.objects.filter(document__public_id=public_id)
    if not checks.filter(attempt=attempt).exists() and not checks.filter(state=CheckState.DONE).exists():
        file = ReceivedFile.objects.select_related("document").get(document__public_id=public_id)
        row = _checked(file)
        row.document, row.attempt = file.document, attempt
        RuleCheck.objects.bulk_create([row], ignore_conflicts=True)
    return sum(checks.values_list("finding_count", flat=True))


def check_again(document: Document) -> bool:
    """Ask for another attempt where none was made, or the last could not run this time; whether one was asked for.

    Repeating it while the attempt is open asks for nothing more. Locks nothing, only inserts.
    """
    with transaction.atomic():
        last = RuleCheck.objects.filter(document=document).order_by("-attempt").first()
        if last is not None and (last.state == CheckState.DONE or last.reason in FINAL):
            return False
        attempt = next_attempt(last.attempt if last else None)
        if is_open(KIND, job_key(document, attempt)):
            return False
        if Job.objects.filter(kind=KIND, key=job_key(document, attempt)).exists():
            given_up = RuleCheck(document=document, attempt=attempt, state=CheckState.NOT_RUN, reason=BROKE_OFF)
            RuleCheck.objects.bulk_create([given_up], ignore_conflicts=True)
            attempt += 1
        _request(document, attempt)
    return True


def job_key(document: Document, attempt: int) -> str:
    """The key of the job that makes this attempt."""
    return f"{document.public_id} {attempt}"


def next_attempt(last: int | None) -> int:
    """The number of the attempt after the last one; None where there was none."""
    return (last or 0) + 1


def _request(document: Document, attempt: int) -> None:
    payload = {"document": str(document.public_id), "attempt": attempt}
    enqueue(KIND, payload, key=job_key(document, attempt))


def _checked(file: ReceivedFile) -> RuleCheck:
    try:
        report = _report(bytes(file.content), file.name)
    except Refusal as refusal:
        return RuleCheck(state=CheckState.NOT_RUN, reason=refusal.message[:300])
    return RuleCheck(
        state=CheckState.DONE,
        rule_set=report.rules.name,
        rule_set_version=report.rules.version,
        findings=[asdict(broken) for broken in report.broken],
        finding_count=len(report.broken) + report.more,
    )


def _report(content: bytes, name: str) -> RuleReport:
    xml = embedded_in(content, name=name, max_bytes=settings.EINVOICE_MAX_PDF_BYTES).xml
    return check_rules(read(xml, name=name, max_bytes=settings.EINVOICE_MAX_BYTES), xml)

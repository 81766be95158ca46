"""Issue verified documents: numbers, terms, due dates, match, delivery and booking, on both sides or on neither."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any
from uuid import UUID

from django.db import transaction

from common.retry import BuyerBusy, repeating
from common.sql import rows
from invoices.models import Direction, State
from invoices.operations.issue_chunk import issue_chunk
from invoices.operations.verify import verify_documents
from invoices.refusals import SupplierSuspended
from tenants import border
from tenants.border import BuyerUnavailable
from tenants.jobs.operations import enqueue
from tenants.models import OrganizationStatus, now

CHUNK = 500
COME_AGAIN = timedelta(seconds=60)
IN_ORDER = """
SELECT coalesce(issue_date, %s) AS day, partner_id, id FROM invoices_document
 WHERE id = ANY(%s) AND direction = %s AND state = %s ORDER BY day, partner_id, id
"""
Progress = Callable[[int, int | None], None]


@dataclass(slots=True)
class IssueResult:
    """Counts of one run; `waiting` are ids whose buyer could not be reached or has changed; they go by themselves."""

    issued: int = 0
    set_aside: int = 0
    waiting: list[int] = field(default_factory=list)


def request_issue(document_ids: Collection[int], *, verify: bool, due_at: datetime | None = None) -> UUID:
    """Leave the obligation to issue these documents, now or at `due_at`; the worker does it in the background.

    Returns the number of the job, by which its outcome is found.
    """
    with transaction.atomic():
        return enqueue("issue_invoices", {"documents": sorted(document_ids), "verify": verify}, due_at=due_at)


def issue_invoices(
    document_ids: Collection[int], *, today: date, verify: bool = False, progress: Progress = lambda done, total: None
) -> IssueResult:
    """Issue documents to their buyers, up to 500 of one buyer in a transaction, each on both sides or on neither.

    `today` is the date in the supplier's zone. Safe to run twice and beside itself: issued ones are passed over.
    Refused ones are set aside with their reason and hold back nobody; a buyer that can't be reached keeps its documents
    waiting (a job comes again); an unexpected error undoes its chunk only and is raised after the others are done.
    """
    if border.present_organization().status != OrganizationStatus.ACTIVE:
        raise SupplierSuspended("This organization is suspended: it receives and pays, but issues nothing.")
    if verify:
        verify_documents(document_ids, today=today)
    chosen = rows(IN_ORDER, [today, sorted(document_ids), Direction.OUTGOING, State.VERIFIED])
    result, failures = IssueResult(), []
    for partner_id, chunk in _chunks(chosen):
        progress(result.issued + result.set_aside, len(chosen))
        try:
            _issue(partner_id, chunk, today, result)
        except Exception as error:  # noqa: BLE001  one buyer's trouble must not stop the others; raised below
            failures.append(error)
    progress(result.issued + result.set_aside, len(chosen))
    _come_again(result.waiting)
    if failures:
        raise ExceptionGroup("some chunks were not issued and are unchanged", failures)
    return result


def _issue(partner_id: int, chunk: Sequence[int], today: date, result: IssueResult) -> None:
    try:
        done = repeating(lambda: issue_chunk(partner_id, chunk, today=today))
    except (BuyerUnavailable, BuyerBusy):
        result.waiting.extend(chunk)
        return
    result.issued += done.issued
    result.set_aside += done.set_aside
    result.waiting.extend(done.moved)


def _chunks(chosen: Sequence[tuple[Any, ...]]) -> Iterator[tuple[int, list[int]]]:
    """Buyer and up to 500 ids, earlier issue dates first, since a series never goes back."""
    for (_, partner_id), members in groupby(chosen, key=itemgetter(0, 1)):
        ids = [row[2] for row in members]
        for start in range(0, len(ids), CHUNK):
            yield partner_id, ids[start : start + CHUNK]


def _come_again(waiting: Collection[int]) -> None:
    if waiting:
        request_issue(waiting, verify=False, due_at=now() + COME_AGAIN)

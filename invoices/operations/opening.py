"""A received document is opened for the first time, and its supplier is told."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from common.retry import repeated
from common.sql import Rung, step
from invoices import crossing
from invoices.models import Document, Source
from invoices.parties import present_link
from invoices.querysets import incoming
from tenants.jobs.operations import enqueue
from tenants.models import now


@repeated
def note_opened(public_id: UUID) -> datetime | None:
    """Write down that somebody here opened a received document for the first time; when that was, None for none.

    Writes a row not opened yet, once; a document that its supplier delivered leaves a job that tells the supplier.
    Reading never waits: while somebody else works on the document nothing is written, and the next look does it.
    """
    found = incoming().filter(public_id=public_id)
    with transaction.atomic():
        step(Rung.BUYER_DOCUMENTS)
        unopened = found.filter(opened_at=None)
        document = unopened.select_for_update(skip_locked=True, no_key=True, of=("self",)).first()
        if document is not None:
            found.update(opened_at=now())
            _leave_word(document)
    return found.values_list("opened_at", flat=True).first()


@repeated
def tell_opened(public_id: UUID) -> bool:
    """Tell the supplier when its document was opened; False where nobody is to be told (any more).

    Writes the supplier's row once, and nothing where it stands there already. Raises BuyerUnavailable while the
    supplier is being upgraded.
    """
    with transaction.atomic():
        found = incoming().select_related("partner").get(public_id=public_id)
        link = present_link(found.partner)
        if link is None or found.opened_at is None:
            return False
        return crossing.note_opened(link, public_id, found.opened_at)


def _leave_word(document: Document) -> None:
    if document.source == Source.DELIVERED:
        enqueue("tell_opened", {"document": str(document.public_id)}, key=str(document.public_id))

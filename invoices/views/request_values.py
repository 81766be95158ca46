"""The document a request names, the instant it carries, the menu entry it belongs to."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.http import Http404

from invoices.models import Direction, Document
from invoices.queries.document import document_by_public_id, is_incoming


def instant_of(text: str) -> datetime | None:
    """The instant a hidden field carries; none when it is empty or was tampered with."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def document_of(public_id: UUID) -> Document:
    """The document an address names; 404 when there is none in these books."""
    found = document_by_public_id(public_id)
    if found is None:
        raise Http404("There is no such document.")
    return found


def outgoing_of(public_id: UUID) -> Document:
    """The document an address names; 404 also for an incoming one, which nobody here may change."""
    found = document_of(public_id)
    if found.direction != Direction.OUTGOING:
        raise Http404("There is no such outgoing document.")
    return found


def menu_entry(document: Document) -> str:
    """The list in the menu that a document's pages belong to, by its URL name."""
    return "invoices:incoming" if is_incoming(document) else "invoices:outgoing"

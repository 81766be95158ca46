"""The document a request names, the instant it carries, the menu entry it belongs to."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.http import Http404

from invoices.models import Direction, Document
from invoices.queries.document import document_by_public_id, is_incoming
from people.access import PersonRequest


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


def chosen_order(request: PersonRequest) -> UUID | None:
    """The purchase order picked in a form or in the address; none when nothing usable was."""
    try:
        return UUID(request.POST.get("order") or request.GET.get("order") or "")
    except ValueError:
        return None


def chosen_lines(request: PersonRequest) -> dict[int, str] | None:
    """Fields `line-<number>` of a form: the PO line wanted for each line, "" for none; None when there are none."""
    found = {name.removeprefix("line-"): value for name, value in request.POST.items() if name.startswith("line-")}
    return {int(no): str(value) for no, value in found.items() if no.isascii() and no.isdigit()} or None


def number_of(text: str) -> int | None:
    """A whole number a hidden field carries; none when it is no such number."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None

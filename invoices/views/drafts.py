"""Writing and editing drafts."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from common.errors import Refusal
from common.ui.toasts import tell
from invoices.draft_entry import (
    ADJUSTMENTS,
    LINES,
    Choices,
    DraftEntry,
    blank_entry,
    retyped_entry,
    stored_entry,
    typed_entry,
)
from invoices.models import Document, DocumentKind, State
from invoices.operations.draft import draft_totals, save_draft
from invoices.queries.drafts import buyer_choices, draft_of, product_classes
from invoices.refusals import ChangedMeanwhile, NotADraft
from invoices.views.request_values import instant_of, outgoing_of
from people.access import PersonRequest, requires, today_of
from people.permissions import Permission

LONGER = {"add_line": LINES, "add_adjustment": ADJUSTMENTS}


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EDIT_DRAFTS)
def new(request: PersonRequest) -> HttpResponse:
    """Write a draft."""
    choices = Choices(buyer_choices(None), product_classes())
    if request.method == "POST":
        return _posted(request, choices, None)
    return _shown(request, blank_entry(choices, request.organization.currency), None)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EDIT_DRAFTS)
def edit(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Edit a draft; a verified or issued document is refused."""
    document = outgoing_of(public_id)
    if request.method != "POST" and document.state != State.DRAFT:
        raise NotADraft("This document is no draft any more. Take it back to draft to edit it.")
    choices = Choices(buyer_choices(document.partner), product_classes())
    if request.method == "POST":
        return _posted(request, choices, document)
    return _shown(request, stored_entry(draft_of(document, today_of(request)), choices), document)


@require_POST
@requires(Permission.EDIT_DRAFTS)
def preview(request: PersonRequest) -> HttpResponse:
    """What the typed draft comes to, for the place under its lines; nothing is written."""
    entry = typed_entry(request.POST, Choices(buyer_choices(None), product_classes()))
    return render(request, "invoices/_draft_totals.html", _totals(entry, today_of(request)))


def _posted(request: PersonRequest, choices: Choices, document: Document | None) -> HttpResponse:
    longer = next((prefix for name, prefix in LONGER.items() if name in request.POST), "")
    if longer:
        return _shown(request, retyped_entry(request.POST, choices, longer=longer), document)
    entry = typed_entry(request.POST, choices)
    try:
        saved = _saved(entry, document, request) if entry.is_valid() else None
    except ChangedMeanwhile as refusal:
        entry.refuse(refusal)
        return _shown(request, entry, document, status=409)
    if saved is None:
        return _shown(request, entry, document, status=422)
    tell(request, "The draft is saved.")
    return redirect("invoices:detail", saved.public_id)


def _saved(entry: DraftEntry, document: Document | None, request: PersonRequest) -> Document | None:
    """The saved draft; None when it was refused, with the reason in its forms. Lets ChangedMeanwhile through."""
    kind = DocumentKind(document.kind) if document else DocumentKind.INVOICE
    ident, seen = (document.pk, instant_of(request.POST.get("seen", ""))) if document else (None, None)
    try:
        return save_draft(entry.draft(kind), today=today_of(request), document_id=ident, seen=seen)
    except ChangedMeanwhile:
        raise
    except Refusal as refusal:
        entry.refuse(refusal)
        return None


def _shown(request: PersonRequest, entry: DraftEntry, document: Document | None, status: int = 200) -> HttpResponse:
    seen = "" if status == 409 else request.POST.get("seen", "")
    if document and not seen:
        seen = document.updated_at.isoformat()
    context = {"entry": entry, "document": document, "head": entry.head, "seen": seen}
    return render(request, "invoices/draft.html", context, status=status)


def _totals(entry: DraftEntry, today: date) -> dict[str, object]:
    """The totals, or the one sentence why there are none yet."""
    if not entry.is_valid():
        return {"why": "The totals appear once buyer, currency and lines are complete."}
    draft = entry.draft(DocumentKind.INVOICE)
    try:
        return {"totals": draft_totals(draft, today=today), "currency": draft.currency}
    except Refusal as refusal:
        return {"why": refusal.message}

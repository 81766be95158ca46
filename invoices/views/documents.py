"""The page of one document, and the steps of its life before it is issued."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.errors import Refusal
from common.ui.fields import add_refusal
from common.ui.figures import day_text
from common.ui.toasts import tell
from invoices.forms import PostingDateForm, ReturnForm
from invoices.models import Document, State
from invoices.operations.draft import delete_draft
from invoices.operations.opening import note_opened
from invoices.operations.posting_date import change_posting_date
from invoices.operations.verify import return_to_draft, verify_documents
from invoices.queries import document as parts
from invoices.queries.association import can_be_moved
from invoices.queries.explanation import explained
from invoices.queries.facts import facts, headline, matched_order_url
from invoices.queries.findings import review_of
from invoices.queries.happened import changes, timeline
from invoices.queries.pdf import pdf_card
from invoices.queries.posting import may_be_posted_anew, posted_anew
from invoices.refusals import PostedMeanwhile
from invoices.shown_status import shown_statuses
from invoices.views.request_values import document_of, menu_entry, outgoing_of
from people.access import PersonRequest, requires, today_of
from people.models import Account
from people.permissions import Permission, only_looks


@dataclass(frozen=True, slots=True)
class Steps:
    """What this person may do with this document now."""

    edit: bool
    verify: bool
    return_to_draft: bool
    delete: bool
    issue: bool
    verify_and_issue: bool
    post_anew: bool


@require_safe
@requires(Permission.SEE_INVOICES)
def detail(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """One document, outgoing or incoming; a received one is opened by it, once, but not by who only audits."""
    document, acts = document_of(public_id), not only_looks(request.user.permissions)
    if request.method == "GET" and acts and parts.is_unopened(document):
        document.opened_at = note_opened(public_id)
    return _page(request, document)


@require_POST
@requires(Permission.EDIT_DRAFTS)
def verification(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Verify a draft; what stands against it is written on it."""
    document = outgoing_of(public_id)
    outcomes = verify_documents([document.pk], today=today_of(request))
    if any(not outcome.refusal for outcome in outcomes):
        tell(request, "The draft is verified. It can be issued now, and not be edited any more.")
    return redirect("invoices:detail", public_id)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EDIT_DRAFTS)
def return_(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Ask why a verified document goes back to draft; with a reason it does."""
    document = outgoing_of(public_id)
    form = ReturnForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _returning(request, document, form)
    try:
        return_to_draft(document.pk, reason=request.POST.get("reason", ""))
    except Refusal as refusal:
        add_refusal(form, refusal)
        return _returning(request, document, form, status=422)
    tell(request, "It is a draft again.")
    return redirect("invoices:detail", public_id)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EDIT_DRAFTS)
def deletion(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Ask once more, then delete a draft or verified document."""
    document = outgoing_of(public_id)
    if request.method != "POST" and document.state != State.ISSUED:
        back_url = reverse("invoices:detail", args=[public_id])
        return render(request, "invoices/deletion.html", {"document": document, "back_url": back_url})
    delete_draft(document.pk)
    tell(request, f"The draft for {document.partner.name} is deleted.")
    return redirect("invoices:outgoing")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.ISSUE_INVOICES)
def posting_date(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Ask for another posting date, and give it; the due date follows on both sides."""
    document = outgoing_of(public_id)
    form = _posting_form(request, document)
    if not form.is_valid():
        return _posting(request, document, form, status=422 if form.errors else 200)
    wanted, seen = form.cleaned_data["posting_date"], form.cleaned_data["seen"]
    try:
        due = change_posting_date(document.pk, wanted, seen=seen)
    except Refusal as refusal:
        add_refusal(form, refusal)
        document = outgoing_of(public_id)
        if isinstance(refusal, PostedMeanwhile):
            form.shows(document.posting_date)
        return _posting(request, document, form, status=409 if isinstance(refusal, PostedMeanwhile) else 422)
    changed = f"Due date changed to {day_text(due)}. {document.partner.name} is told."
    is_same = wanted == document.posting_date
    tell(request, f"Nothing to change: it is due {day_text(due)} already." if is_same else changed)
    return redirect("invoices:detail", public_id)


def _posting_form(request: PersonRequest, document: Document) -> PostingDateForm:
    initial = {"posting_date": document.posting_date, "seen": document.posting_date}
    typed = request.POST if request.method == "POST" else None
    return PostingDateForm(typed, initial=initial, issued_on=document.issue_date)


def _posting(request: PersonRequest, document: Document, form: PostingDateForm, status: int) -> HttpResponse:
    context = {"document": document, "form": form, "back_url": reverse("invoices:detail", args=[document.public_id])}
    return render(request, "invoices/posting_date.html", context, status=status)


def _returning(request: PersonRequest, document: Document, form: ReturnForm, status: int = 200) -> HttpResponse:
    context = {
        "document": document,
        "return_form": form,
        "back_url": reverse("invoices:detail", args=[document.public_id]),
    }
    return render(request, "invoices/return.html", context, status=status)


def _page(request: PersonRequest, document: Document) -> HttpResponse:
    today, may = today_of(request), request.user.may
    is_incoming = parts.is_incoming(document)
    request.current_page = menu_entry(document)
    sees_orders = may(Permission.SEE_PURCHASE_ORDERS)
    context: dict[str, Any] = {
        "document": document,
        "is_incoming": is_incoming,
        "statuses": shown_statuses(document, today),
        "headline": headline(document, today),
        "facts": facts(document, order_url=matched_order_url(document) if sees_orders else ""),
        "posted_anew": posted_anew(document),
        "review": review_of(document),
        "may_check": may(Permission.UPLOAD_INVOICES),
        "pdf": pdf_card(document),
        "explained": explained(document, sees_orders=sees_orders, with_links=True) if is_incoming else None,
        "may_move": can_be_moved(document) and may(Permission.EDIT_PURCHASE_ORDERS),
        "may_ask": can_be_moved(document) and sees_orders,
        "entries": timeline(document, today, with_mails=may(Permission.SEE_NOTIFICATIONS), sees_orders=sees_orders),
        "changes": changes(document) if may(Permission.SEE_HISTORY) else (),
        "steps": _steps(document, request.user),
        "return_form": ReturnForm(),
    }
    return render(request, "invoices/detail.html", context | _figures(document))


def _figures(document: Document) -> dict[str, Any]:
    lines = parts.line_rows(document)
    return {
        "parties": parts.parties(document),
        "lines": lines,
        "is_adjusted": any(line.adjustment for line in lines),
        "totals": parts.totals(document),
    }


def _steps(document: Document, person: Account) -> Steps:
    may_edit, may_issue = person.may(Permission.EDIT_DRAFTS), person.may(Permission.ISSUE_INVOICES)
    is_draft, is_verified = document.state == State.DRAFT, document.state == State.VERIFIED
    return Steps(
        edit=is_draft and may_edit,
        verify=is_draft and may_edit,
        return_to_draft=is_verified and may_edit,
        delete=(is_draft or is_verified) and may_edit,
        issue=is_verified and may_issue,
        verify_and_issue=is_draft and may_edit and may_issue,
        post_anew=may_issue and may_be_posted_anew(document),
    )

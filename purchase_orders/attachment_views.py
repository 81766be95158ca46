"""The files kept with a purchase order: adding, saving, removing and taking that back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from billing_platform.files.queries import open_file
from billing_platform.large_bodies import excess_of
from common.errors import Refusal
from common.ui.toasts import tell
from people.access import PersonRequest, requires, today_of
from people.permissions import Permission
from purchase_orders.attachment_kinds import ALLOWED, ENDINGS, LARGEST, MOST, WrongFile, kind_of
from purchase_orders.attachment_queries import attachment_of, attachment_rows
from purchase_orders.models import Attachment
from purchase_orders.operations.attachments import SentFile, attach, remove_attachment, restore_attachment
from purchase_orders.order_queries import OrderDetail
from purchase_orders.request_values import order_of

MOST_BYTES = 50 * 1024 * 1024  # of all files sent at once
SAVED_ONLY = "default-src 'none'; sandbox"


@csrf_exempt  # the token is in the body, which is looked at below, once its size is known
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EDIT_PURCHASE_ORDERS)
def attachments(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """The files of an order, and the form that adds some: all that were sent, or none."""
    order = order_of(public_id, today_of(request))
    if request.method != "POST":
        return _page(request, order)
    if excess_of(request, MOST_BYTES):
        return _page(
            request, order, f"More than {MOST_BYTES // 1024 // 1024} MB were sent at once. Send them in parts.", 413
        )
    try:
        answer: HttpResponse = _attached(request, order)
    except Refusal as refusal:
        return _page(request, order, refusal.message, 422)
    return answer


@require_safe
@requires(Permission.SEE_PURCHASE_ORDERS)
def attachment(request: PersonRequest, public_id: UUID) -> HttpResponseBase:
    """The bytes of a file as they came, to be saved and never opened in the page's place."""
    found = _found(public_id)
    kind = kind_of(found.name)
    answer = FileResponse(
        open_file(found.sha256), content_type=kind.content_type if kind else "application/octet-stream"
    )
    answer["Content-Length"] = str(found.size)
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=found.name) or "attachment"
    answer["X-Content-Type-Options"], answer["Content-Security-Policy"] = "nosniff", SAVED_ONLY
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_POST
@requires(Permission.EDIT_PURCHASE_ORDERS)
def removal(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Take a file off its order."""
    found = _found(public_id)
    remove_attachment(public_id)
    undo_url = reverse("purchase_orders:attachment_restoration", args=[public_id])
    tell(request, f"{found.name} removed.", undo_url=undo_url)
    return redirect("purchase_orders:detail", found.order.public_id)


@require_POST
@requires(Permission.EDIT_PURCHASE_ORDERS)
def restoration(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Take the removal of a file back."""
    found = _found(public_id, also_removed=True)
    try:
        restore_attachment(public_id)
    except Refusal as refusal:
        messages.warning(request, refusal.message)
    else:
        tell(request, f"{found.name} is attached again.")
    return redirect("purchase_orders:detail", found.order.public_id)


@csrf_protect
def _attached(request: PersonRequest, order: OrderDetail) -> HttpResponse:
    sent: list[UploadedFile[bytes]] = request.FILES.getlist("files")
    if not sent:
        raise WrongFile("Choose a file first.")
    count = attach(order.id, [SentFile(file.name or "", file.read()) for file in sent])
    tell(request, f"{count} file{'' if count == 1 else 's'} attached to {order.facts.po_id}.")
    return redirect("purchase_orders:detail", order.public_id)


def _page(request: PersonRequest, order: OrderDetail, problem: str = "", status: int = 200) -> HttpResponse:
    context = {
        "order": order, "attachments": attachment_rows(order.id), "problem": problem, "can_edit": True,
        "allowed": ALLOWED, "endings": ENDINGS, "largest": LARGEST, "most": MOST,
    }  # fmt: skip
    return render(request, "purchase_orders/attachments.html", context, status=status)


def _found(public_id: UUID, *, also_removed: bool = False) -> Attachment:
    found = attachment_of(public_id, also_removed=also_removed)
    if found is None:
        raise Http404("There is no such attachment.")
    return found

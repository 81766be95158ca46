"""Upload of e-invoices from outside: choosing files, and the page that tells what became of each."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import TooManyFilesSent
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from billing_platform.large_bodies import excess_of
from common.errors import Refusal
from common.ui.toasts import tell
from invoices.operations.uploads import cancel_upload, keep_upload, refuse_excess, retry_upload
from invoices.queries.uploads import UploadPage, earlier_uploads, upload_exists, upload_page
from invoices.refusals import UploadTooLarge
from people.access import PersonRequest, requires
from people.permissions import Permission

NO_UPLOAD = "There is no such upload."


@csrf_exempt  # the token is in the body, which is looked at below, once its size is known
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.UPLOAD_INVOICES)
def upload(request: PersonRequest) -> HttpResponse:
    """Choose files and send them; what was sent is kept and read by a job, whose page comes next."""
    if request.method != "POST":
        return _form(request)
    try:
        _refuse_large_body(request)
        answer: HttpResponse = _kept(request)
    except TooManyFilesSent:
        most = f"{settings.UPLOAD_MAX_FILES:,}"
        return _form(request, f"Far more files were sent than go at once, which are {most}. Send them in parts.", 413)
    except UploadTooLarge as refusal:
        return _form(request, refusal.message, 413)
    except Refusal as refusal:
        return _form(request, refusal.message, 422)
    return answer


@require_safe
@vary_on_headers("HX-Request")
@requires(Permission.UPLOAD_INVOICES)
def uploaded(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """How far reading is and what became of each file; the part that changes alone for htmx."""
    template = "invoices/_uploaded.html" if request.headers.get("HX-Request") else "invoices/uploaded.html"
    return render(request, template, {"upload": _page_of(request, public_id)})


@require_POST
@requires(Permission.UPLOAD_INVOICES)
def cancellation(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Leave out the files that have not been begun."""
    _find(public_id)
    left_out = cancel_upload(public_id)
    tell(request, f"{_files(left_out)} left out. What was received stays.")
    return _see(public_id)


@require_POST
@requires(Permission.UPLOAD_INVOICES)
def reading(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Read what was left out or broke on our side."""
    _find(public_id)
    try:
        count = retry_upload(public_id)
    except Refusal as refusal:
        messages.warning(request, refusal.message)
    else:
        tell(request, f"{_files(count)} on the way again.")
    return _see(public_id)


@csrf_protect
def _kept(request: PersonRequest) -> HttpResponse:
    return _see(keep_upload(request.FILES.getlist("files")))


def _refuse_large_body(request: PersonRequest) -> None:
    if size := excess_of(request, settings.UPLOAD_MAX_BYTES):
        refuse_excess(1, size)


def _form(request: PersonRequest, problem: str = "", status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {
        "problem": problem,
        "earlier": earlier_uploads(datetime.now(UTC)),
        "most_files": settings.UPLOAD_MAX_FILES,
        "most_bytes": settings.UPLOAD_MAX_BYTES,
        "largest": settings.EINVOICE_MAX_BYTES,
        "largest_pdf": settings.EINVOICE_MAX_PDF_BYTES,
    }
    return render(request, "invoices/upload.html", context, status=status)


def _find(public_id: UUID) -> None:
    if not upload_exists(public_id):
        raise Http404(NO_UPLOAD)


def _page_of(request: PersonRequest, public_id: UUID) -> UploadPage:
    found = upload_page(public_id, sees_orders=request.user.may(Permission.SEE_PURCHASE_ORDERS))
    if found is None:
        raise Http404(NO_UPLOAD)
    return found


def _see(public_id: UUID) -> HttpResponse:
    return HttpResponseRedirect(reverse("invoices:uploaded", args=[public_id]), status=303)


def _files(count: int) -> str:
    return f"{count:,} file{'' if count == 1 else 's'}"

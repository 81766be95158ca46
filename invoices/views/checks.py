"""The check of a received document by the official rules."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from common.ui.toasts import tell
from invoices.models import Source
from invoices.operations.check_rules import check_again
from invoices.views.request_values import document_of
from people.access import PersonRequest, requires
from people.permissions import Permission


@require_POST
@requires(Permission.UPLOAD_INVOICES)
def rule_check(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Ask for another check of an uploaded document whose last one could not run."""
    document = document_of(public_id)
    if document.source != Source.UPLOADED:
        raise Http404("There is no such uploaded document.")
    asked = check_again(document)
    tell(request, "The document is being checked." if asked else "The document is checked, or is being checked.")
    return redirect("invoices:detail", public_id)

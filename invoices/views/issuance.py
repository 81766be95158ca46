"""Verifying and issuing many documents at once: preview, confirm, report."""

from __future__ import annotations

from collections import Counter
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from common.ui.toasts import tell
from invoices.operations.issue import request_issue
from invoices.operations.verify import verify_documents
from invoices.queries.issuance import IssuancePreview, issuance_preview
from invoices.queries.issuance_outcome import issuance_outcome
from invoices.views.request_values import chosen_documents
from people.access import PersonRequest, requires, today_of
from people.permissions import Permission

VERIFY_AND_ISSUE = "verify_and_issue"
MOST_REASONS = 5
MOST_VERIFIED = 2000


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.ISSUE_INVOICES)
def issuance(request: PersonRequest) -> HttpResponse:
    """Show what issuing would do; when that was confirmed and still is so, leave it to a job.

    Opened by its address, without a choice, it leads to the list.
    """
    if request.method != "POST":
        messages.info(request, "Choose the invoices to issue first.")
        return redirect("invoices:outgoing")
    verify = request.POST.get("intent") == VERIFY_AND_ISSUE
    preview = issuance_preview(chosen_documents(request), verify=verify, today=today_of(request))
    if "confirmed" not in request.POST:
        return _previewed(request, preview)
    if request.POST["confirmed"] != str(preview.count) or not preview.count:
        return _previewed(request, preview, status=409)
    job = request_issue(preview.ids, verify=verify)
    return redirect("invoices:issuance_outcome", job)


@require_safe
@vary_on_headers("HX-Request")
@requires(Permission.ISSUE_INVOICES)
def outcome(request: PersonRequest, job: UUID) -> HttpResponse:
    """How far issuing is, then what it came to; the part that changes alone for htmx."""
    found = issuance_outcome(job)
    if found is None:
        raise Http404("There is no such job.")
    template = "invoices/_issued.html" if request.headers.get("HX-Request") else "invoices/issued.html"
    return render(request, template, {"outcome": found})


@require_POST
@requires(Permission.EDIT_DRAFTS)
def verification(request: PersonRequest) -> HttpResponse:
    """Verify the chosen drafts at once; those refused stay drafts, with their reason."""
    ids = list(chosen_documents(request).values_list("pk", flat=True)[: MOST_VERIFIED + 1])
    if len(ids) > MOST_VERIFIED:
        messages.error(request, f"At most {MOST_VERIFIED:,} are verified at once. “Verify and issue” takes any number.")
        return redirect(_back(request))
    outcomes = verify_documents(ids, today=today_of(request))
    refusals = Counter(outcome.refusal for outcome in outcomes if outcome.refusal)
    done = len(outcomes) - sum(refusals.values())
    if done:
        tell(request, f"{_invoices(done)} verified.")
    elif not refusals:
        messages.warning(request, "None of these is a draft.")
    for reason, count in refusals.most_common(MOST_REASONS):
        messages.warning(request, f"{_invoices(count)} left out: {reason}")
    return redirect(_back(request))


def _previewed(request: PersonRequest, preview: IssuancePreview, status: int = 200) -> HttpResponse:
    context = {
        "preview": preview,
        "intent": request.POST.get("intent", ""),
        "everything": request.POST.get("everything", ""),
        "rows": request.POST.getlist("row"),
        "is_changed": status == 409 and preview.count > 0,
        "verb": f"Issue {_invoices(preview.count)}",
        "back_url": _back(request),
    }
    return render(request, "invoices/issuance.html", context, status=status)


def _back(request: PersonRequest) -> str:
    """The list as it was narrowed."""
    return f"{reverse('invoices:outgoing')}?{request.GET.urlencode()}".removesuffix("?")


def _invoices(count: int) -> str:
    return f"{count:,} invoice{'' if count == 1 else 's'}"

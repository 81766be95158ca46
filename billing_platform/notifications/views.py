"""The outbox as people see it: what was sent to whom, what waits, what could not be sent."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from billing_platform.notifications.models import Mail, MailState
from billing_platform.notifications.operations import MOST_ATTEMPTS, retry_mail
from billing_platform.notifications.queries import MailFilter, about_page, mail_count, mail_rows
from common.ui.figures import moment_text
from common.ui.listing import PLACE, with_query
from common.ui.paging import neighbours, turned_to
from common.ui.parts import Fact, Tab
from common.ui.toasts import tell
from people.access import PersonRequest, requires
from people.permissions import Permission

PAGE_SIZE = 50


@require_safe
@requires(Permission.SEE_NOTIFICATIONS)
def mails(request: PersonRequest) -> HttpResponse:
    """Every mail of this organization, newest first."""
    wanted = _wanted(request)
    turned = turned_to(request.GET, mail_count(wanted), PAGE_SIZE)
    context = {
        "wanted": wanted,
        "views": _views(request, wanted),
        "mails": mail_rows(wanted, turned.rows),
        "pages": neighbours(request.GET, turned),
    }
    return render(request, "notifications/list.html", context)


@require_safe
@requires(Permission.SEE_NOTIFICATIONS)
def mail(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """One mail, its text as it was sent."""
    found = get_object_or_404(Mail, public_id=public_id)
    context = {
        "mail": found,
        "state": MailState(found.state),
        "facts": _facts(found),
        "most_attempts": MOST_ATTEMPTS,
        "may_retry": found.state == MailState.FAILED and request.user.may(Permission.RETRY_MAILS),
    }
    return render(request, "notifications/detail.html", context)


@require_POST
@requires(Permission.RETRY_MAILS)
def sending(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Try a mail again that was given up."""
    retry_mail(get_object_or_404(Mail, public_id=public_id).public_id)
    tell(request, "The mail is on its way again.")
    return redirect("notifications:detail", public_id)


def _wanted(request: PersonRequest) -> MailFilter:
    state, words = request.GET.get("state", ""), request.GET.get("q", "").replace("\x00", "")
    return MailFilter(state if state in MailState.values else "", words.strip()[:100])


def _views(request: PersonRequest, wanted: MailFilter) -> list[Tab]:
    labels = {"": "All", **{state.value: str(state.label) for state in MailState}}
    return [
        Tab(label, with_query(request.GET, drop=PLACE, state=state), state == wanted.state)
        for state, label in labels.items()
    ]


def _facts(found: Mail) -> list[Fact]:
    page = about_page(found.kind) if found.about else None
    return [
        Fact("To", found.recipient),
        Fact("Written", moment_text(found.created_at)),
        Fact("Sent", moment_text(found.sent_at)),
        Fact("Tries", f"{found.attempts} of {MOST_ATTEMPTS}"),
        *([Fact("About", page.label, url=reverse(page.url_name, args=[found.about]))] if page else []),
    ]

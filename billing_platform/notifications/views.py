"""The outbox as people see it: what was sent to whom, what waits, what could not be sent."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from billing_platform.notifications.letter_html import POLICY_OF_MAILS
from billing_platform.notifications.models import Mail, MailState
from billing_platform.notifications.operations import retry_mail
from billing_platform.notifications.queries import mail_count, mail_rows
from billing_platform.notifications.shown import kind_choices, sheet_of, shown_look, state_tabs, wanted_of
from common.ui.paging import neighbours, turned_to
from common.ui.toasts import tell
from people.access import PersonRequest, requires
from people.permissions import Permission

PAGE_SIZE = 50


@require_safe
@requires(Permission.SEE_NOTIFICATIONS)
def mails(request: PersonRequest) -> HttpResponse:
    """Every mail of this organization, newest first."""
    wanted = wanted_of(request.GET)
    turned = turned_to(request.GET, mail_count(wanted), PAGE_SIZE)
    context = {
        "wanted": wanted,
        "views": state_tabs(request.GET, wanted),
        "kinds": kind_choices(wanted),
        "mails": mail_rows(wanted, turned.rows),
        "pages": neighbours(request.GET, turned),
    }
    return render(request, "notifications/list.html", context)


@require_safe
@requires(Permission.SEE_NOTIFICATIONS)
def mail(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """One mail, as its recipient sees it."""
    found = get_object_or_404(Mail, public_id=public_id)
    context = {
        "mail": found,
        "state": MailState(found.state),
        "sheet": sheet_of(found, request.GET),
        "may_retry": found.state == MailState.FAILED and request.user.may(Permission.RETRY_MAILS),
    }
    return render(request, "notifications/detail.html", context)


@require_safe
@xframe_options_sameorigin
@requires(Permission.SEE_NOTIFICATIONS)
def html(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """The HTML of one mail alone, for the frame in its page or as a page of its own."""
    page = shown_look(get_object_or_404(Mail, public_id=public_id)).html
    if not page:
        raise Http404("This mail shows no HTML.")
    return HttpResponse(page, headers={"Content-Security-Policy": POLICY_OF_MAILS})


@require_POST
@requires(Permission.RETRY_MAILS)
def sending(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Try a mail again that was given up."""
    retry_mail(get_object_or_404(Mail, public_id=public_id).public_id)
    tell(request, "The mail is on its way again.")
    return redirect("notifications:detail", public_id)

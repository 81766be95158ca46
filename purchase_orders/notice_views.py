"""What the contacts of a purchase order will be told, and the mails before they go."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from billing_platform.notifications.letter_html import POLICY_OF_MAILS, html_of
from billing_platform.notifications.queries import language_label
from common.dates import time_zone
from common.ui.listing import with_query
from common.ui.parts import Tab
from people.access import PersonRequest, requires, today_of
from people.permissions import Permission
from purchase_orders.coming_notices import ComingNotice, ending_notices, letter_of, line_notices
from purchase_orders.expiry import next_round
from purchase_orders.forms import LANGUAGES
from purchase_orders.order_queries import OrderDetail
from purchase_orders.request_values import order_of
from tenants.models import now


@require_safe
@requires(Permission.SEE_PURCHASE_ORDERS)
def notices(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Which notices come when, who reads them, and one of them as it would arrive."""
    today = today_of(request)
    order, language = order_of(public_id, today), _language(request)
    ending, low = ending_notices(order, _next_round(request)), line_notices(order)
    chosen = _chosen(request, [*ending, *low])
    context = {
        "order": order,
        "ending": ending,
        "low": low,
        "readers": _readers(order),
        "chosen": chosen,
        "languages": [
            Tab(label, with_query(request.GET, language=code), code == language) for code, label in LANGUAGES
        ],
    }
    if chosen:
        query = urlencode({"notice": chosen.key, "language": language})
        context["letter"] = letter_of(chosen, language)
        context["frame_url"] = f"{reverse('purchase_orders:notice_mail', args=[public_id])}?{query}"
    return render(request, "purchase_orders/notices.html", context)


@require_safe
@xframe_options_sameorigin
@requires(Permission.SEE_PURCHASE_ORDERS)
def notice_mail(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """The HTML of one coming mail alone, for the frame in its page; nothing is written or sent."""
    today = today_of(request)
    order = order_of(public_id, today)
    chosen = _chosen(request, [*ending_notices(order, _next_round(request)), *line_notices(order)])
    if chosen is None:
        raise Http404("No such notice lies ahead.")
    page = html_of(letter_of(chosen, _language(request)))
    return HttpResponse(page, headers={"Content-Security-Policy": POLICY_OF_MAILS})


def _next_round(request: PersonRequest) -> date:
    return next_round(today_of(request), now().astimezone(time_zone(request.organization.time_zone)).time())


def _chosen(request: PersonRequest, coming: Sequence[ComingNotice]) -> ComingNotice | None:
    """The notice the address names, the next one where it names none that lies ahead; None when nothing does."""
    named = (each for each in coming if each.key == request.GET.get("notice"))
    return next(named, coming[0] if coming else None)


def _language(request: PersonRequest) -> str:
    asked = request.GET.get("language", "")
    return asked if asked in dict(LANGUAGES) else LANGUAGES[0][0]


def _readers(order: OrderDetail) -> str:
    """How many contacts read them, in which languages: "2 in English and 1 in German"; empty for nobody."""
    count = Counter(who.language for who in order.facts.contacts)
    return " and ".join(f"{number} in {language_label(language)}" for language, number in count.most_common())

"""A trade with something in every figure, and dashboards read as a browser would."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.http import HttpResponse
from django.test import Client
from lxml import html

from invoices.models import ChargeType, Document, DocumentKind
from invoices.operations.issue import issue_invoices
from tests.building import TODAY, draft, line, order, po_line, verified

AMOUNT = re.compile(r"−?[\d,]+(?:\.\d+)?")
NET_30 = timedelta(30)
DAYS_LATE = (-40, -12, 0, 1, 30, 31, 60, 61, 90, 91, 120, 121, 200)
DUE_VIEWS, PENDING_VIEWS = {"open", "overdue"}, {"drafts", "verified"}


@dataclass(frozen=True, slots=True)
class Listed:
    """What a list says of itself: its number of documents, and of one currency what is due, issued, not issued."""

    count: int
    due: Decimal = Decimal(0)
    issued: Decimal = Decimal(0)
    pending: Decimal = Decimal(0)


def sell(today: date = TODAY) -> None:
    """Acme's: open in three currencies and of every age, a part paid, a credit note, one late, some not issued."""
    late = sorted(DAYS_LATE, reverse=True)
    sold = [verified("initech", line(str(100 + at)), issue_date=_issued(days, today)) for at, days in enumerate(late)]
    sold += [verified("globex", line("70"), issue_date=_issued(days, today), currency="USD") for days in (50, 10)]
    sold.append(verified("initech", line("9000"), currency="JPY"))
    sold.append(verified("initech", line("10"), kind=DocumentKind.CREDIT_NOTE))
    period = {"period_start": date(2026, 8, 1), "period_end": date(2026, 9, 30)}
    sold.append(verified("initech", line("33"), **period))
    sold.append(verified("initech", line("34"), **(period | {"period_end": today - timedelta(30)})))
    for document in sorted(sold, key=lambda each: each.issue_date or today):
        issue_invoices([document.pk], today=today)
    assert not Document.objects.filter(state="verified").exists()
    Document.objects.filter(pk=sold[0].pk).update(settled=Decimal("20"))
    draft("initech", line("5"))
    draft("globex", line("6"), currency="USD")
    verified("initech", line("7"))
    refused = verified("initech", line("8"), currency="USD")
    Document.objects.filter(pk=refused.pk).update(set_aside="The buyer has no tax number.")


def keep_orders(supplier: int, today: date = TODAY) -> None:
    """Initech's: purchase orders for every way not to match `supplier`, at risk, exhausted and neither."""
    year = {"effective": date(2026, 1, 1), "expiration": date(2027, 12, 31)}
    services = [po_line(type="SUBSCRIPTION", ends_on=date(2026, 12, 31))]
    order("PO-GOOD", **year)
    order("PO-SUSPENDED", is_suspended=True, **year)
    order("PO-DOLLAR", currency="USD", **year)
    order("PO-OTHERS", bill_from_id=supplier, **year)
    order("PO-OLD", effective=date(2025, 1, 1), expiration=date(2025, 12, 31))
    order("PO-TYPE", lines=services, **year)
    order("PO-SOON", effective=date(2026, 1, 1), expiration=today + timedelta(30))
    order("PO-SPENT", lines=[po_line(quantity=Decimal(1), unit_price=Decimal(1))], **year)


def send_unmatched() -> None:
    """Acme's invoices to initech, one for each reason; and one that takes more than PO-SPENT has."""
    named = ("PO-404", "PO-405", "PO-SUSPENDED", "PO-DOLLAR", "PO-OTHERS", "PO-OLD", "PO-TYPE", "PO-SPENT")
    sent = [verified("initech", line("1", charge_type=ChargeType.SERVICES), po_number=po) for po in named]
    sent.append(verified("initech", line("2", po_number="PO-GOOD"), line("2", po_number="PO-OLD")))
    issue_invoices([document.pk for document in sent], today=TODAY)


def page_of(answer: HttpResponse) -> html.HtmlElement:
    assert answer.status_code == 200
    return html.fromstring(answer.content.decode())


def words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def number(text: str) -> Decimal:
    found = AMOUNT.search(text)
    assert found, text
    return Decimal(found.group().replace(",", "").replace("−", "-"))


def listed(browser: Client, url: str, currency: str) -> Listed:
    """What the list at this address shows; an empty one has no sums. Those of a narrowed list come after the page."""
    page = page_of(browser.get(url))
    sums = page.xpath("//*[@id='sums']")
    if not sums:
        assert page.xpath("//*[@id='nothing' or @class='state']"), url
        return Listed(0)
    count = int(number(words(sums[0][0])))
    assert len(page.xpath("//tbody[@data-rows]/tr")) == min(count, 50)
    for link in sums[0].xpath("a[@hx-trigger='load']"):
        sums = page_of(browser.get(link.get("hx-get"), headers={"HX-Request": "true"})).xpath("//*[@id='sums']")
    texts = [words(part) for part in sums[0] if currency in words(part)]
    if not texts:
        return Listed(count)
    due, issued, *pending = texts[0].split(" · ")
    return Listed(count, number(due), number(issued), number(pending[0]) if pending else Decimal(0))


def amount_of(found: Listed, url: str) -> Decimal:
    """The amount that a figure linked to this list is about."""
    view = re.search(r"view=(\w+)", url)
    if view and view.group(1) in DUE_VIEWS:
        return found.due
    return found.pending if view and view.group(1) in PENDING_VIEWS else found.issued


def _issued(days_late: int, today: date) -> date:
    """The issue date of a document that is so many days late, not after today."""
    return min(today - NET_30 - timedelta(days_late), today)

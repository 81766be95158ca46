"""What the lists are narrowed to: each filter, its chip, and the counts of the views beside it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.http import QueryDict
from lxml import html

from invoices.filters import FILTERS, INCOMING_VIEWS, OUTGOING_VIEWS, DocumentFilter, filter_of, narrowed
from invoices.models import Document, DocumentKind
from invoices.operations.issue import issue_invoices
from invoices.queries import lists
from invoices.queries.figures import open_by_due_date
from invoices.querysets import incoming, outgoing
from purchase_orders.explanation import Unmatched
from tests.building import draft, line, order, verified

pytestmark = pytest.mark.django_db
LIST = "/invoices/outgoing/"


@pytest.fixture
def few(door, today):
    """Two open invoices of different currency and age, one issued late, a paid one, a credit note, one set aside."""
    with door("acme"):
        old = verified("initech", line("1"), issue_date=today - timedelta(65))
        late = verified(
            "initech",
            line("2"),
            issue_date=today - timedelta(9),
            period_end=today - timedelta(40),
            period_start=today - timedelta(60),
        )
        dollars = verified("globex", line("3"), currency="USD")
        paid = verified("initech", line("4"))
        credit = verified("initech", line("5"), kind=DocumentKind.CREDIT_NOTE)
        for document in (old, late, dollars, paid, credit):
            issue_invoices([document.pk], today=today)
        Document.objects.filter(pk=paid.pk).update(settled=Decimal("4.76"))
        aside = draft("initech", line("6"))
        Document.objects.filter(pk=aside.pk).update(set_aside="No tax number.")
        found = {"old": old, "late": late, "dollars": dollars, "paid": paid, "credit": credit, "aside": aside}
        return {document.pk: name for name, document in found.items()}  # fmt: skip


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("view=open", {"old", "late", "dollars"}),
        ("view=overdue", {"old"}),
        ("currency=USD", {"dollars"}),
        ("currency=usd", {"dollars"}),
        ("currency=US", {"old", "late", "dollars", "paid", "credit", "aside"}),
        ("age=31-60", {"old"}),
        ("age=1-30", set()),
        ("age=not_due", {"late", "dollars"}),
        ("age=ancient&reason=none&view=open", {"old", "late", "dollars"}),
        ("due_until=2026-11-19", {"old"}),
        ("due_since=2026-12-12", {"dollars", "paid"}),
        ("due_since=2026-12-11&due_until=2026-12-11", {"late"}),
        ("late=1", {"late"}),
        ("late=1&since=2026-11-12", set()),
        ("set_aside=1", {"aside"}),
        ("view=drafts&set_aside=0", set()),
        ("view=drafts&currency=EUR", {"aside"}),
        ("undated=1", {"aside"}),
    ],
)
def test_a_filter_leaves_exactly_what_it_names(door, today, few, address, found):
    with door("acme"):
        chosen = filter_of(QueryDict(address), OUTGOING_VIEWS)
        left = {few[document.pk] for document in narrowed(outgoing(), chosen, today)}
    assert left - {"credit"} == found - {"credit"}


@pytest.mark.parametrize("days", [30, 31])
def test_issued_late_begins_after_the_thirtieth_day(door, today, days):
    with door("acme"):
        billed = today - timedelta(days)
        issue_invoices([verified(period_start=billed, period_end=billed).pk], today=today)
        chosen = filter_of(QueryDict("late=1"), OUTGOING_VIEWS)
        assert narrowed(outgoing(), chosen, today).count() == (days > 30)


def test_every_filter_shows_a_chip_that_takes_it_away_again(browser_of, few, today):
    given = {
        "status": "issued", "since": "2026-01-01", "until": "2026-12-31", "currency": "EUR",
        "due_since": "2026-01-01", "due_until": "2027-01-31", "age": "not_due", "reason": "period", "late": "1",
        "set_aside": "1", "undated": "1",
    }  # fmt: skip
    page = html.fromstring(browser_of("acme", "bill").get(LIST, given).content.decode())
    removed = [
        set(given) - set(QueryDict(url.partition("?")[2])) for url in page.xpath("//span[@class='filter']/a/@href")
    ]
    assert sorted(name for names in removed for name in names) == sorted(given)
    assert all(len(names) == 1 for names in removed)
    assert set(given) | {"q", "partner"} == set(FILTERS)


def test_a_form_of_filters_keeps_those_it_does_not_show(browser_of, few):
    page = html.fromstring(browser_of("acme", "bill").get(LIST, {"late": "1", "q": "I", "page": "2"}).content.decode())
    form = next(form for form in page.forms if form.get("id") == "filters")
    assert {"late": "1", "q": "I"}.items() <= dict(form.form_values()).items()
    assert "page" not in dict(form.form_values())


def test_the_views_count_what_search_and_filters_leave(browser_of, few):
    page = html.fromstring(browser_of("acme", "bill").get(LIST, {"currency": "USD"}).content.decode())
    counts = {a.text.strip(): a.xpath("./span/text()")[0] for a in page.xpath("//nav[@id='views']/a")}
    assert counts == {"All": "1", "Drafts": "0", "Verified": "0", "Issued": "1", "Open": "1", "Overdue": "0"}


@pytest.mark.parametrize("views", [OUTGOING_VIEWS, INCOMING_VIEWS])
def test_counts_of_a_narrowed_list_are_those_of_each_view(door, today, few, views):
    with door("acme"):
        everything = lists.view_counts(outgoing(), views, today)
        assert lists.view_counts(outgoing(), views, today, is_narrowed=True) == everything


def test_only_incoming_documents_are_asked_for_a_reason(browser_of, few):
    for path, has_reason in ((LIST, False), ("/invoices/incoming/", True)):
        page = html.fromstring(browser_of("acme", "bill").get(path).content.decode())
        assert bool(page.xpath("//form[@id='filters']//select[@name='reason']")) == has_reason


@pytest.mark.parametrize("reason", [Unmatched.UNKNOWN_NUMBER, Unmatched.SUSPENDED])
def test_unmatched_documents_are_found_by_their_reason(door, today, reason):
    with door("initech"):
        order("PO-1", is_suspended=True)
    with door("acme"):
        issue_invoices([verified(po_number=po).pk for po in ("PO-404", "PO-1")], today=today)
    with door("initech"):
        chosen = filter_of(QueryDict(f"view=unmatched&reason={reason}"), INCOMING_VIEWS)
        found = [document.explanation["unmatched"] for document in narrowed(incoming(), chosen, today)]
    assert found == [reason]


def test_a_document_that_no_order_was_looked_for_has_a_reason_of_its_own(door, today):
    with door("acme"):
        issue_invoices([verified().pk], today=today)
    with door("initech"):
        incoming().update(explanation=None)
        chosen = filter_of(QueryDict("reason=not_searched"), INCOMING_VIEWS)
        assert [document.explanation for document in narrowed(incoming(), chosen, today)] == [None]


def test_nothing_narrows_by_itself():
    assert not DocumentFilter(view="open").is_narrowed
    assert all(
        filter_of(QueryDict(f"{name}=2026-01-01"), OUTGOING_VIEWS).is_narrowed
        for name in ("since", "until", "due_since", "due_until", "late", "set_aside", "undated")
    )


@pytest.mark.parametrize(
    ("index", "documents"),
    [
        ("document_open", lambda today: narrowed(outgoing(), DocumentFilter(view="open", currency="EUR"), today)),
        ("document_open", lambda today: narrowed(outgoing(), DocumentFilter(view="overdue", currency="EUR"), today)),
        ("document_unmatched", lambda today: narrowed(incoming(), DocumentFilter(view="unmatched"), today)),
        ("document_with_findings", lambda today: narrowed(incoming(), DocumentFilter(view="findings"), today)),
        ("document_issued_late", lambda today: narrowed(outgoing(), DocumentFilter(late=True), today)),
    ],
    ids=["open", "overdue", "unmatched", "findings", "late"],
)
def test_a_condition_implies_that_of_its_index(door, few, today, index, documents):
    with door("acme"), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        plan = documents(today).explain()
    assert index in plan


def test_sums_by_due_date_leave_out_what_is_paid_and_credited(door, few):
    with door("acme"):
        found = {(each.currency, each.day): (each.count, each.amount) for each in open_by_due_date("out")}
    assert found == {
        ("EUR", date(2026, 10, 16)): (1, Decimal("1.19")),
        ("EUR", date(2026, 12, 11)): (1, Decimal("2.38")),
        ("USD", date(2026, 12, 20)): (1, Decimal("3.57")),
    }

"""What the lists are narrowed to: each filter, its chip, and the counts of the views beside it."""

from __future__ import annotations

import os
import re
from datetime import date, timedelta
from decimal import Decimal

import psycopg
import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from lxml import html

from billing_platform.lists import counts
from billing_platform.lists.counts import view_counts
from invoices.lists.definitions import INCOMING, OUTGOING
from invoices.models import Document, DocumentKind
from invoices.operations.issue import issue_invoices
from invoices.queries.figures import open_by_due_date
from invoices.querysets import incoming
from purchase_orders.explanation import Unmatched
from tests.building import draft, line, order, verified
from tests.lists.looking import found, looking, state

pytestmark = pytest.mark.django_db
LIST = "/invoices/outgoing/"
FILTERS = "/lists/outgoing/filters/"


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
        made = {"old": old, "late": late, "dollars": dollars, "paid": paid, "credit": credit, "aside": aside}
        return {document.pk: name for name, document in made.items()}  # fmt: skip


@pytest.mark.parametrize(
    ("address", "names"),
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
def test_a_filter_leaves_exactly_what_it_names(door, today, few, address, names):
    with door("acme"):
        left = {few[document.pk] for document in found(OUTGOING, address, today)}
    assert left - {"credit"} == names - {"credit"}


@pytest.mark.parametrize("days", [30, 31])
def test_issued_late_begins_after_the_thirtieth_day(door, today, days):
    with door("acme"):
        billed = today - timedelta(days)
        issue_invoices([verified(period_start=billed, period_end=billed).pk], today=today)
        assert found(OUTGOING, "late=1", today).count() == (days > 30)


def test_every_filter_shows_a_chip_that_takes_it_away_again(browser_of, few, today):
    given = {
        "status": "issued", "since": "2026-01-01", "until": "2026-12-31", "currency": "EUR",
        "due_since": "2026-01-01", "due_until": "2027-01-31", "age": "not_due", "reason": "period", "late": "1",
        "set_aside": "1", "undated": "1",
    }  # fmt: skip
    page = html.fromstring(browser_of("acme", "bill").get(LIST, given).content.decode())
    removed = [
        set(given) - set(QueryDict(url.partition("?")[2])) for url in page.xpath("//a[@class='filter-off']/@href")
    ]
    assert sorted(name for names in removed for name in names) == sorted(given)
    assert all(len(names) == 1 for names in removed)


def test_a_form_of_filters_keeps_those_it_does_not_show(browser_of, few):
    given = {"late": "1", "q": "INV", "page": "2"}
    page = html.fromstring(browser_of("acme", "bill").get(FILTERS, given).content.decode())
    form = next(form for form in page.forms if form.get("id") == "filters")
    assert form.action == LIST
    assert {"late": "1", "q": "INV"}.items() <= dict(form.form_values()).items()
    assert "page" not in dict(form.form_values())


def test_the_views_count_what_search_and_filters_leave(browser_of, few):
    page = html.fromstring(browser_of("acme", "bill").get(LIST, {"currency": "USD"}).content.decode())
    counts = {a.text.strip(): a.xpath("./span/text()")[0] for a in page.xpath("//nav[@id='views']/a[span]")}
    assert counts == {"All": "1", "Drafts": "0", "Verified": "0", "Issued": "1", "Open": "1", "Overdue": "0"}


@pytest.mark.parametrize("definition", [OUTGOING, INCOMING], ids=["outgoing", "incoming"])
def test_counts_that_may_be_dear_are_those_of_each_view(door, today, few, definition):
    with door("acme"):
        seen = looking(today)
        everything = view_counts(definition, definition.queryset(seen), seen)
        assert view_counts(definition, definition.queryset(seen), seen, may_be_dear=True) == everything


@pytest.mark.parametrize(("most", "times"), [(2_000, 1), (0, 6)], ids=["few", "many"])
def test_few_rows_are_looked_for_once_for_all_views(door, today, few, monkeypatch, most, times):
    monkeypatch.setattr(counts, "FEW", most)
    with door("acme"):
        seen = looking(today)
        with CaptureQueriesContext(connection) as asked:
            view_counts(OUTGOING, OUTGOING.queryset(seen), seen, may_be_dear=True)
    counted = [each["sql"] for each in asked if "EXPLAIN" not in each["sql"] and "count(" in each["sql"].lower()]
    assert (len(counted), sum(sql.count('FROM "invoices_document"') for sql in counted)) == (1, times)


@pytest.fixture
def all_dear(monkeypatch):
    """The planner holds every count to be dear, and guesses that 12,345 rows are left."""
    monkeypatch.setattr(counts, "DEAR", -1.0)
    monkeypatch.setattr(counts, "_guessed", lambda plan: 12_345)


@pytest.mark.parametrize(("given", "told"), [
    ({"q": "no such text"}, {"0"}),
    ({"currency": "USD"}, {"0", "1"}),
    ({"currency": "USD", "page": "4"}, {"10,000+"}),
])  # fmt: skip
def test_what_a_page_holds_wholly_is_counted_and_never_guessed(browser_of, few, all_dear, given, told):
    page = html.fromstring(browser_of("acme", "bill").get(LIST, given).content.decode())
    assert set(page.xpath("//nav[@id='views']/a/span/text()")) == told


def test_a_view_with_all_its_rows_on_the_page_is_counted_beside_guesses(browser_of, few, all_dear):
    page = html.fromstring(browser_of("acme", "bill").get(LIST, {"currency": "USD", "view": "open"}).content.decode())
    told = {a.text.strip(): a.xpath("./span/text()")[0] for a in page.xpath("//nav[@id='views']/a[span]")}
    assert (told["Open"], told["All"]) == ("1", "10,000+")


def test_only_incoming_documents_are_asked_for_a_reason(browser_of, few):
    for path, has_reason in ((FILTERS, False), ("/lists/incoming/filters/", True)):
        page = html.fromstring(browser_of("acme", "bill").get(path).content.decode())
        assert bool(page.xpath("//form[@id='filters']//select[@name='reason']")) == has_reason


@pytest.mark.parametrize("reason", [Unmatched.UNKNOWN_NUMBER, Unmatched.SUSPENDED])
def test_unmatched_documents_are_found_by_their_reason(door, today, reason):
    with door("initech"):
        order("PO-1", is_suspended=True)
    with door("acme"):
        issue_invoices([verified(po_number=po).pk for po in ("PO-404", "PO-1")], today=today)
    with door("initech"):
        unmatched = found(INCOMING, f"view=unmatched&reason={reason}", today)
        assert [document.explanation["unmatched"] for document in unmatched] == [reason]


def test_a_document_that_no_order_was_looked_for_has_a_reason_of_its_own(door, today):
    with door("acme"):
        issue_invoices([verified().pk], today=today)
    with door("initech"):
        incoming().update(explanation=None)
        assert [document.explanation for document in found(INCOMING, "reason=not_searched", today)] == [None]


def test_a_view_alone_narrows_nothing():
    assert not state(OUTGOING, "view=open").is_narrowed
    assert all(
        state(OUTGOING, f"{name}=2026-01-01").is_narrowed
        for name in ("since", "until", "due_since", "due_until", "late", "set_aside", "undated")
    )


@pytest.mark.parametrize(
    ("index", "definition", "address"),
    [
        ("document_open", OUTGOING, "view=open&currency=EUR"),
        ("document_open", OUTGOING, "view=overdue&currency=EUR"),
        ("document_unmatched", INCOMING, "view=unmatched"),
        ("document_with_findings", INCOMING, "view=findings"),
        ("document_issued_late", OUTGOING, "late=1"),
        ("document_part_paid", OUTGOING, "status=partially_paid"),
        ("document_credited", OUTGOING, "status=credited"),
        ("document_other_kinds", OUTGOING, "kind=credit_note"),
    ],
    ids=["open", "overdue", "unmatched", "findings", "late", "part paid", "credited", "credit notes"],
)
def test_a_condition_implies_that_of_its_index(door, today, index, definition, address):
    """On a table that has this index alone, so that nothing but the condition decides whether it is used."""
    with door("acme") as organization:
        statement, given = found(definition, address, today).query.sql_with_params()
    with psycopg.connect(os.environ["SUPERUSER_DATABASE_URL"]) as server:
        server.execute(f'SET LOCAL search_path = "{organization.schema_name}", public')
        server.execute("SET LOCAL enable_seqscan = off")
        server.execute("CREATE TEMP TABLE bare (LIKE invoices_document)")
        (made,) = server.execute("SELECT pg_get_indexdef(%s::regclass)", [index]).fetchone()
        server.execute(re.sub(r" ON \S+ USING", " ON pg_temp.bare USING", made))
        explained = server.execute("EXPLAIN " + statement.replace('invoices_document"', 'bare"'), given)
        plan = "\n".join(row[0] for row in explained)
        server.rollback()
    assert index in plan


def test_sums_by_due_date_leave_out_what_is_paid_and_credited(door, few):
    with door("acme"):
        sums = {(each.currency, each.day): (each.count, each.amount) for each in open_by_due_date("out")}
    assert sums == {
        ("EUR", date(2026, 10, 16)): (1, Decimal("1.19")),
        ("EUR", date(2026, 12, 11)): (1, Decimal("2.38")),
        ("USD", date(2026, 12, 20)): (1, Decimal("3.57")),
    }

"""The lists: pages that reach every row once, sums, counts and filters."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection

from billing_platform.bulk.actions import ACTIONS, Judged, JudgedSelect
from billing_platform.lists import counts
from billing_platform.lists.keyset import Place, behind, ordered, place_of, slice_of
from common.sql import rows
from invoices.api_match_schemas import match_shown
from invoices.api_schemas import invoice_shown
from invoices.lists.definitions import INCOMING, ISSUE_DATE, ORDERS, OUTGOING, sums_by_currency
from invoices.models import Document, DocumentKind, DocumentLine
from invoices.operations.draft import DraftAdjustment
from invoices.operations.issue import issue_invoices
from invoices.queries.document import line_rows, totals
from invoices.queries.judged import judged_for_issue, judged_for_verifying_and_issue
from invoices.queries.matched import Matched
from invoices.queries.of_order import matched_documents
from invoices.querysets import outgoing
from invoices.shown_status import ShownStatus
from invoices.terms_words import terms_words
from tests.building import buyer, draft, line, order, po_line, verified
from tests.conftest import TODAY
from tests.lists.looking import found, looking, page

pytestmark = pytest.mark.django_db


@pytest.fixture
def many_dates(door: Callable[..., object]) -> list[int]:
    """Twenty-five drafts of acme: most share an issue date, seven have none; ids in the order they were made."""
    with door("acme"):
        dates = [None if n % 4 == 3 else TODAY - timedelta(days=n // 6) for n in range(25)]
        partner = buyer("initech")
        rows = [Document(direction="out", partner=partner, currency="EUR", issue_date=day) for day in dates]
        return [row.pk for row in Document.objects.bulk_create(rows)]


SORTS = [f"{sign}{order.key}" for order in ORDERS for sign in ("", "-")]


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("size", [1, 7, 24, 25, 50])
def test_the_pages_reach_every_row_exactly_once_both_ways(door, many_dates, sort, size):
    order = OUTGOING.order(sort)
    with door("acme"):
        everything = list(ordered(outgoing(), order, downwards=sort.startswith("-")))
        forwards, place = [], None
        while True:
            cut = slice_of(outgoing(), order, sort, size, after=place)
            forwards += cut.rows
            first, place = cut.before, cut.after
            if place is None:
                break
        assert forwards == everything
        backwards = list(cut.rows)
        while first is not None:
            cut = slice_of(outgoing(), order, sort, size, before=first)
            backwards[:0], first = cut.rows, cut.before
        assert backwards == everything


def test_a_row_written_meanwhile_repeats_none_and_hides_none(door, many_dates):
    order = OUTGOING.order("created")
    with door("acme"):
        first = slice_of(outgoing(), order, "-created", 10)
        draft("initech")
        second = slice_of(outgoing(), order, "-created", 10, after=first.after)
        assert [row.pk for row in (*first.rows, *second.rows)] == many_dates[:-21:-1]


@pytest.mark.parametrize(
    "text", ["", "_", "x_1", "2026-11-20", "2026-11-20_", "2026-13-01_5", "_0", "_-4", "_" + "9" * 30]
)
def test_a_place_that_is_none_is_the_first_page(text):
    assert place_of(text, ISSUE_DATE) is None


@pytest.mark.parametrize("place", [Place(date(2026, 11, 20), 5), Place(None, 5)], ids=str)
def test_a_place_survives_the_address(place):
    assert place_of(str(place), ISSUE_DATE) == place


def test_a_page_is_read_from_the_index_at_the_place_it_starts(door, many_dates):
    with door("acme"), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        cursor.execute("SET LOCAL enable_sort = off")  # else of a table that was empty when last looked at, it sorts
        documents = outgoing().filter(*behind(Place(TODAY, 5), ISSUE_DATE, downwards=True))
        plan = documents.order_by("-issue_date", "-id")[:5].explain()
    assert "document_newest" in plan
    assert "Index Cond" in plan
    assert "ROW(" in plan
    assert "Sort" not in plan


def test_sums_never_mix_currencies_and_credit_notes_take_away(door, today):
    with door("acme"):
        ids = [
            verified("initech", line("100")).pk,
            verified("initech", line("50"), kind=DocumentKind.CREDIT_NOTE).pk,
            verified("initech", line("1000"), currency="JPY").pk,
        ]
        issue_invoices(ids, today=today)
        draft("initech", line("7"))
        euros, yen = sums_by_currency(outgoing())
    assert (euros.currency, euros.count, yen.currency, yen.count) == ("EUR", 3, "JPY", 1)
    assert {each.words: each.amount for each in euros.figures} == {
        "due": Decimal("119.00"),
        "issued": Decimal("59.50"),
        "not issued yet": Decimal("8.33"),
    }
    assert {each.words: each.amount for each in yen.figures} == {"due": Decimal(1190), "issued": Decimal(1190)}


def test_views_count_what_they_hold(door, today):
    with door("acme"):
        draft()
        verified()
        long_ago = verified(issue_date=today - timedelta(days=60))
        issue_invoices([long_ago.pk], today=today)
        seen = numbers(OUTGOING, today)
    assert seen == {"all": 3, "drafts": 1, "verified": 1, "issued": 1, "open": 1, "overdue": 1}


def numbers(definition, today) -> dict[str, int]:
    seen = looking(today)
    held = counts.view_counts(definition, definition.queryset(seen), seen)
    return {view: count.number for view, count in held.items()}


def test_a_count_stops_one_above_the_limit(door, monkeypatch, many_dates, today):
    monkeypatch.setattr(counts, "COUNT_LIMIT", 5)
    with door("acme"):
        assert numbers(OUTGOING, today)["all"] == 6


def test_a_draft_shows_the_due_date_it_would_have(door, today):
    with door("acme"):
        draft()
        row = page(OUTGOING, "sort=-created", today).rows[0]
    assert (row.due_date, row.terms, bool(row.provisional)) == (date(2026, 12, 20), "Net 30", True)
    assert row.amount_due is None


def test_an_incoming_row_says_why_it_has_no_purchase_order(door, today):
    with door("acme"):
        issue_invoices([verified(po_number="PO-9").pk], today=today)
    with door("initech"):
        row = page(INCOMING, "", today).rows[0]
        seen = numbers(INCOMING, today)
    assert (row.po_number, row.why_unmatched) == ("", "Not matched: no PO with this number (PO-9).")
    assert seen == {"all": 1, "unmatched": 1, "open": 1, "overdue": 0, "findings": 0}


@pytest.mark.parametrize(
    ("address", "left"),
    [
        ("q=000002", {2}),
        ("q=GLOB", {2}),
        ("q=po-7", {1}),
        ("q=%25%25%25", set()),
        ("status=issued", {1, 2}),
        ("status=draft", {3}),
        ("since=2026-11-20", {2}),
        ("until=2026-11-19", {1}),
        ("since=nonsense&status=lost&partner=x&view=odd&q=%00", {1, 2, 3}),
    ],
)
def test_a_filter_leaves_what_it_names(door, today, address, left):
    with door("acme"):
        first = verified("initech", po_number="PO-7", issue_date=today - timedelta(days=1))
        second = verified("globex", issue_date=today)
        issue_invoices([first.pk, second.pk], today=today)
        third = draft("initech")
        made = {first.pk: 1, second.pk: 2, third.pk: 3}
        assert {made[each.pk] for each in found(OUTGOING, address, today)} == left


def test_a_partner_filter_leaves_that_partner(door, today):
    with door("acme"):
        draft("initech")
        wanted = draft("globex")
        address = f"partner={buyer('globex').public_id}"
        assert [each.pk for each in found(OUTGOING, address, today)] == [wanted.pk]


def test_the_status_filter_and_the_rows_agree(door, today):
    with door("acme"):
        issue_invoices([verified(issue_date=today - timedelta(days=40)).pk, verified().pk], today=today)
        for status in ShownStatus:
            rows = page(OUTGOING, f"status={status}", today).rows
            assert {row.status for row in rows} <= {status}


def test_the_totals_of_a_document_lead_from_its_lines_to_what_is_due(door, today):
    with door("acme"):
        rebate = DraftAdjustment(Decimal(10), reason="Rebate")
        document = draft("initech", line("100"), line("50", product_class="reduced"), adjustments=[rebate])
        figures = [(figure.label, figure.amount) for figure in totals(document)]
        grosses = sum(row.gross for row in line_rows(document))
    assert figures == [
        ("Lines", Decimal("150.00")),
        ("Rebate", Decimal("-10.00")),
        ("Net", Decimal("140.00")),
        ("VAT 19 %", Decimal("17.10")),
        ("VAT 7 %", Decimal("3.50")),
        ("Total", Decimal("160.60")),
    ]
    assert grosses == Decimal("160.60")


def test_the_documents_of_an_order_name_the_line_items_and_the_amount_on_them(door, today):
    with door("initech"):
        wanted = order("PO-1", lines=[po_line("1", "SUBSCRIPTION"), po_line("2", "SERVICES")])
        order("PO-2", lines=[po_line()])
    with door("acme"):
        both = verified("initech", line("100", charge_type="subscription"), line("10"), po_number="PO-1")
        other = verified("initech", line("7"), po_number="PO-2")
        issue_invoices([both.pk, other.pk], today=today)
    with door("initech"):
        page = matched_documents(wanted, 50, today)
    assert [(row.lines, row.amount) for row in page.rows] == [("1, 2", Decimal("130.90"))]


def test_the_preview_of_issuing_judges_as_issuing_does(door, today):
    with door("acme"):
        good, plain = verified("initech", line("100")), draft("globex", line("50"), currency="USD")
        future = verified("initech", issue_date=today + timedelta(days=1))
        done = verified("initech", issue_date=today)
        issue_invoices([done.pk], today=today)
        late = verified("initech", issue_date=today - timedelta(days=1))
        chosen = [each.pk for each in (good, plain, future, done, late)]
        judged = told(judged_for_issue(outgoing().filter(pk__in=chosen), today))
        with_drafts = told(judged_for_verifying_and_issue(outgoing().filter(pk__in=chosen), today))
        result = issue_invoices(chosen, today=today, verify=True)
    assert [each.row for each in judged if not each.left_out] == [good.public_id]
    assert [(each.row, each.amount, each.currency, each.note) for each in with_drafts if not each.left_out] == [
        (plain.public_id, Decimal("59.50"), "USD", "due 20 Dec 2026"),
        (good.public_id, Decimal("119.00"), "EUR", "due 20 Dec 2026"),
    ]
    assert result.issued == 2


def test_the_preview_takes_no_more_statements_for_more_documents(door, today, django_assert_max_num_queries):
    with door("acme"):
        for _ in range(12):
            draft("initech")
        with django_assert_max_num_queries(8):
            assert len(told(judged_for_verifying_and_issue(outgoing(), today))) == 12


@pytest.mark.parametrize("action", ["issue", "verify_and_issue", "verify", "return_to_draft", "delete_drafts"])
def test_many_documents_are_judged_each_by_itself(door, today, action):
    with door("acme"):
        ada = [draft("initech", line("100")), draft("initech", line("-5")), draft("globex", line("7"))]
        ada += [verified("initech", line("1")), verified("initech", line("2"), issue_date=today - timedelta(days=3))]
        ada.append(Document.objects.create(direction="out", partner=ada[0].partner, currency="EUR"))
        judge = ACTIONS[action].judge
        alone = {row for each in ada for row in told(judge(outgoing().filter(pk=each.pk), today))}
        together = told(judge(outgoing(), today))
        assert set(together) == alone
        days = {each.public_id: (each.issue_date or today, each.partner_id, each.pk) for each in ada}
        assert [each.row for each in together] == sorted(days, key=days.__getitem__)
        assert judge(outgoing().filter(pk__in=()), today) is None


def told(judged: JudgedSelect) -> list[Judged]:
    return [Judged(*row) for row in rows(judged.text, judged.given)]


def test_zero_on_a_credit_note_is_told_to_programs_without_a_sign(door, today):
    nothing = DocumentLine(no=1, gross=Decimal("0.00"))
    with door("acme"):
        partner = buyer("initech")
        note = Document.objects.create(direction="out", kind=DocumentKind.CREDIT_NOTE, partner=partner, currency="EUR")
        note.refresh_from_db()
        shown = invoice_shown(note, None, today)
        match = match_shown(Matched(note, (nothing,), None, None, 0))
    assert {shown.net.amount, shown.tax.amount, shown.total.amount, match.lines[0].gross.amount} == {"0.00"}


def test_a_coded_discount_is_told_in_words():
    told = terms_words("#SKONTO#TAGE=10#PROZENT=2.00#\nnet 30")
    assert told == "2 % off within 10 days, net 30"

"""Notices that lie ahead: which come when, and the mails as contacts would read them."""

from __future__ import annotations

from datetime import date, time, timedelta
from decimal import Decimal

import pytest

from billing_platform.notifications.models import Mail
from purchase_orders.coming_notices import ending_notices, letter_of, line_notices
from purchase_orders.expiry import next_round
from purchase_orders.facts import ContactFacts
from purchase_orders.operations.expiry import tell_of_expiry
from purchase_orders.order_queries import order_detail
from tests.building import order, po_line
from tests.purchase_orders.pages import page_of, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fixed_day")]


@pytest.fixture
def betty(browser_of):
    return browser_of("initech", "betty")


def path_of(made) -> str:
    return f"/purchase-orders/{made.public_id}/notices/"


def test_the_mail_shown_of_its_end_is_the_one_that_goes_out_on_that_day(door, today):
    with door("initech"):
        made = order("PO-1", contacts=[ContactFacts("lena@initech.example", "Lena", "de")], today=date(2026, 1, 1))
        coming = ending_notices(order_detail(made.public_id, today), today)
        shown = letter_of(coming[0], "de")
        days = int(coming[0].key.removeprefix("end-"))
        type(made).objects.filter(pk=made.pk).update(created_at="2026-01-01T00:00Z")
        tell_of_expiry(today=made.expiration - timedelta(days=days))
        sent = Mail.objects.get()
    assert (sent.subject, sent.language, sent.letter["title"]) == (shown.subject, "de", shown.title)
    assert sent.letter["facts"] == [list(fact) for fact in shown.facts]


def test_the_mail_shown_of_a_threshold_is_the_one_that_goes_out_when_it_is_crossed(door, today, used):
    with door("initech"):
        made = order("PO-1")
        coming = {each.key: each for each in line_notices(order_detail(made.public_id, today))}
        shown = letter_of(coming["line-75-1"], "en")
        used(made, "297.51")
        sent = Mail.objects.get()
    assert shown.subject == sent.subject == "PO-1: line 1 is below 75 %, 892.49 EUR left"
    assert sent.letter["facts"] == [list(fact) for fact in shown.facts]


def revived(po_id: str, today: date, days: int):
    """An order of this year that was written down in January and now ends so many days ahead."""
    made = order(po_id, expiration=today + timedelta(days=days), today=date(2026, 1, 1))
    type(made).objects.filter(pk=made.pk).update(created_at="2026-01-01T00:00Z")
    return made


def test_a_step_whose_day_has_come_is_told_until_it_was_given(door, today):
    with door("initech"):
        made = revived("PO-1", today, 41)
        coming = ending_notices(order_detail(made.public_id, today), today)
        assert [(each.key, each.what) for each in coming][:2] == [
            ("end-60", "Ends in 41 days"),
            ("end-30", "Ends in 30 days"),
        ]
        shown = letter_of(coming[0], "en")
        tell_of_expiry(today=today)
        assert Mail.objects.get().subject == shown.subject
        assert next(each.key for each in ending_notices(order_detail(made.public_id, today), today)) == "end-30"


@pytest.mark.parametrize(
    ("days", "at", "keys"),
    [
        (30, time(5, 59), ["end-30", "end-7", "end-0"]),
        (30, time(6), ["end-30", "end-7", "end-0"]),
        (31, time(5, 59), ["end-60", "end-30", "end-7", "end-0"]),
        (31, time(6), ["end-30", "end-7", "end-0"]),
        (-5, time(6), ["end-0"]),
        (-31, time(6), []),
    ],
    ids=str,
)
def test_what_is_due_comes_with_the_next_round(door, today, days, at, keys):
    with door("initech"):
        made = revived("PO-1", today, days)
        coming = ending_notices(order_detail(made.public_id, today), next_round(today, at))
    assert [each.key for each in coming] == keys


@pytest.mark.parametrize(("spent", "left_over"), [("0", [75, 25, 0]), ("300", [25, 0]), ("1000", [0]), ("1190", [])])
def test_thresholds_that_are_crossed_lie_no_more_ahead(door, today, used, spent, left_over):
    with door("initech"):
        made = order("PO-1")
        used(made, spent)
        coming = line_notices(order_detail(made.public_id, today))
    assert [each.key for each in coming] == [f"line-{percent}-1" for percent in left_over]


def test_lines_without_balance_tracking_give_no_notice(door, today):
    with door("initech"):
        made = order("PO-1", lines=[po_line("1", is_tracked=False), po_line("2", quantity=Decimal(0))])
        assert line_notices(order_detail(made.public_id, today)) == []


def test_the_page_says_what_comes_when_to_whom_and_shows_the_next(door, betty, today):
    contacts = [ContactFacts("a@b.example"), ContactFacts("c@b.example", "", "de"), ContactFacts("d@b.example")]
    with door("initech"):
        made = order("PO-1", contacts=contacts)
    answer = betty.get(path_of(made))
    words = words_of(answer)
    assert "Each goes to every contact in their language: 2 in English and 1 in German." in words
    assert "Line 1: below 75 % when less than 892.50 EUR is left" in words
    assert "Line 1: used up when nothing is left" in words
    assert page_of(answer).xpath("//iframe/@src")[0].startswith(f"{path_of(made)}mail/?notice=end-")


@pytest.mark.parametrize(("language", "word"), [("en", "is below 25 %"), ("de", "unter 25 %")])
def test_each_notice_is_shown_in_each_language(door, betty, language, word):
    with door("initech"):
        made = order("PO-1")
    query = {"notice": "line-25-1", "language": language}
    answer = betty.get(path_of(made), query)
    assert word in words_of(answer)
    mail = betty.get(f"{path_of(made)}mail/", query)
    assert f'<html lang="{language}">' in mail.content.decode()
    assert mail.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "sandbox" in mail.headers["Content-Security-Policy"]


def test_an_order_without_contacts_or_suspended_says_that_nobody_is_told(door, betty):
    with door("initech"):
        made = order("PO-1", contacts=[], is_suspended=True)
    words = words_of(betty.get(path_of(made)))
    assert "Nobody would be told" in words
    assert "left out until it is re-activated" in words


def test_when_nothing_lies_ahead_the_page_says_so_and_there_is_no_mail(door, betty, used):
    with door("initech"):
        made = order("PO-1", effective=date(2025, 1, 1), expiration=date(2025, 12, 31))
        used(made, "2000")
    answer = betty.get(path_of(made))
    assert "Every notice of its end is over." in words_of(answer)
    assert not page_of(answer).xpath("//iframe")
    assert betty.get(f"{path_of(made)}mail/").status_code == 404


def test_looking_at_notices_writes_no_mail_in_a_constant_number_of_statements(
    door, betty, django_assert_max_num_queries
):
    with door("initech"):
        made = order("PO-1", lines=[po_line(str(n)) for n in range(100)])
    with django_assert_max_num_queries(22):
        betty.get(path_of(made))
    with door("initech"):
        assert not Mail.objects.exists()

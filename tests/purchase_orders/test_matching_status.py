"""The status of a purchase order, day by day."""

from __future__ import annotations

from datetime import date

import pytest

from purchase_orders.status import LABELS, counts_as_active, order_status

FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)
BEFORE, AFTER = date(2026, 2, 28), date(2026, 4, 1)


@pytest.mark.parametrize(
    ("today", "label"),
    [(BEFORE, "Upcoming"), (FIRST, "Active"), (LAST, "Active"), (AFTER, "Expired")],
)
def test_the_dates_decide_the_status(today, label):
    assert LABELS[order_status(FIRST, LAST, is_suspended=False, today=today)] == label


@pytest.mark.parametrize(
    ("today", "label"),
    [(BEFORE, "Suspended"), (FIRST, "Suspended"), (LAST, "Suspended"), (AFTER, "Suspended (expired)")],
)
def test_a_suspended_order_says_so_and_whether_it_has_expired(today, label):
    assert LABELS[order_status(FIRST, LAST, is_suspended=True, today=today)] == label


@pytest.mark.parametrize(
    ("today", "is_suspended", "counts"),
    [(BEFORE, False, True), (FIRST, False, True), (AFTER, False, False), (FIRST, True, False), (AFTER, True, False)],
)
def test_upcoming_and_active_orders_count_towards_the_limit(today, is_suspended, counts):
    assert counts_as_active(order_status(FIRST, LAST, is_suspended=is_suspended, today=today)) is counts

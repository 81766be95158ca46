"""The burn-down of a purchase order: what is left by month, and when it is used up at the present rate."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from purchase_orders.burn_down import burn_down
from purchase_orders.forecast import Burn, days_looked_back, levels
from purchase_orders.models import PurchaseOrder
from purchase_orders.order_queries import order_detail
from purchase_orders.queries import order_figures, orders_at_risk
from tests.building import TODAY, order, po_line

cents = st.decimals(0, 10**9, places=2)


def test_the_day_on_which_nothing_is_left_follows_the_rate():
    assert Burn(Decimal(100), Decimal(90), 90).runs_out_on(date(2026, 11, 20)) == date(2027, 2, 28)


@pytest.mark.parametrize(
    ("left", "used"),
    [(100, 0), (100, -5), (0, 50), (-10, 50), (10**9, 1)],
    ids=["idle", "credits", "empty", "over", "ages"],
)
def test_without_use_or_without_a_rest_no_day_is_foretold(left, used):
    assert Burn(Decimal(left), Decimal(used), 90).runs_out_on(TODAY) is None


def test_the_rate_is_taken_from_the_days_the_order_is_valid():
    assert days_looked_back(TODAY - timedelta(days=200), TODAY) == 90
    assert days_looked_back(TODAY - timedelta(days=9), TODAY) == 10
    assert days_looked_back(TODAY + timedelta(days=5), TODAY) == 1


@given(cents, cents, st.integers(1, 90))
def test_on_the_day_foretold_nothing_is_left_and_the_day_before_something_is(left, used, days):
    burn = Burn(left, used, days)
    runs_out = burn.runs_out_on(TODAY)
    if runs_out is not None:
        assert burn.left_after((runs_out - TODAY).days) <= 0
        assert burn.left_after((runs_out - TODAY).days - 1) > 0


def test_past_months_show_what_was_left_and_coming_ones_what_will_be():
    used = {date(2026, 9, 1): Decimal(100), date(2026, 10, 1): Decimal(200), date(2026, 11, 1): Decimal(50)}
    burn = Burn(Decimal(650), Decimal(350), 70)
    found = levels(used, burn, (date(2026, 9, 1), date(2026, 12, 31)), TODAY)
    assert [(level.month_end, level.left, level.is_foretold) for level in found] == [
        (date(2026, 9, 30), Decimal(900), False),
        (date(2026, 10, 31), Decimal(700), False),
        (date(2026, 11, 30), Decimal(600), True),
        (date(2026, 12, 31), Decimal(445), True),
    ]


def test_a_long_order_shows_the_two_years_around_today():
    found = levels({}, Burn(Decimal(1), Decimal(0), 90), (date(2020, 1, 1), date(2030, 12, 31)), TODAY)
    assert (len(found), found[0].month_end, found[-1].month_end) == (24, date(2025, 12, 31), date(2027, 11, 30))


def of_the_year(po_id: str = "PO-1", **line) -> PurchaseOrder:
    """2,000.00 without tax, for the months of 2026 and half of 2027."""
    days = {"effective": date(2026, 1, 1), "expiration": date(2027, 6, 30)}
    lines = [po_line(tax_percent=None, unit_price=Decimal(200), ends_on=days["expiration"], **line)]
    return order(po_id, lines=lines, **days)


@pytest.mark.django_db
def test_the_page_says_when_it_is_used_up_and_how_long_before_it_ends(door, browser_of, used_on):
    with door("initech"):
        row = of_the_year()
        used_on(row, "100.00", date(2026, 5, 5))
        used_on(row, "900.00", TODAY - timedelta(days=30))
        found = burn_down(order_detail(row.public_id, TODAY), TODAY)
    assert found.is_short
    assert found.sentence == (
        "At the rate of the last 90 days, 300.00 EUR in 30 days, it is used up about 28 Feb 2027,"
        " 122 days before it ends."
    )
    assert "used up about" in browser_of("initech", "betty").get(f"/purchase-orders/{row.public_id}/").content.decode()


@pytest.mark.django_db
def test_an_order_that_lasts_says_what_will_be_left(door, used_on):
    with door("initech"):
        row = of_the_year()
        used_on(row, "90.00", TODAY)
        found = burn_down(order_detail(row.public_id, TODAY), TODAY)
    assert not found.is_short
    assert found.sentence.endswith("it lasts until it ends, with about 1,688.00 EUR left.")


@pytest.mark.django_db
def test_use_of_long_ago_makes_no_rate(door, used_on):
    with door("initech"):
        row = of_the_year()
        used_on(row, "500.00", TODAY - timedelta(days=100))
        assert burn_down(order_detail(row.public_id, TODAY), TODAY).sentence == (
            "Nothing was used in the last 90 days."
        )


@pytest.mark.django_db
def test_without_a_tracked_line_or_any_use_there_is_no_chart(door, used_on):
    with door("initech"):
        fresh, untracked = of_the_year(), of_the_year("PO-2", is_tracked=False)
        used_on(untracked, "5.00", TODAY)
        assert burn_down(order_detail(fresh.public_id, TODAY), TODAY) is None
        assert burn_down(order_detail(untracked.public_id, TODAY), TODAY) is None


@pytest.mark.django_db
def test_an_order_used_up_before_it_ends_is_at_risk_and_says_why(door, used_on):
    with door("initech"):
        lasting, short = of_the_year("LASTING"), of_the_year("SHORT")
        used_on(lasting, "90.00", TODAY)
        used_on(short, "900.00", TODAY)
        assert order_figures(TODAY).at_risk == 1
        assert [(row.po_id, row.risk) for row in orders_at_risk(TODAY, 9)] == [
            ("SHORT", "at this rate used up before it ends")
        ]


@pytest.mark.django_db
@pytest.mark.parametrize("used", ["366.48", "366.49"], ids=["lasts", "ends early"])
def test_list_and_page_agree_on_which_order_ends_early(door, used, used_on):
    with door("initech"):
        row = of_the_year()
        used_on(row, used, TODAY - timedelta(days=1))
        foretold = burn_down(order_detail(row.public_id, TODAY), TODAY).is_short
        assert bool(orders_at_risk(TODAY, 9)) is foretold

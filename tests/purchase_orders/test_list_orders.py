"""The orders of the list: each sorts by what its column says, and its pages hold every purchase order once."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote

import pytest

from partners.models import Partner, Side
from purchase_orders.lists import LIST
from purchase_orders.models import PurchaseOrder
from tests.building import order
from tests.conftest import TODAY
from tests.lists.looking import looking, page, state

pytestmark = pytest.mark.django_db
SORTS = sorted(LIST.sorts)


@pytest.fixture
def thirty(door):
    """Thirty orders with values, uses and dates that repeat; some have no tracked line, some no supplier."""
    with door("initech"):
        suppliers = list(Partner.objects.filter(side=Side.SUPPLIER).order_by("name")[:2])
        for n in range(30):
            effective, expiration = TODAY - timedelta(n % 4), TODAY + timedelta(40 + n % 5)
            made = order(f"PO-{n * 7 % 30:02}", effective=effective, expiration=expiration)
            made.lines.update(is_tracked=n % 9 != 0, value=100 * (n % 6), consumed=n % 4 * 10)
            bill_from = suppliers[n % 2] if n % 7 else None
            PurchaseOrder.objects.filter(pk=made.pk).update(bill_from=bill_from)


@pytest.mark.parametrize("sort", SORTS)
def test_the_pages_of_each_order_hold_every_purchase_order_once_and_sorted(door, thirty, sort):
    with door("initech"):
        whole = page(LIST, f"sort={sort}&per=100&columns=number,supplier", TODAY)
        first = page(LIST, f"sort={sort}&per=25", TODAY)
        second = page(LIST, f"sort={sort}&per=25&after={quote(str(first.after))}", TODAY)
        numbered = page(LIST, f"sort={sort}&per=25&page=2", TODAY)
        before = page(LIST, f"sort={sort}&per=25&before={quote(str(second.before))}", TODAY)
    assert len(set(whole.ids)) == 30
    assert first.ids + second.ids == whole.ids
    assert (numbered.ids, before.ids) == (second.ids, first.ids)
    column = next(each for each in LIST.columns if each.sort == sort.removeprefix("-"))
    shown = [column.value(row) for row in whole.rows if column.value(row) not in (None, "")]
    key = str.casefold if column.key == "number" else None
    assert shown == sorted(shown, key=key, reverse=sort.startswith("-"))


@pytest.mark.parametrize("typed", ["NaN_3", "Infinity_3", "1e30_3", "many_3"])
def test_a_place_that_no_amount_has_is_no_place(door, typed):
    with door("initech"):
        assert looking(TODAY, "Betty")
        assert state(LIST, f"sort=balance&after={typed}").after is None

"""An expired purchase order lives again when its expiration and the ends of its lines are extended."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from invoices.queries.fitting import fitting_documents
from invoices.queries.of_order import order_by_public_id
from purchase_orders.models import PurchaseOrder
from purchase_orders.order_queries import order_detail
from purchase_orders.status import OrderStatus
from tests.building import line, order, po_line
from tests.invoices.association import copy_of, issued
from tests.purchase_orders.pages import form_of, page_of, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fixed_day")]
SPRING = {"effective": date(2026, 1, 1), "expiration": date(2026, 3, 31)}
TICK = "//input[@name='extend_lines']"


@pytest.fixture
def betty(browser_of):
    return browser_of("initech", "betty")


@pytest.fixture
def edit(betty):
    """Open the form of the order, type over it and send it; the page that follows."""

    def send(made: PurchaseOrder, **typed):
        path = reverse("purchase_orders:edit", args=[made.public_id])
        return betty.post(path, form_of(betty.get(path), **typed), follow=True)

    return send


def expired(**facts) -> PurchaseOrder:
    lines = facts.pop("lines", None) or [po_line("1", ends_on=SPRING["expiration"])]
    return order("PO-1", today=SPRING["effective"], lines=lines, **SPRING, **facts)


def ends(made: PurchaseOrder) -> dict[str, date]:
    return dict(made.lines.values_list("number", "ends_on"))


def test_an_expired_order_extended_with_its_lines_is_active_and_offered_what_came_meanwhile(door, edit, betty, today):
    with door("initech"):
        made = expired()
    waiting = issued(door, line("10.00", period_start=date(2026, 11, 1), period_end=date(2026, 11, 30)))
    with door("initech"):
        assert copy_of(waiting).matched_po == ""
        assert order_detail(made.public_id, today).status == OrderStatus.EXPIRED
        assert fitting_documents(order_by_public_id(made.public_id)).rows == ()
    edit(made, expiration="2026-12")
    with door("initech"):
        detail = order_detail(made.public_id, today)
        assert (detail.status, ends(made)) == (OrderStatus.ACTIVE, {"1": date(2026, 12, 31)})
        [row] = fitting_documents(order_by_public_id(made.public_id)).rows
        assert row.public_id == waiting.public_id
    offered = betty.get(reverse("invoices:fitting", args=[made.public_id]))
    assert waiting.number in words_of(offered)
    after = issued(door, line("10.00"))
    with door("initech"):
        assert copy_of(after).matched_po == "PO-1"


def test_the_offer_is_ticked_and_extends_only_the_lines_that_ended_with_the_order(door, edit, betty):
    with door("initech"):
        made = expired(lines=[po_line("1", ends_on=date(2026, 3, 31)), po_line("2", ends_on=date(2026, 2, 28))])
    page = page_of(betty.get(reverse("purchase_orders:edit", args=[made.public_id])))
    assert page.xpath(f"{TICK}/@checked")
    edit(made, expiration="2026-12")
    with door("initech"):
        assert ends(made) == {"1": date(2026, 12, 31), "2": date(2026, 2, 28)}


def test_a_line_whose_end_was_typed_keeps_what_was_typed(door, edit):
    with door("initech"):
        made = expired()
    edit(made, expiration="2026-12", **{"lines-0-ends_on": "2026-06"})
    with door("initech"):
        assert ends(made) == {"1": date(2026, 6, 30)}


def test_extending_the_header_alone_warns_that_nothing_can_match(door, edit):
    with door("initech"):
        made = expired()
    answer = edit(made, expiration="2026-12", extend_lines=[])
    assert "All lines end before 1 Apr 2026: nothing can match from then on." in words_of(answer)
    with door("initech"):
        assert ends(made) == {"1": date(2026, 3, 31)}


def test_an_edit_that_leaves_a_line_open_until_the_end_warns_of_nothing(door, edit):
    with door("initech"):
        made = expired()
    assert "nothing can match" not in words_of(edit(made, expiration="2026-12"))


def test_a_shorter_order_moves_no_line_by_itself(door, edit):
    with door("initech"):
        made = expired()
    assert "ends after the purchase order" in words_of(edit(made, expiration="2026-02"))


def test_a_new_order_and_one_whose_lines_end_earlier_are_offered_no_extension(door, betty):
    with door("initech"):
        made = expired(lines=[po_line("1", ends_on=date(2026, 2, 28))])
    pages = (
        betty.get(path)
        for path in (
            reverse("purchase_orders:edit", args=[made.public_id]),
            reverse("purchase_orders:new"),
            f"{reverse('purchase_orders:new')}?copy={made.public_id}",
        )
    )
    assert [page_of(page).xpath(TICK) for page in pages] == [[], [], []]


def test_after_another_row_is_asked_for_the_choice_not_to_extend_is_kept(door, edit):
    with door("initech"):
        made = expired()
    answer = edit(made, expiration="2026-12", extend_lines=[], add_lines="1")
    assert not page_of(answer).xpath(f"{TICK}/@checked")

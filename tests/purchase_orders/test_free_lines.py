"""A tracked line worth nothing: told as used up only once something was used of it, by mail, page and view alike."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from billing_platform.notifications.models import Mail
from purchase_orders.models import PurchaseOrder, PurchaseOrderLine
from purchase_orders.operations.orders import edit_order
from purchase_orders.order_queries import order_detail
from purchase_orders.queries import order_figures
from tests.building import line, order, po_line
from tests.invoices.association import issued

pytestmark = pytest.mark.django_db
FREE = po_line("2", "SERVICES", unit_price=Decimal(0))


@pytest.fixture
def made(door) -> PurchaseOrder:
    with door("initech"):
        return order("PO-1", lines=[po_line("1", "MONTHLY_USAGE"), FREE])


def told(made: PurchaseOrder, today) -> tuple[list[str], int, list[str]]:
    """Subjects of the mails, orders in the view Exhausted, lines that the page calls used up."""
    subjects = list(Mail.objects.filter(kind="po_balance").values_list("subject", flat=True))
    return subjects, order_figures(today).exhausted, order_detail(made.public_id, today).spent_lines


def test_editing_an_order_with_a_free_line_tells_nobody_that_it_is_used_up(door, made, today):
    with door("initech"):
        facts = order_detail(made.public_id, today).facts
        edit_order(made.pk, replace(facts, description="Edited"), today=today)
        assert told(made, today) == ([], 0, [])
        assert PurchaseOrderLine.objects.get(number="2").sent_thresholds == []


def test_a_free_line_that_an_invoice_takes_from_is_used_up_everywhere(door, made, today):
    issued(door, line("5.00", charge_type="services"))
    with door("initech"):
        [subject], exhausted, lines = told(made, today)
        assert subject.startswith("PO-1: line 2 is")
        assert (exhausted, lines) == (1, ["2"])

"""Whichever of a batch of documents arrives first: what is consumed is the gross of what is assigned, line by line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from invoices.models import Document, DocumentKind, DocumentLine
from invoices.operations.issue import issue_invoices
from purchase_orders.models import BalanceEntry, PurchaseOrderLine
from tests.building import TODAY, line, order, po_line, verified

pytestmark = pytest.mark.django_db
# Net amounts, charge, PO number, kind: some fit one order alone, some several, together more than any order holds.
DOCUMENTS = (
    (("400.00", "250.01"), "usage", "", DocumentKind.INVOICE),
    (("700.00",), "subscription", "", DocumentKind.INVOICE),
    (("300.00", "0.01"), "services", "PO-A", DocumentKind.INVOICE),
    (("650.00",), "usage", "", DocumentKind.INVOICE),
    (("120.00",), "usage", "PO-B", DocumentKind.CREDIT_NOTE),
)
GROSS = Decimal("2594.22")  # of the four invoices less the credit note, 19 % on each line
PER_ISSUE = st.sampled_from([1, 2, 5])


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside is rolled back, so that every example begins with the same books."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.permutations(DOCUMENTS), PER_ISSUE)
def test_consumed_is_the_gross_of_the_assigned_lines_in_every_order_of_arrival(door, arriving, at_once):
    with undone():
        with door("initech"):
            order("PO-A", lines=[po_line("1"), po_line("2", "SERVICES", quantity=Decimal(2))], contacts=[])
            order("PO-B", lines=[po_line("1", "MONTHLY_USAGE", quantity=Decimal(5)), po_line("2")], contacts=[])
        with door("acme"):
            ids = [_verified(*each).pk for each in arriving]
            for start in range(0, len(ids), at_once):
                assert issue_invoices(ids[start : start + at_once], today=TODAY).set_aside == 0
        with door("initech"):
            assert _assigned() == _entered() == _consumed()
            assert sum(_consumed().values()) == GROSS
            assert not Document.objects.filter(order=None).exists()


def _verified(nets: tuple[str, ...], charge: str, number: str, kind: DocumentKind) -> Document:
    return verified("initech", *(line(net, charge_type=charge) for net in nets), po_number=number, kind=kind)


def _assigned() -> dict[int, Decimal]:
    sums: dict[int, Decimal] = {}
    for row in DocumentLine.objects.filter(order_line__isnull=False).select_related("document"):
        sums[row.order_line_id] = sums.get(row.order_line_id, Decimal(0)) + row.document.signed(row.gross)
    return sums


def _entered() -> dict[int, Decimal]:
    return dict(BalanceEntry.objects.values_list("line").annotate(Sum("amount")).order_by())


def _consumed() -> dict[int, Decimal]:
    used = PurchaseOrderLine.objects.filter(entries__isnull=False).distinct()
    return dict(used.values_list("pk", "consumed"))

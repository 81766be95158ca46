"""What the tests of purchase orders share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import transaction

from purchase_orders.models import PurchaseOrder
from purchase_orders.operations.consume import Use, consume


@pytest.fixture
def fixed_day(monkeypatch: pytest.MonkeyPatch, today: date) -> date:
    """Pages see this day as today, whenever the tests run."""
    monkeypatch.setattr("people.access.local_today", lambda now, zone: today)
    return today


@pytest.fixture
def used() -> Callable[..., None]:
    """`used(order, "595.00")`: a document line was matched to the order's line of this number."""

    def use(order: PurchaseOrder, amount: str, number: str = "1") -> None:
        line = order.lines.get(number=number)
        with transaction.atomic():
            order.lines.select_for_update(no_key=True).get(pk=line.pk)
            consume([Use(line.pk, uuid4(), 1, Decimal(amount))])

    return use

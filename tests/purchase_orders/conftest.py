"""What the tests of purchase orders share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.db.models import F

from purchase_orders.models import BalanceEntry, PurchaseOrder
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


@pytest.fixture
def used_on() -> Callable[..., None]:
    """`used_on(order, "595.00", day)`: its first line lost the amount at noon of that day, in Berlin."""

    def use(order: PurchaseOrder, amount: str, day: date) -> None:
        line = order.lines.first()
        at = datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo("Europe/Berlin"))
        BalanceEntry.objects.create(
            line=line, kind="match", document=uuid4(), document_line=1, amount=Decimal(amount), created_at=at
        )
        order.lines.filter(pk=line.pk).update(consumed=F("consumed") + Decimal(amount))

    return use

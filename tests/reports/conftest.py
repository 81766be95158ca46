"""Pages of figures are tested on one day."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from partners.models import Partner
from people import access
from tests.invoices.conftest import Noon
from tests.reports.trade import keep_orders, sell, send_unmatched


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "datetime", Noon)


@pytest.fixture
def sold(door: Callable[..., object]) -> None:
    """Something in every figure of acme's selling."""
    with door("acme"):
        sell()


@pytest.fixture
def bought(door: Callable[..., object]) -> None:
    """Something in every figure of initech's buying."""
    with door("initech"):
        keep_orders(Partner.objects.get(side="supplier", name__istartswith="globex").pk)
    with door("acme"):
        send_unmatched()

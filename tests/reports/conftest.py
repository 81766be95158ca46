"""Pages of figures are tested on one day."""

from __future__ import annotations

import pytest

from people import access
from tests.invoices.conftest import Noon


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "datetime", Noon)

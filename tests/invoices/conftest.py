"""Pages of invoices are tested on one day."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from people import access


class Noon(datetime):
    """Noon of the day of all tests, whenever they run."""

    @classmethod
    def now(cls, tz: object = None) -> Noon:
        return cls(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "datetime", Noon)

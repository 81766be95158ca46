"""PDFs need libraries of the system: without them these tests are skipped with the reason, or fail under STRICT=1."""

from __future__ import annotations

import os

import pytest

from common.pdf import why_off


@pytest.fixture
def printing() -> None:
    """This machine can make PDFs."""
    reason = why_off()
    if reason:
        pytest.fail(reason) if os.environ.get("BILLING_STRICT") == "1" else pytest.skip(reason)

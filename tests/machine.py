"""What a test needs of the machine it runs on."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest


def lacking(reason: str) -> NoReturn:
    """Skip the test with the reason, or fail it if STRICT=1."""
    if os.environ.get("BILLING_STRICT") == "1":
        pytest.fail(reason)
    pytest.skip(reason)

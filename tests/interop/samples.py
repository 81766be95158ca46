"""The folder of real e-invoices and of facts about them, which the environment variable BILLING_SAMPLES names."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

SAMPLES = Path(os.environ.get("BILLING_SAMPLES") or "/nonexistent")


def need(folder: str, what: str) -> None:
    """Skip the module that calls this where the samples have no such folder."""
    if not (SAMPLES / folder).is_dir():
        pytest.skip(f"BILLING_SAMPLES names no folder with {what}", allow_module_level=True)

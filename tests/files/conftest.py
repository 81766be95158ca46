"""A storage for one test, and rows that name what it likes."""

from __future__ import annotations

import pytest

from billing_platform.files import kept, keys
from billing_platform.files.disk import WholeFileStorage


@pytest.fixture(autouse=True)
def root(tmp_path, monkeypatch):
    """A storage of this test's own."""
    disk = WholeFileStorage(location=tmp_path)
    monkeypatch.setattr(keys, "storages", {"files": disk})
    return tmp_path


@pytest.fixture
def keeper(monkeypatch):
    """Hashes that rows name, for as long as the test wants."""
    named: set[str] = set()
    monkeypatch.setattr(kept, "KEEPERS", {"test": lambda hashes: named & set(hashes)})
    return named

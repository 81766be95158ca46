"""E-invoices from outside: kept, matched and booked once; refused ones leave nothing."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from common.errors import Refusal
from invoices.models import Document, ReceivedFile
from invoices.operations.receive import receive_einvoice
from ledger.books import check_books

pytestmark = [pytest.mark.django_db, pytest.mark.interop]
SAMPLES = Path(os.environ.get("BILLING_SAMPLES") or "/nonexistent")
if not (SAMPLES / "einvoice").is_dir():
    pytest.skip("BILLING_SAMPLES names no folder with e-invoices", allow_module_level=True)


def test_every_sample_is_kept_booked_and_ties_and_comes_in_once(door):
    files = sorted((SAMPLES / "einvoice").iterdir())
    kept, refused = 0, []
    with door("initech"):
        for path in files:
            try:
                receive_einvoice(path.read_bytes(), path.name)
                kept += 1
            except Refusal as refusal:
                refused.append((path.name, refusal.code, refusal.message))
        assert list(check_books()) == []
        assert Document.objects.count() == ReceivedFile.objects.count() == kept
        print(kept, refused)
        for path in files:
            with pytest.raises(Refusal):
                receive_einvoice(path.read_bytes(), path.name)
        assert Document.objects.count() == kept

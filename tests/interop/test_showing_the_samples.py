"""Everything a real e-invoice says is shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.interop.samples import SAMPLES, need
from tests.invoices.einvoice.completeness import left_out

pytestmark = pytest.mark.interop
need("einvoice", "e-invoices")
FILES = sorted((SAMPLES / "einvoice").iterdir())


@pytest.mark.parametrize("path", FILES, ids=[path.name for path in FILES])
def test_nothing_of_a_real_document_is_left_out(path: Path) -> None:
    assert left_out(path.read_bytes()) == []

"""Small documents of each syntax, written for these tests, and a way to read one with a part of it changed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from invoices.einvoice.document import EInvoice
from invoices.einvoice.reading import read

FILES = Path(__file__).parent / "files"
Changed = Callable[..., EInvoice]


@pytest.fixture
def ubl_invoice() -> Changed:
    return _reader_of("ubl_invoice.xml")


@pytest.fixture
def ubl_credit_note() -> Changed:
    return _reader_of("ubl_credit_note.xml")


@pytest.fixture
def cii_invoice() -> Changed:
    return _reader_of("cii_invoice.xml")


def _reader_of(name: str) -> Changed:
    def read_changed(*changes: tuple[str, str]) -> EInvoice:
        text = (FILES / name).read_text(encoding="utf-8")
        for old, new in changes:
            assert old in text, f"{name} does not hold {old!r}"
            text = text.replace(old, new, 1)
        return read(text.encode("utf-8"), name=name)

    return read_changed

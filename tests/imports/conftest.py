"""A sheet of acme's partners: exported by the product, changed as a person would, and sent back."""

from __future__ import annotations

from html import unescape
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from partners.models import Partner
from tests.exports.conftest import values_of

IMPORT = "/imports/partners/"


class ExportedSheet:
    """The workbook as it was downloaded, to be changed by `put` and sent as `content`."""

    def __init__(self, content: bytes) -> None:
        self.book = load_workbook(BytesIO(content))
        self.sheet = self.book.active
        self.columns = {cell.value: cell.column_letter for cell in self.sheet[1]}

    def row_of(self, name: str) -> int:
        return next(
            row for row in range(2, self.sheet.max_row + 1) if self.sheet[f"{self.columns['Name']}{row}"].value == name
        )

    def put(self, name: str, column: str, value: object) -> str:
        """Types a value into a partner's row; the address of the cell."""
        address = f"{self.columns[column]}{self.row_of(name)}"
        self.sheet[address] = value
        return address

    @property
    def content(self) -> bytes:
        saved = BytesIO()
        self.book.save(saved)
        return saved.getvalue()


@pytest.fixture
def bill(browser_of):
    return browser_of("acme", "bill")


@pytest.fixture
def exported():
    """Exports the list of partners through its pages."""

    def export(browser):
        file = browser.get(browser.post("/exports/of/partners/", {"what": "everything"}).url)
        return ExportedSheet(b"".join(file.streaming_content))

    return export


@pytest.fixture
def sent():
    """Sends bytes, or a sheet, as a file; the answer."""

    def send(browser, sheet, name="partners.xlsx", **more):
        content = sheet if isinstance(sheet, bytes) else sheet.content
        return browser.post(IMPORT, {"file": SimpleUploadedFile(name, content)}, **more)

    return send


@pytest.fixture
def erp_ids(door):
    """ERP IDs of acme's buyers by name."""

    def read():
        with door("acme"):
            return dict(Partner.objects.filter(side="buyer").values_list("name", "erp_id"))

    return read


def text_of(answer):
    return " ".join(unescape(answer.content.decode()).replace("\xa0", " ").split())


def confirm(browser, address, **more):
    """Presses the button of the page with the difference."""
    page = browser.get(address).context["page"]
    stale = {"leave_out_stale": "1"} if page.stale else {}
    return browser.post(f"{address}confirmation/", {"seen": page.seen, **stale, **more})


__all__ = ["IMPORT", "confirm", "text_of", "values_of"]

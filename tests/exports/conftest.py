"""A list to export: the members of an organization, with a column that not everybody may see."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

import pytest
from openpyxl import load_workbook

from billing_platform.exports import sources
from billing_platform.exports.sources import Selection
from common.workbook import Kind, SheetColumn
from people.models import Account
from people.permissions import Permission


@dataclass
class People:
    """Accounts by name; `size` rows more than there are, to make it long."""

    key: str = "people"
    title: str = "People"
    permission: Permission = Permission.SEE_JOBS
    list_url: str = "/members/"
    more: int = 0
    most_columns: int = 2

    def select(self, asked, person, today):
        shown = ["name", "email"] if asked.is_everything else list(asked.columns)
        needed = {"email": Permission.MANAGE_MEMBERS}
        columns = [key for key in shown if key not in needed or person.may(needed[key])]
        return Selection(
            columns=tuple(SheetColumn(key.title(), Kind.TEXT) for key in columns),
            needs=frozenset({self.permission, *(needed[key] for key in columns if key in needed)}),
            count=Account.objects.count() + self.more,
            rows=lambda: self.rows(columns, asked),
        )

    def rows(self, columns, asked):
        found = Account.objects.order_by("-name" if "sort=-name" in asked.query else "name")
        for account in found:
            yield [getattr(account, key) for key in columns]
        for number in range(self.more):
            yield [f"=1+{number}"] * len(columns)


@pytest.fixture
def people(monkeypatch):
    source = People()
    monkeypatch.setitem(sources.SOURCES, source.key, source)
    return source


@pytest.fixture
def asked_for():
    """Posts the menu's form as a person does."""

    def post(browser, what="view", **more):
        return browser.post("/exports/of/people/", {"what": what, "column": ["name"], **more})

    return post


def values_of(answer):
    """The rows of a downloaded workbook, its heading first."""
    content = b"".join(answer.streaming_content)
    return list(load_workbook(BytesIO(content)).active.values)

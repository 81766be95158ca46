"""Columns of a list: what a row says in each, typed once for the screen, the workbook and the API."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Literal

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

from common.ui import figures
from people.permissions import Permission

Card = Literal["lead", "figure", "sub", "line", "hidden"]
NONE = SafeString('<span class="cell-none">—</span>')


class Kind(StrEnum):
    """What a value is; the type that `Column.value` returns stands beside each, and each may be None.

    Members of CHOICE and STATUS are of an enum with a `label`, those of STATUS with a `tone` too.
    """

    TEXT = "text"  # str, "" for nothing
    CODE = "code"  # str
    NUMBER = "number"  # int
    QUANTITY = "quantity"  # Decimal
    MONEY = "money"  # Decimal in `Column.currency(row)`
    PERCENT = "percent"  # Decimal, 19 for 19 %
    DATE = "date"  # date
    INSTANT = "instant"  # datetime with its zone
    STATUS = "status"  # enum member with label and tone
    CHOICE = "choice"  # enum member with label
    YES_NO = "yes_no"  # bool


FIGURES = frozenset({Kind.NUMBER, Kind.QUANTITY, Kind.MONEY, Kind.PERCENT})


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `value(row)` is typed by `kind`; `cell(row)` is markup, only where the look says more than the value.

    `sort` is the key of one of the list's orders, "" where no index sorts by it. `needs` names what must be read for
    its value, `cell_needs` what more for its cell: the list's `prepare` and `rows` are told those of the chosen columns
    alone. `is_on` shows it until somebody
    chooses otherwise, `is_fixed` always. `card` is its place where rows turn into cards. Without `permission` a person
    who sees the list sees the column; whoever lacks `cell_permission` sees its value and not what the cell adds.
    """

    key: str
    label: str
    kind: Kind
    value: Callable[[Any], Any]
    sort: str = ""
    cell: Callable[[Any], SafeString] | None = None
    currency: Callable[[Any], str] | None = None
    is_on: bool = True
    is_fixed: bool = False
    needs: tuple[str, ...] = ()
    cell_needs: tuple[str, ...] = ()
    card: Card = "hidden"
    permission: Permission | None = None
    cell_permission: Permission | None = None

    def css(self, *, is_wanted: bool = False) -> str:
        """Classes of its cells; one that somebody asked for is a line of the card even where others spare it."""
        names = ["num"] if self.kind in FIGURES else []
        names += ["pin"] if self.is_fixed else []
        place = "line" if is_wanted and self.card == "hidden" else self.card
        names += [] if place == "line" else ["card-hide" if place == "hidden" else f"card-{place}"]
        return " ".join(names)

    @property
    def bare(self) -> Column:
        """The column with its value alone."""
        return replace(self, cell=None, cell_needs=())

    def printed(self, row: Any) -> SafeString:
        """What stands in the cell of a row."""
        return self.cell(row) if self.cell else shown(self, row)


def shown(column: Column, row: Any) -> SafeString:
    """The value of a row in a column as the screen shows values of its kind; a missing one as a dash."""
    value = column.value(row)
    if value is None or value == "":
        return NONE
    if column.kind == Kind.MONEY:
        return figures.money_html(value, column.currency(row) if column.currency else "")
    return PRINT[column.kind](value)


def status_html(state: Any) -> SafeString:
    """A member with label and tone: tone, word and shape."""
    tone = "" if state.tone in ("", "quiet") else SafeString(f' data-tone="{state.tone}"')
    return SafeString(f'<span class="status"{tone}>{escape(state.label)}</span>')


def code_html(text: str) -> SafeString:
    """A code or number, in digits of one width."""
    return SafeString(f'<span class="cell-code">{escape(text)}</span>')


def clipped_html(text: str) -> SafeString:
    """A text that must not push the other columns away; its row's page shows it whole."""
    return SafeString(f'<span class="cell-clip">{escape(text)}</span>')


def with_note(content: SafeString, note: str) -> SafeString:
    """A cell's content with a second, smaller line; nothing is added for an empty one."""
    return format_html('{}<span class="cell-sub">{}</span>', content, note) if note else content


def main_link(url: str, text: str) -> SafeString:
    """The link of the column that names the row; J, K and Enter go by it."""
    return format_html('<a class="cell-main cell-code" href="{}">{}</a>', url, text)


def _number(value: int | Decimal) -> SafeString:
    return SafeString(figures.number_text(value))


def _percent(value: Decimal) -> SafeString:
    return SafeString(f"{figures.number_text(value)} %")


def _day(value: date) -> SafeString:
    return SafeString(figures.day_text(value))


def _moment(value: datetime) -> SafeString:
    return SafeString(figures.moment_text(value))


def _label(value: Any) -> SafeString:
    return escape(value.label)


def _yes_no(value: bool) -> SafeString:
    return SafeString('<span class="cell-yes">Yes</span>') if value else SafeString("No")


PRINT: Mapping[Kind, Callable[[Any], SafeString]] = {
    Kind.TEXT: clipped_html,
    Kind.CODE: code_html,
    Kind.NUMBER: _number,
    Kind.QUANTITY: _number,
    Kind.PERCENT: _percent,
    Kind.DATE: _day,
    Kind.INSTANT: _moment,
    Kind.STATUS: status_html,
    Kind.CHOICE: _label,
    Kind.YES_NO: _yes_no,
}

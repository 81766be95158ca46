"""The registry of what can be imported, filled by the rooms whose rows they are when the apps load."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from people.permissions import Permission


@dataclass(frozen=True, slots=True)
class Spellings:
    """What the export writes in a cell instead of the value, with the value, in small letters.

    `earlier` are those of an export of another day: they are understood in rows that were changed since the export.
    """

    now: Mapping[str, str] = field(default_factory=dict)
    earlier: Mapping[str, str] = field(default_factory=dict)

    def value_of(self, text: str, *, is_stale: bool) -> str | None:
        """The value a cell says by such a text; None where it is to be read."""
        said = text.strip().casefold()
        return self.now.get(said, self.earlier.get(said) if is_stale else None)


@dataclass(frozen=True, slots=True)
class EditableColumn:
    """A column that an import may change. `parse` makes a value of a text, or raises a Refusal that says why.

    `spellings` is asked once for a sheet.
    """

    key: str
    label: str
    parse: Callable[[str], str]
    spellings: Callable[[], Spellings] = Spellings


@dataclass(frozen=True, slots=True)
class PresentRow:
    """A row as it is now: `values` of the editable columns by key, `fixed` texts of others by the sheet's heading."""

    public_id: UUID
    name: str
    url: str
    stamp: str
    values: Mapping[str, str]
    fixed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RowChange:
    """What is to be changed in one row: the columns concerned, as they are and as they shall be."""

    public_id: UUID
    stamp: str
    name: str
    old: Mapping[str, str]
    new: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ImportKind:
    """One sheet that may come back.

    `present` answers those rows of some public ids that there are and the person may change. `apply` makes all the
    changes in the running transaction, or refuses (RowsChanged) when the stamp of a row no longer holds; it answers the
    name under which `undo` takes all of it back. A kind without `undo` answers None: undoing its import is applying the
    values of before. `fixed` are headings of columns that are compared, because they are not changed by an import;
    `list_url_name` is the page the sheet is exported from, `listed_as` its title where that is not
    `many`; `effect` tells what the changes would do beside themselves.
    """

    key: str
    title: str
    one: str
    many: str
    permission: Permission
    list_url_name: str
    columns: tuple[EditableColumn, ...]
    present: Callable[[Collection[UUID]], Mapping[UUID, PresentRow]]
    apply: Callable[[Sequence[RowChange]], UUID | None]
    undo: Callable[[UUID], None] | None = None
    fixed: tuple[str, ...] = ()
    effect: Callable[[Sequence[RowChange]], str] | None = None
    listed_as: str = ""

    @property
    def list_title(self) -> str:
        """The title of the page the sheet is exported from."""
        return self.listed_as or self.many.capitalize()

    def counted(self, count: int) -> str:
        """ "1 partner", "38 partners"."""
        return f"{count:,} {self.one if count == 1 else self.many}"

    @property
    def column_words(self) -> str:
        """ "ERP ID and Vendor number"."""
        return " and ".join(column.label for column in self.columns)


KINDS: dict[str, ImportKind] = {}


def import_as(kind: ImportKind) -> None:
    """Take sheets of this kind back."""
    KINDS[kind.key] = kind

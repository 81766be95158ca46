"""What rows are called: from the rows that are there, of deleted ones from the image that their deletion left."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q

from tenants.history.models import Change, Operation
from tenants.history.words import Values, Words, fields_of, model_of, words_of

Key = tuple[str, int]  # table, id


@dataclass(frozen=True, slots=True)
class Named:
    """What a row is called; `is_gone` once it has no page any more, `parent` is the row it belongs to."""

    text: str
    public_id: UUID | str | None = None
    parent: Key | None = None
    is_gone: bool = False


class Names(Mapping[Key, str]):
    """Names of rows by table and id, with that of the row each belongs to in front: "PO-1, line 2"."""

    def __init__(self, found: Mapping[Key, Named]) -> None:
        self.found = found

    def __getitem__(self, key: Key) -> str:
        named = self.found[key]
        owner = self.found.get(named.parent) if named.parent else None
        return f"{owner.text}, {named.text}" if owner else named.text

    def __iter__(self) -> Any:
        return iter(self.found)

    def __len__(self) -> int:
        return len(self.found)

    def of(self, key: Key) -> Named | None:
        """The row itself, without the one it belongs to."""
        return self.found.get(key)

    def owner_of(self, key: Key) -> Key:
        """The row whose page tells of this one: its parent, or itself."""
        named = self.found.get(key)
        return named.parent or key if named else key


def names_of(wanted: Iterable[Key]) -> Names:
    """The names of these rows and of those they belong to; a statement for each table, one more for deleted rows.

    A row is called by what it is called now. One that is gone without an image, because it went before this table was
    tracked, is missing.
    """
    found = _named(wanted)
    owners = {named.parent for named in found.values() if named.parent} - found.keys()
    return Names(found | _named(owners))


def _named(wanted: Iterable[Key]) -> dict[Key, Named]:
    by_table: dict[str, set[int]] = defaultdict(set)
    for table, row in wanted:
        by_table[table].add(row)
    found: dict[Key, Named] = {}
    for table, ids in by_table.items():
        if words := words_of(table):
            found |= {(table, values["id"]): _name(words, values) for values in _rows(words, ids)}
    missing = {(table, row) for table, ids in by_table.items() for row in ids} - found.keys()
    return found | _deleted(missing)


def _rows(words: Words, ids: Iterable[int]) -> Iterable[dict[str, Any]]:
    model: Any = model_of(words.table)
    known = fields_of(words.table)
    columns = {"id", *words.named_by, *(("public_id",) if "public_id" in known else ())}
    columns |= {each for each in (words.parent and words.parent.column, words.hidden_by) if each}
    rows: Iterable[dict[str, Any]] = model.objects.filter(pk__in=ids).values(*columns)
    return rows


def _deleted(missing: set[Key]) -> dict[Key, Named]:
    """The names in the images of deletions."""
    if not missing:
        return {}
    where = Q()
    for table, row in missing:
        where |= Q(table=table, row=row)
    images = Change.objects.filter(where, op=Operation.DELETE).values_list("table", "row", "before")
    told = ((table, row, image, words_of(table)) for table, row, image in images)
    return {(table, row): _name(words, image or {}, is_gone=True) for table, row, image, words in told if words}


def _name(words: Words, values: Values, *, is_gone: bool = False) -> Named:
    owner = values.get(words.parent.column) if words.parent else None
    parent = (words.parent.table, owner) if words.parent and owner else None
    is_hidden = is_gone or bool(words.hidden_by and values.get(words.hidden_by))
    return Named(words.name(values), values.get("public_id"), parent, is_hidden)

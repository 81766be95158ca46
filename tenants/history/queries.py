"""What happened to one row or in the whole organization, in words a person reads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from tenants.base import TenantQuerySet
from tenants.history.models import Change, Operation
from tenants.history.naming import Key, Names, names_of
from tenants.history.values import Difference, differences, keys_in
from tenants.history.words import Words, children_of, model_of, words_of

May = Callable[[str], bool]  # whether the reader has the permission of this name
WAYS = {"web": "Screen", "job": "Job", "api": "API", "command": "Command"}


@dataclass(frozen=True, slots=True)
class Subject:
    """The row that was changed: what it is, what it is called, and the name of what it belongs to ("" for nothing).

    `page` and `trail` are URL names that take `public_id`, of its page ("" once it is gone) and of its history, or of
    those of what it belongs to. `permission` is what both need.
    """

    noun: str
    name: str
    kind: str
    owner: str = ""
    public_id: UUID | str | None = None
    page: str = ""
    permission: str = ""
    trail: str = ""

    @property
    def title(self) -> str:
        """The name with that of the owner in front: "PO-1, line 2"."""
        return f"{self.owner}, {self.name}" if self.owner else self.name


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One change: when (an instant, UTC), who, of what, what was done, each changed field in words, and how it came.

    `via` is "Screen", "Job", "API" or "Command"; `request` the number of the request or job.
    """

    id: int
    at: datetime
    actor_name: str
    op: Operation
    subject: Subject
    changed: tuple[Difference, ...]
    via: str
    request: str

    @property
    def words(self) -> str:
        """The whole change as one line: "Changed by Betty: Expiration 31 Dec 2026 → 31 Jan 2027".

        Of a part its name comes first: "Line 2 deleted by Betty".
        """
        label = str(self.op.label)
        done = f"{_capital(self.subject.name)} {label.lower()}" if self.subject.owner else label
        told = f"{done} by {self.actor_name}"
        return f"{told}: {', '.join(map(str, self.changed))}" if self.changed else told

    @property
    def is_shown(self) -> bool:
        """Whether there is something to tell: not of an update that touched only what no screen shows."""
        return bool(self.changed) or self.op != Operation.UPDATE


def row_of(table: str, public_id: UUID) -> int | None:
    """The id of the row with this public id, of one that was deleted too; None for none. At most two statements."""
    model: Any = model_of(table)
    present = model.objects.filter(public_id=public_id).values_list("pk", flat=True).first()
    if present is not None:
        return int(present)
    image = {"public_id": str(public_id)}
    gone = Change.objects.filter(table=table, op=Operation.DELETE, before__contains=image)
    return gone.values_list("row", flat=True).first()


def history_of(table: str, row: int, may: May | None = None) -> TenantQuerySet[Change]:
    """The changes of one row and of the rows that belong to it, those deleted since too.

    `may` says which permissions the reader has; of a part that needs one they lack nothing is told. Without it the
    parts are told that need no other than the row itself, which is the caller's to guard. Each part is found by the
    index on table and row: one condition of several with OR would read the whole history.
    """
    found = [Change.objects.filter(table=table, row=row)]
    for words, column in _told_children(table, may):
        model: Any = model_of(words.table)
        present = model.objects.filter(**{column: row}).values("pk")
        gone = Change.objects.filter(table=words.table, op=Operation.DELETE, before__contains={column: row})
        parts = Change.objects.filter(table=words.table)
        found += [parts.filter(row__in=present), parts.filter(row__in=gone.values("row"))]
    first, *others = (each.order_by().values("pk") for each in found)
    return Change.objects.filter(pk__in=first.union(*others)) if others else found[0]


def changes_of(table: str, row: int, limit: int = 20, may: May | None = None) -> list[ChangeRow]:
    """The newest `limit` changes of one row and of what belongs to it, as far as `may` goes, newest first.

    A statement for the changes and at most two for the names of each table among them. Nothing is told of an update
    that touched only what no screen shows.
    """
    return [change for change in told(history_of(table, row, may).order_by("-id")[:limit]) if change.is_shown]


def told(changes: Iterable[Change]) -> list[ChangeRow]:
    """These changes in words, in their order; a statement for each table among them, and one for deleted rows."""
    rows = [(change, words_of(change.table)) for change in changes]
    names = names_of({key for change, words in rows if words for key in _keys(change, words)})
    return [_told(change, words, names) for change, words in rows]


def name_of_actor(actor: str) -> str:
    """The name in an acting key: "person:<uuid> Betty Roe <betty@…>" is "Betty Roe"."""
    key, _, name = actor.partition(" ")
    return name.partition(" <")[0] or key


def _told_children(table: str, may: May | None) -> Iterator[tuple[Words, str]]:
    own = words_of(table)
    for words, column in children_of(table):
        if (own is not None and words.permission == own.permission) or (may is not None and may(words.permission)):
            yield words, column


def _keys(change: Change, words: Words) -> set[Key]:
    images = (change.before, change.after) if change.op == Operation.UPDATE else ()
    pointed = (keys_in(words, image) for image in images if image)
    return {(change.table, change.row)}.union(*pointed)


def _told(change: Change, words: Words | None, names: Names) -> ChangeRow:
    is_update = words is not None and change.op == Operation.UPDATE
    return ChangeRow(
        id=change.pk,
        at=change.at,
        actor_name=name_of_actor(change.actor),
        op=Operation(change.op),
        subject=_subject((change.table, change.row), words, names),
        changed=differences(words, change.before or {}, change.after or {}, names) if words and is_update else (),
        via=WAYS.get(change.via, change.via.capitalize()),
        request=change.request,
    )


def _subject(key: Key, words: Words | None, names: Names) -> Subject:
    if words is None:
        return Subject("row", f"{key[0]} {key[1]}", "Other")
    named, owner_key = names.of(key), names.owner_of(key)
    owner, owner_named = words_of(owner_key[0]) or words, names.of(owner_key)
    return Subject(
        noun=words.noun,
        name=named.text if named else words.noun,
        kind=words.kind,
        owner=owner_named.text if owner_named and owner_key != key else "",
        public_id=owner_named.public_id if owner_named else None,
        page=owner.page if owner_named and not owner_named.is_gone else "",
        permission=owner.permission,
        trail=owner.trail,
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]

"""Pages by the place of a row: as fast on the last page as on the first, every row exactly once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django.db.models import BooleanField, F, Func, Q, Value
from django.db.models.expressions import Col
from django.db.models.sql.compiler import SQLCompiler

from billing_platform.lists.definition import NUMBERS, Ids, Order, Rows


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands in an order: its value there, None for none or where the order is by id alone, and its id.

    `owner` is the id of what it belongs to, in an order through that.
    """

    value: Any
    id: Any
    owner: Any = None

    def __str__(self) -> str:
        owner = () if self.owner is None else (self.owner,)
        return "_".join(map(str, ("" if self.value is None else self.value, *owner, self.id)))


@dataclass(frozen=True, slots=True)
class Slice:
    """The rows of one page, and the places its neighbours start from; None where there is no neighbour."""

    rows: tuple[Any, ...]
    before: Place | None
    after: Place | None


def place_of(text: str, order: Order, ids: Ids = NUMBERS) -> Place | None:
    """The place an address names in this order, by rows with these ids; None for what is none.

    An empty value is none where there may be none, else the empty text.
    """
    value, _, number = text.rpartition("_")
    owner = ""
    if order.through:
        value, _, owner = value.rpartition("_")
    try:
        is_without = not order.field or (order.is_nullable and not value)
        read = None if is_without else order.read(value)
        place = Place(read, ids.read(number), ids.read(owner) if order.through else None)
    except ValueError:
        return None
    return place if ids.lowest < place.id <= ids.highest else None


def first_place_at(value: Any, order: Order, ids: Ids = NUMBERS, *, downwards: bool) -> Place:
    """The place just in front of all rows with this value."""
    end = ids.highest if downwards else ids.lowest
    return Place(value, end, end if order.through else None)


def ordered(found: Rows, order: Order, *, downwards: bool) -> Rows:
    """Sorted by the order's field and id."""
    sign = "-" if downwards else ""
    return found.order_by(*(f"{sign}{name}" for name in order.fields))


def slice_of(
    found: Rows, order: Order, sort: str, size: int, *, after: Place | None = None, before: Place | None = None
) -> Slice:
    """The page of `size` rows behind `after` (or in front of `before`, or the first); one statement, seldom two.

    `sort` is the key of `order`, with "-" for downwards.
    """
    backwards, downwards = before is not None and after is None, sort.startswith("-")
    start = before if backwards else after
    way = downwards is not backwards
    rows = _behind(found, order, start, size + 1, downwards=way)
    has_more, rows = len(rows) > size, rows[:size]
    if backwards:
        rows.reverse()
    has_before, has_after = (has_more, True) if backwards else (start is not None, has_more)
    first, last = (place_in(order, rows[0]), place_in(order, rows[-1])) if rows else (None, None)
    return Slice(tuple(rows), first if has_before else None, last if has_after else None)


def _behind(found: Rows, order: Order, start: Place | None, most: int, *, downwards: bool) -> list[Any]:
    """So many rows behind the place, by one statement; by two where rows with a value and without one meet."""
    rows: list[Any] = []
    for condition in behind(start, order, downwards=downwards) if start else (Q(),):
        rows += _first(found, condition, order, most - len(rows), downwards=downwards)
        if len(rows) == most:
            break
    return rows


def _first(found: Rows, condition: Q, order: Order, most: int, *, downwards: bool) -> Rows:
    """The first rows that a condition leaves."""
    sorted_rows = ordered(found, order, downwards=downwards)
    first = sorted_rows.filter(condition)[:most]
    return sorted_rows.filter(pk__in=first.values("pk")) if order.ids_first else first


def slices(found: Rows, order: Order, sort: str, size: int) -> Iterator[tuple[Any, ...]]:
    """Every row, `size` at a time, each time by a statement of its own that starts at the last place."""
    place: Place | None = None
    while True:
        page = slice_of(found, order, sort, size, after=place)
        if page.rows:
            yield page.rows
        if page.after is None:
            return
        place = page.after


def place_in(order: Order, row: Any) -> Place:
    """Where a row of the queryset stands."""
    value = attrgetter(order.field.replace("__", "."))(row) if order.field else None
    return Place(value, row.pk, getattr(row, f"{order.through}_id") if order.through else None)


def place_from(order: Order, values: Sequence[Any]) -> Place:
    """Where the row stands that has these values in the fields of the order."""
    value = values[0] if order.field else None
    return Place(value, values[-1], values[-2] if order.through else None)


def behind(place: Place, order: Order, *, downwards: bool) -> tuple[Q, ...]:
    """Rows that come after the place, in one or two parts that follow each other and are each answered by the index.

    PostgreSQL sorts a missing value last upwards and first downwards; both parts in one condition use no index.
    """
    by_id = _by_owner(place, order, downwards) if order.through else _by_id(place, downwards)
    if not order.field:
        return (by_id,)
    missing = Q(**{order.field: None})
    if place.value is None:
        return (missing & by_id, ~missing) if downwards else (missing & by_id,)
    later = _later(place, order, downwards)
    return (later, missing) if order.is_nullable and not downwards else (later,)


def _later(place: Place, order: Order, downwards: bool) -> Q:
    """Through an owner: its owner and those behind it, without the rows of the owner that came before."""
    if not order.through:
        return Q(RowCompared({order.field: place.value, "id": place.id}, _sign(downwards)))
    owner = f"{order.through}_id"
    owners = OwnerCompared({order.field: place.value, owner: place.owner}, f"{_sign(downwards)}=")
    return Q(owners) & ~(Q(**{owner: place.owner}) & ~_by_id(place, downwards))


def _by_id(place: Place, downwards: bool) -> Q:
    return Q(id__lt=place.id) if downwards else Q(id__gt=place.id)


def _by_owner(place: Place, order: Order, downwards: bool) -> Q:
    return Q(RowCompared({f"{order.through}_id": place.owner, "id": place.id}, _sign(downwards)))


def _sign(downwards: bool) -> str:
    return "<" if downwards else ">"


class RowCompared(Func):
    """Value and id compared as one row, which an index on both answers: `(issue_date, id) < (…, …)`."""

    output_field = BooleanField()

    def __init__(self, place: Mapping[str, Any], sign: str) -> None:
        super().__init__(*map(F, place), *map(Value, place.values()))
        self.sign = sign

    def as_sql(self, compiler: SQLCompiler, connection: Any, **context: Any) -> tuple[str, Any]:  # type: ignore[override]
        parts = [compiler.compile(each) for each in self.compared()]
        texts, half = [text for text, _ in parts], len(parts) // 2
        text = f"({', '.join(texts[:half])}) {self.sign} ({', '.join(texts[half:])})"
        return text, [each for _, given in parts for each in given]

    def compared(self) -> list[Any]:
        """Columns, then the values they are compared with."""
        return list(self.get_source_expressions())


class OwnerCompared(RowCompared):
    """The same of what a row belongs to: its id is that of its own table, since one index answers both only there."""

    def compared(self) -> list[Any]:
        field, _, *values = super().compared()
        return [field, Col(field.alias, field.target.model._meta.pk), *values]

"""Pages by the place of a row: as fast on the last page as on the first, every row exactly once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django.db.models import BooleanField, F, Func, Q, Value
from django.db.models.sql.compiler import SQLCompiler

from billing_platform.lists.definition import NUMBERS, Ids, Order, Rows


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands in an order: its value there, None for none or where the order is by id alone, and its id."""

    value: Any
    id: Any

    def __str__(self) -> str:
        return f"{'' if self.value is None else self.value}_{self.id}"


@dataclass(frozen=True, slots=True)
class Slice:
    """The rows of one page, and the places its neighbours start from; None where there is no neighbour."""

    rows: tuple[Any, ...]
    before: Place | None
    after: Place | None


def place_of(text: str, order: Order, ids: Ids = NUMBERS) -> Place | None:
    """The place an address names in this order, by rows with these ids; None for what is none."""
    value, _, number = text.rpartition("_")
    try:
        place = Place(order.read(value) if value and order.field else None, ids.read(number))
    except ValueError:
        return None
    is_whole = place.value is not None or order.is_nullable or not order.field
    return place if ids.lowest < place.id <= ids.highest and is_whole else None


def first_place_at(value: Any, ids: Ids = NUMBERS, *, downwards: bool) -> Place:
    """The place just in front of all rows with this value."""
    return Place(value, ids.highest if downwards else ids.lowest)


def ordered(found: Rows, order: Order, *, downwards: bool) -> Rows:
    """Sorted by the order's field and id."""
    sign = "-" if downwards else ""
    return found.order_by(*(f"{sign}{name}" for name in (order.field, "id") if name))


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
    sorted_rows = ordered(found, order, downwards=downwards)
    if start is None:
        return list(sorted_rows[:most])
    rows: list[Any] = []
    for condition in behind(start, order, downwards=downwards):
        rows += sorted_rows.filter(condition)[: most - len(rows)]
        if len(rows) == most:
            break
    return rows


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
    return Place(attrgetter(order.field.replace("__", "."))(row) if order.field else None, row.pk)


def behind(place: Place, order: Order, *, downwards: bool) -> tuple[Q, ...]:
    """Rows that come after the place, in one or two parts that follow each other and are each answered by the index.

    PostgreSQL sorts a missing value last upwards and first downwards; both parts in one condition use no index.
    """
    by_id = Q(id__lt=place.id) if downwards else Q(id__gt=place.id)
    if not order.field:
        return (by_id,)
    missing = Q(**{order.field: None})
    if place.value is None:
        return (missing & by_id, ~missing) if downwards else (missing & by_id,)
    later = Q(RowCompared(order.field, place, "<" if downwards else ">"))
    return (later, missing) if order.is_nullable and not downwards else (later,)


class RowCompared(Func):
    """Value and id compared as one row, which an index on both answers: `(issue_date, id) < (…, …)`."""

    output_field = BooleanField()

    def __init__(self, field: str, place: Place, sign: str) -> None:
        super().__init__(F(field), F("id"), Value(place.value), Value(place.id))
        self.sign = sign

    def as_sql(self, compiler: SQLCompiler, connection: Any, **context: Any) -> tuple[str, Any]:  # type: ignore[override]
        parts = [compiler.compile(each) for each in self.get_source_expressions()]
        (one, two, three, four), parameters = zip(*((sql, given) for sql, given in parts), strict=True)
        text = f"({one}, {two}) {self.sign} ({three}, {four})"
        return text, [each for given in parameters for each in given]

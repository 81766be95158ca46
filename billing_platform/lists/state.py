"""How a list is shown: everything the address says, understood once, and written back as an address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from billing_platform.lists.definition import ListDefinition
from billing_platform.lists.filters import Filter, NotUnderstood
from billing_platform.lists.keyset import Place, first_place_at, place_of

PAGE_SIZES = (25, 50, 100)
PAGE_SIZE = 50
MOST_BY_NUMBER = 10_000  # rows that are reached by the number of their page; beyond, a page starts behind a row
SEARCH, SORT, SIZE, COLUMNS, DENSITY, SAVED = "q", "sort", "per", "columns", "density", "saved"
PLACES = ("page", "after", "before", "jump")
LOOKS = (SIZE, COLUMNS, DENSITY)
DENSITIES = ("comfortable", "compact")
LONGEST_TEXT = 200


@dataclass(frozen=True, slots=True)
class Look:
    """What a person chose for good: columns in their order (none: the list's own), rows on a page, their height."""

    columns: tuple[str, ...] = ()
    size: int = PAGE_SIZE
    density: str = DENSITIES[0]


@dataclass(frozen=True, slots=True)
class Chosen:
    """One filter with the value it narrows by."""

    filter: Filter
    value: Any


@dataclass(frozen=True, slots=True)
class ListState:
    """What a list is narrowed to and how it is shown.

    `parameters` are what was understood, in the order of the address: they make the same state again, for a link, a
    saved view or a job. `misunderstood` tells what was not, and narrows nothing. `base` is the parameter of the view:
    an address without any would open what the person chose to begin with.
    """

    parameters: tuple[tuple[str, str], ...]
    view: str
    text: str
    chosen: tuple[Chosen, ...]
    sort: str
    columns: tuple[str, ...]
    size: int
    density: str
    page: int = 0
    after: Place | None = None
    before: Place | None = None
    saved: str = ""
    base: tuple[str, str] = ("view", "")
    misunderstood: tuple[str, ...] = ()

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the view leaves rows out."""
        return bool(self.text or self.narrowing)

    @property
    def narrowing(self) -> tuple[Chosen, ...]:
        """The filters that can be removed."""
        return tuple(each for each in self.chosen if each.filter.page is None)

    @property
    def about(self) -> Chosen | None:
        """The one thing that the list is of, where it is not of everything."""
        return next((each for each in self.chosen if each.filter.page is not None), None)

    @property
    def query(self) -> str:
        """The state as the query of an address, without "?"."""
        return urlencode(self.parameters)

    def address(self, *, drop: Iterable[str] = (), **changes: object) -> str:
        """The query with parameters dropped and set anew, with its "?": another view, page or order of the list."""
        gone = {*drop, *changes}
        kept = [(name, value) for name, value in self.parameters if name not in gone]
        named = [*kept, *((name, str(value)) for name, value in changes.items())]
        return f"?{urlencode(named or [self.base])}"

    @property
    def to_keep(self) -> str:
        """What a saved view keeps of it: what is shown and its columns, not the place nor how large it is printed."""
        kept = {name: value for name, value in self._anywhere if name not in (*PLACES, SAVED, SIZE, DENSITY)}
        return urlencode({**kept, COLUMNS: ",".join(self.columns)})

    @property
    def spelled_out(self) -> str:
        """All of it for somebody else's eyes: with the columns, size and height that the person here remembers."""
        look = {SIZE: self.size, COLUMNS: ",".join(self.columns), DENSITY: self.density}
        return urlencode({name: value for name, value in self.parameters if name != SAVED} | look)

    @property
    def to_open(self) -> str:
        """What the list opens with from now on: all of it but the place."""
        return urlencode([(name, value) for name, value in self._anywhere if name not in PLACES] or [self.base])

    @property
    def _anywhere(self) -> tuple[tuple[str, str], ...]:
        """The parameters that mean the same whatever the list is of."""
        return tuple(each for each in self.parameters if each not in self.of_one)

    @property
    def of_one(self) -> tuple[tuple[str, str], ...]:
        """The parameter that names the one thing the list is of."""
        own = self.about.filter.key if self.about else ""
        return tuple((name, value) for name, value in self.parameters if name == own)


def state_of(definition: ListDefinition, query: QueryDict | str, look: Look | None = None) -> ListState:
    """The state an address (or its query as text) asks for; `look` is what the person chose for good.

    What can't be understood narrows nothing and is told in `misunderstood`. Whether the person may see a column is
    asked when it is read, not here.
    """
    given = _given(QueryDict(query) if isinstance(query, str) else query)
    reading = _Reading(definition, given)
    chosen, look = reading.filters(), look or Look()
    view = reading.one_of(definition.view_parameter, [each.key for each in definition.views], definition.views[0].key)
    text = reading.searched()
    sort = reading.one_of(SORT, definition.sorts, reading.usual_sort(chosen, text, view))
    after, before = reading.places(sort)
    return ListState(
        view=view,
        text=text,
        chosen=chosen,
        sort=sort,
        columns=reading.columns(look.columns),
        size=int(reading.one_of(SIZE, map(str, PAGE_SIZES), str(look.size))),
        density=reading.one_of(DENSITY, DENSITIES, look.density),
        page=reading.page(),
        after=after,
        before=before,
        saved=reading.plain(SAVED),
        base=(definition.view_parameter, view),
        parameters=tuple((name, value) for name, value in given.items() if name in reading.understood),
        misunderstood=tuple(reading.misunderstood),
    )


def _given(query: QueryDict) -> dict[str, str]:
    """The last value of each parameter; columns as one list, empty ones left out."""
    found = {name: str(values[-1]).replace("\0", "").strip() for name, values in query.lists()}
    if COLUMNS in found:
        found[COLUMNS] = ",".join(query.getlist(COLUMNS)).replace("\0", "")
    return {name: value[: 10 * LONGEST_TEXT] for name, value in found.items() if value}


class _Reading:
    """Reads the parameters one by one and keeps which of them meant something."""

    def __init__(self, definition: ListDefinition, given: Mapping[str, str]) -> None:
        self.definition, self.given = definition, given
        self.understood: set[str] = set()
        self.misunderstood: list[str] = []

    def filters(self) -> tuple[Chosen, ...]:
        return tuple(
            Chosen(each, value) for each in self.definition.filters if (value := self._value(each)) is not None
        )

    def _value(self, narrowing: Filter) -> Any:
        typed = self.given.get(narrowing.key)
        if typed is None:
            return None
        try:
            value = narrowing.read(typed)
        except NotUnderstood as reason:
            self.misunderstood.append(f"{narrowing.told}: “{typed[:40]}” is not understood. {reason}")
            return None
        self.understood.add(narrowing.key)
        return value

    def searched(self) -> str:
        typed, search = self.given.get(SEARCH, "")[:LONGEST_TEXT], self.definition.search
        if not typed or search is None:
            return ""
        if len(typed) < search.shortest:
            self.misunderstood.append(f"The search begins with {search.shortest} characters.")
            return ""
        self.understood.add(SEARCH)
        return typed

    def one_of(self, name: str, allowed: Iterable[str], default: str) -> str:
        typed = self.given.get(name, "")
        if typed not in set(allowed):
            return default
        self.understood.update({name} if typed else ())
        return typed

    def usual_sort(self, chosen: Iterable[Chosen], text: str, view: str) -> str:
        """The order of the first filter that brings one along, else of the search, the view, the list."""
        of_filters = next((by for each in chosen if each.filter.sort and (by := each.filter.sort(each.value))), "")
        definition = self.definition
        return of_filters or definition.sort_of_search(text) or definition.view(view).sort or definition.sort

    def columns(self, own: tuple[str, ...]) -> tuple[str, ...]:
        """Those asked for that there are, in their order, the fixed ones first; else the person's, else the list's."""
        known = {column.key: column for column in self.definition.columns}
        asked = [key for key in self.given.get(COLUMNS, "").split(",") if key in known]
        self.understood.update({COLUMNS} if asked else ())
        wanted = asked or [key for key in own if key in known]
        wanted = wanted or [key for key, column in known.items() if column.is_on]
        fixed = [key for key, column in known.items() if column.is_fixed]
        return tuple(dict.fromkeys([*fixed, *wanted]))

    def page(self) -> int:
        typed = self.given.get("page", "")
        if not (typed.isascii() and typed.isdigit() and 0 < len(typed) < 8):
            return 0
        self.understood.add("page")
        return int(typed)

    def places(self, sort: str) -> tuple[Place | None, Place | None]:
        order = self.definition.order(sort)
        if "jump" in self.given and order.can_jump and order.field:
            return self._jumped(sort), None
        ids = self.definition.ids
        after, before = (place_of(self.given.get(name, ""), order, ids) for name in ("after", "before"))
        self.understood.update(name for name, place in (("after", after), ("before", before)) if place)
        return after, before

    def _jumped(self, sort: str) -> Place | None:
        """Just in front of the first row with the value that was typed."""
        order, typed = self.definition.order(sort), self.given["jump"]
        try:
            value = order.read(typed)
        except ValueError:
            self.misunderstood.append(f"{order.label}: “{typed[:40]}” is not understood.")
            return None
        self.understood.add("jump")
        return first_place_at(value, order, self.definition.ids, downwards=sort.startswith("-"))

    def plain(self, name: str) -> str:
        if name in self.given:
            self.understood.add(name)
        return self.given.get(name, "")

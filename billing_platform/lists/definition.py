"""What a list is: its rows, columns, views, filters, orders and sums, declared once by the room that has the rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.safestring import SafeString

from billing_platform.lists.columns import Column
from billing_platform.lists.context import ListContext
from billing_platform.lists.filters import SHORTEST, Control, Filter
from people.permissions import Permission
from tenants.base import TenantQuerySet

Rows = TenantQuerySet[Any]


@dataclass(frozen=True, slots=True)
class View:
    """A set of rows with a name. `condition(today)` says which; `sort` is its order where that is not the list's.

    `queryset` may annotate what the condition names.
    """

    key: str
    label: str
    condition: Callable[[date], Q]
    sort: str = ""
    queryset: Callable[[Rows], Rows] | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """A way to sort: by `field` and then id, answered by an index on both, or by id alone where `field` is empty.

    Rows without a value stand last upwards and first downwards, as in PostgreSQL. `read` makes a text of the address
    a value of the field; `control` is the field it is typed in, to jump to, where `can_jump`. `through` is the key to
    what a row belongs to, where the index is on a field of that table and its id: the order is by both, then by id.
    With `ids_first`, for what no index answers, everything is sorted as ids alone; what is shown is read of one page.
    """

    key: str
    label: str
    field: str = ""
    read: Callable[[str], Any] = str
    is_nullable: bool = False
    control: Control = "text"
    can_jump: bool = True
    through: str = ""
    ids_first: bool = False

    @property
    def fields(self) -> tuple[str, ...]:
        """What is sorted by, the rows' own id last."""
        return tuple(name for name in (self.field, f"{self.through}_id" if self.through else "", "id") if name)


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for by the field above the list: from `shortest` characters on, by indexes of trigrams.

    `sort` is the order of what is found until another is chosen, where that of the list would be dear.
    """

    placeholder: str
    condition: Callable[[str, ListContext], Any]
    shortest: int = SHORTEST
    sort: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """An amount of a sum with the words behind it: 1,250.00 EUR due."""

    amount: Decimal
    words: str


@dataclass(frozen=True, slots=True)
class CurrencySum:
    """What the rows of one currency add up to; currencies never mix."""

    currency: str
    count: int
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Tick:
    """A row that can be ticked: the value sent, what it is called aloud, the state that its buttons go by."""

    value: str
    label: str
    state: str = ""


@dataclass(frozen=True, slots=True)
class Ids:
    """What the ids of a list's rows are: how an address says one, and the ends that none lies beyond."""

    read: Callable[[str], Any]
    lowest: Any
    highest: Any


NUMBERS = Ids(int, 0, 2**63 - 1)
UUIDS = Ids(UUID, UUID(int=0), UUID(int=2**128 - 1))


def as_they_are(found: Sequence[Any], context: ListContext, needs: frozenset[str]) -> Sequence[Any]:
    """Rows that are shown as the database gave them."""
    return found


def nothing_more(found: Rows, needs: frozenset[str]) -> Rows:
    """Nothing is joined for any column."""
    return found


def by_the_list_alone(context: ListContext) -> frozenset[Permission]:
    """Whoever may open the list sees every row of it."""
    return frozenset()


@dataclass(frozen=True, slots=True)
class ListDefinition:
    """One list. `key` names it for good: in addresses, saved views and jobs.

    `queryset(context)` is everything the person may see in it; where that is more for some, `row_needs(context)` are
    the permissions beside the list's by which this person sees rows, without which an export of them is not taken.
    `prepare` joins and annotates what the chosen columns need, `rows` makes what the database gave the rows that
    columns read, as many and in the same order; neither may ask once for each row. `bare` prepares them as bare
    values with the same names, where all rows are read. `sums` adds up what is found. `tick(row, context)` gives a
    row its box, None where it has none; `edit_url(row, context)` is where E leads, "" for nowhere; `acts(row,
    context)` are buttons and links behind the row, of a form that the template puts around the table, for whoever has
    `acts_permission`. `sort` is the order until another is chosen. The views of a list that `is_short`, some ten
    thousand rows at most, are counted while all of it is read once; none of them has a `queryset`.
    """

    key: str
    title: str
    one: str
    many: str
    permission: Permission
    url_name: str
    queryset: Callable[[ListContext], Rows]
    columns: tuple[Column, ...]
    orders: tuple[Order, ...]
    sort: str
    views: tuple[View, ...] = (View("all", "All", lambda today: Q()),)
    filters: tuple[Filter, ...] = ()
    search: Search | None = None
    prepare: Callable[[Rows, frozenset[str]], Rows] = nothing_more
    rows: Callable[[Sequence[Any], ListContext, frozenset[str]], Sequence[Any]] = as_they_are
    bare: Callable[[Rows, frozenset[str]], Rows] | None = None
    sums: Callable[[Rows], tuple[CurrencySum, ...]] | None = None
    row_id: Callable[[Any], str] = field(default=lambda row: str(row.public_id))
    tick: Callable[[Any, ListContext], Tick | None] | None = None
    edit_url: Callable[[Any, ListContext], str] | None = None
    row_needs: Callable[[ListContext], frozenset[Permission]] = by_the_list_alone
    acts: Callable[[Any, ListContext], SafeString] | None = None
    acts_permission: Permission | None = None
    ids: Ids = NUMBERS
    view_parameter: str = "view"
    icon: str = "rows"
    is_short: bool = False

    def column(self, key: str) -> Column:
        return next(column for column in self.columns if column.key == key)

    def columns_for(self, context: ListContext) -> tuple[Column, ...]:
        """The columns this person may see, in the list's own order, each with as much as they may see of it."""
        seen = (column for column in self.columns if context.may(column.permission))
        return tuple(column if context.may(column.cell_permission) else column.bare for column in seen)

    def view(self, key: str) -> View:
        """The view of this key, else the first."""
        return next((view for view in self.views if view.key == key), self.views[0])

    def order(self, key: str) -> Order:
        return next(order for order in self.orders if order.key == key.removeprefix("-"))

    def sort_of_search(self, text: str) -> str:
        """The order of what is found for a text, "" where it has none of its own."""
        return self.search.sort if text and self.search else ""

    @property
    def has_sums(self) -> bool:
        return self.sums is not None

    def acts_for(self, context: ListContext) -> Callable[[Any, ListContext], SafeString] | None:
        """What makes the buttons behind a row; None where the list has none or this person may not press them."""
        return self.acts if context.may(self.acts_permission) else None

    @property
    def sorts(self) -> frozenset[str]:
        """What `sort` may be: the key of an order, upwards or with "-" downwards."""
        return frozenset(f"{sign}{order.key}" for order in self.orders for sign in ("", "-"))

"""How many rows each view holds: counted up to a limit where that is quick, estimated where it is not."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import Count as Aggregated

from billing_platform.lists.context import ListContext
from billing_platform.lists.definition import ListDefinition, Rows
from billing_platform.lists.rows import in_view
from common.sql import rows
from common.ui.listing import COUNT_LIMIT

Counting = tuple[str, tuple[Any, ...]]  # a subquery and its parameters
Guess = tuple[float, int]  # what counting costs and how many rows there are, as the planner expects
DEAR = 3_000.0  # the planner’s cost of counting beyond which its estimate is shown: some 20 ms of reading rows
FEW = 2_000  # rows that are looked for once and told apart by their view, where the planner expects no more


@dataclass(frozen=True, slots=True)
class Count:
    """How many rows there are: exactly up to the limit; above, and where it is an estimate, about so many."""

    number: int
    is_estimate: bool = False

    @property
    def is_exact(self) -> bool:
        return not self.is_estimate and self.number <= COUNT_LIMIT

    @property
    def words(self) -> str:
        """ "612", "10,000+", "about 4,200"."""
        if self.number > COUNT_LIMIT:
            return f"{COUNT_LIMIT:,}+"
        return f"about {rounded(self.number):,}" if self.is_estimate else f"{self.number:,}"


def rounded(number: int) -> int:
    """Two digits that count, as an estimate has no more: 4,237 is 4,200."""
    step: int = 10 ** max(len(str(number)) - 2, 0)
    return int(number / step + 0.5) * step


def view_counts(
    definition: ListDefinition,
    found: Rows,
    context: ListContext,
    *,
    known: Mapping[str, Count] | None = None,
    may_be_dear: bool = False,
) -> dict[str, Count]:
    """How many of the rows `found` each view holds, but those whose count is `known`.

    One statement that counts each up to one above the limit. With `may_be_dear` (a filter or search narrows) the
    planner is asked first: what would take long is told by its estimate, few rows are looked for once for all views.
    Two statements then, three where a view annotates its rows. A short list reads all its rows once.
    """
    told = dict(known or {})
    keys = [each.key for each in definition.views if each.key not in told]
    if definition.is_short:
        return told | _read_once(definition, found, context, keys)
    views = {key: in_view(definition, key, found, context) for key in keys}
    countings = {key: counting for key, each in views.items() if (counting := _counting(each)) is not None}
    guesses = _guesses(countings) if may_be_dear else {}
    estimates = {key: Count(number, is_estimate=True) for key, (cost, number) in guesses.items() if cost > DEAR}
    exact = _told_apart(definition, found, guesses, context)
    exact |= _counted({key: each for key, each in countings.items() if key not in estimates.keys() | exact.keys()})
    return told | {key: Count(exact[key]) if key in exact else estimates.get(key, Count(0)) for key in views}


def _counting(found: Rows) -> Counting | None:
    """What counts the rows up to one above the limit; None for conditions that contradict each other: it finds none."""
    try:
        text, given = found.order_by().values("id")[: COUNT_LIMIT + 1].query.sql_with_params()
    except EmptyResultSet:
        return None
    return f"(SELECT count(*) FROM ({text}) counted)", given  # noqa: S608  what the query compiler wrote


def _counted(parts: Mapping[str, Counting]) -> dict[str, int]:
    if not parts:
        return {}
    statement, parameters = _statement(parts.values())
    return dict(zip(parts, rows(statement, parameters)[0], strict=True))


def _read_once(definition: ListDefinition, found: Rows, context: ListContext, keys: Sequence[str]) -> dict[str, Count]:
    conditions = (definition.view(key).condition(context.today) for key in keys)
    counts = {f"view_{n}": Aggregated("pk", filter=each or None) for n, each in enumerate(conditions)}
    return dict(zip(keys, map(Count, found.order_by().aggregate(**counts).values()), strict=True)) if keys else {}


def _told_apart(
    definition: ListDefinition, found: Rows, guesses: Mapping[str, Guess], context: ListContext
) -> dict[str, int]:
    """The views of few rows, counted while these are read once; none where no view holds all of them, or many."""
    plain = {each.key: each.condition(context.today) for each in definition.views if not each.queryset}
    widest = [guesses[key] for key, condition in plain.items() if key in guesses and not condition]
    if not any(cost <= DEAR and number <= FEW for cost, number in widest):
        return {}
    keys = [key for key in plain if key in guesses]
    counts = {f"view_{n}": Aggregated("pk", distinct=True, filter=plain[key] or None) for n, key in enumerate(keys)}
    read = found.order_by()[: COUNT_LIMIT + 1].aggregate(read=Aggregated("pk"), **counts)
    return {} if read.pop("read") > COUNT_LIMIT else dict(zip(keys, read.values(), strict=True))


def _guesses(parts: Mapping[str, Counting]) -> dict[str, Guess]:
    """What the planner expects of counting each."""
    if not parts:
        return {}
    statement, parameters = _statement(parts.values())
    answer = rows(f"EXPLAIN (FORMAT JSON) {statement}", parameters)[0][0]
    plan = (json.loads(answer) if isinstance(answer, str) else answer)[0]["Plan"]
    plans = [each for each in plan.get("Plans", ()) if each.get("Parent Relationship") == "InitPlan"]
    if len(plans) != len(parts):
        return {}
    return {key: (each["Total Cost"], _guessed(each)) for key, each in zip(parts, plans, strict=True)}


def _guessed(plan: Mapping[str, Any]) -> int:
    """Rows below the limit of a counting subquery, as the planner guesses them; at least one."""
    below: Sequence[Mapping[str, Any]] = [plan]
    while below and below[0]["Node Type"] != "Limit":
        below = below[0].get("Plans", ())
    found = below[0].get("Plans", ()) if below else ()
    return max(int(found[0]["Plan Rows"]), 1) if found else 1


def _statement(parts: Iterable[Counting]) -> tuple[str, list[Any]]:
    """One row with a capped count for each part."""
    texts, given = zip(*parts, strict=True)
    return f"SELECT {', '.join(texts)}", [each for some in given for each in some]

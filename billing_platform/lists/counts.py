"""How many rows each view holds: counted up to a limit where that is quick, estimated where it is not."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet

from billing_platform.lists.context import ListContext
from billing_platform.lists.definition import ListDefinition, Rows
from billing_platform.lists.rows import in_view
from common.sql import rows
from common.ui.listing import COUNT_LIMIT

Counting = tuple[str, tuple[Any, ...]]  # a subquery and its parameters
DEAR = 3_000.0  # the planner’s cost of counting beyond which its estimate is shown: some 20 ms of reading rows


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
    planner is asked first, and what would take long is told by its estimate: two statements.
    """
    told = dict(known or {})
    views = {
        each.key: in_view(definition, each.key, found, context) for each in definition.views if each.key not in told
    }
    countings = {key: counting for key, each in views.items() if (counting := _counting(each)) is not None}
    estimates = _estimates(countings) if may_be_dear else {}
    exact = _counted({key: each for key, each in countings.items() if key not in estimates})
    return told | {key: estimates.get(key) or Count(exact.get(key, 0)) for key in views}


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


def _estimates(parts: Mapping[str, Counting]) -> dict[str, Count]:
    """The planner's guess for those whose counting it holds to be dear."""
    if not parts:
        return {}
    statement, parameters = _statement(parts.values())
    answer = rows(f"EXPLAIN (FORMAT JSON) {statement}", parameters)[0][0]
    plan = (json.loads(answer) if isinstance(answer, str) else answer)[0]["Plan"]
    plans = [each for each in plan.get("Plans", ()) if each.get("Parent Relationship") == "InitPlan"]
    if len(plans) != len(parts):
        return {}
    guesses = zip(parts, plans, strict=True)
    return {key: Count(_guessed(each), is_estimate=True) for key, each in guesses if each["Total Cost"] > DEAR}


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

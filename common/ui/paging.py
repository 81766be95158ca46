"""Lists that are turned page by page, by number; the parameter is named `page`."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import QueryDict

from common.ui.listing import COUNT_LIMIT, Pages, range_words, with_query


@dataclass(frozen=True, slots=True)
class Turned:
    """The page a list is turned to: `number` counts from 1, `total` rows are in the list (counted up to the limit)."""

    number: int
    size: int
    total: int

    @property
    def rows(self) -> slice:
        """The rows of this page, to slice a queryset with."""
        return slice((self.number - 1) * self.size, self.number * self.size)


def turned_to(query: QueryDict, total: int, size: int) -> Turned:
    """The page an address asks for; what is no number is the first, beyond the last is the last."""
    asked = query.get("page", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1
    last = max(-(-min(total, COUNT_LIMIT) // size), 1)
    return Turned(min(max(number, 1), last), size, total)


def neighbours(query: QueryDict, turned: Turned) -> Pages:
    """Where one is and the pages before and after, for `components/_pagination.html`."""
    first, last = turned.rows.start + 1, min(turned.rows.stop, turned.total)
    return Pages(
        summary=range_words(first, max(last - first + 1, 0), turned.total),
        previous_url=with_query(query, page=turned.number - 1) if turned.number > 1 else "",
        next_url=with_query(query, page=turned.number + 1) if last < min(turned.total, COUNT_LIMIT) else "",
    )

"""What a list can be narrowed to: one parameter of the address each, read, applied and told on a chip."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from typing import Any, Literal
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from billing_platform.lists.context import ListContext
from billing_platform.lists.relative_dates import PAST, Span, days_of
from common.errors import Refusal
from common.numbers import parse_quantity
from common.typed_numbers import typed_number
from common.ui.figures import day_text, number_text

Control = Literal["text", "choice", "date", "amount"]
Choices = Sequence[tuple[str, str]]
ChoicesOf = Callable[[ListContext], Choices]
CURRENCY = re.compile(r"[A-Z]{3}")
SHORTEST = 3  # letters an index of trigrams needs


class NotUnderstood(Exception):
    """The text of a parameter means nothing to its filter; the message says what is allowed."""


@dataclass(frozen=True, slots=True)
class Filter:
    """One parameter. `read` makes its text a value or raises `NotUnderstood`; `condition` narrows a queryset by it.

    `words` tells the value on the chip. A filter with a `group` stands in the form beside the others of that group,
    under its `label`; the chip says `chip` where that differs. One not `is_offered` is only reached by links. `sort` is
    the order of what a value leaves ("" for the usual), where an index answers the two together. One with a `page`
    makes the list that of one thing: the address of the thing's page holds it, and nothing removes it there.
    """

    key: str
    label: str
    read: Callable[[str], Any]
    condition: Callable[[Any, ListContext], Any]
    words: Callable[[Any, ListContext], str]
    control: Control = "text"
    choices: ChoicesOf | None = None
    group: str = ""
    chip: str = ""
    is_offered: bool = True
    sort: Callable[[Any], str] | None = None
    page: Callable[[Any], str] | None = None

    @property
    def told(self) -> str:
        """What the chip calls it."""
        return self.chip or self.label


def choice(
    key: str,
    label: str,
    members: Iterable[Any],
    condition: Callable[[Any, ListContext], Any],
    *,
    offered: Iterable[Any] = (),
    **more: Any,
) -> Filter:
    """One of the members of an enum with labels; the parameter holds the member's value.

    Every one of `members` is understood; the form offers those `offered`, or all.
    """
    known = {str(member.value): member for member in members}
    named = [(str(member.value), str(member.label)) for member in offered or known.values()]

    def read(typed: str) -> Any:
        if typed not in known:
            raise NotUnderstood(f"Choose one of: {', '.join(label for _, label in named)}.")
        return known[typed]

    return Filter(key, label, read, condition, _label, "choice", lambda context: named, **more)


def related(
    key: str,
    label: str,
    field: str,
    choices: ChoicesOf,
    name: Callable[[UUID], str],
    **more: Any,
) -> Filter:
    """A row of another table by its public id; `choices` are (public id, name), `name` finds that of one."""
    words = lambda value, context: name(value) or "unknown"  # noqa: E731
    return Filter(key, label, read_uuid, _compared(field), words, "choice", choices, **more)


def one_of(key: str, label: str, field: str, choices: ChoicesOf, **more: Any) -> Filter:
    """A column that holds one of a few texts, such as a currency."""
    return Filter(key, label, str, _compared(field), _itself, "choice", choices, **more)


def currency(field: str = "currency") -> Filter:
    """A column that holds an ISO code of a currency, typed in small or capital letters."""
    return Filter("currency", "Currency", read_currency, _compared(field), _itself)


def text(key: str, label: str, field: str, *, shortest: int = SHORTEST, **more: Any) -> Filter:
    """Rows whose column holds a text, by an index of trigrams on `Upper`; of fewer letters than an index needs (the
    usual `shortest`) it reads every row.
    """
    read = partial(read_text, shortest=shortest)
    return Filter(key, label, read, _compared(f"{field}__icontains"), _itself, **more)


def flag(
    key: str, label: str, condition: Q | Callable[[ListContext], Q], yes: str = "yes", no: str = "no", **more: Any
) -> Filter:
    """Whether a condition holds: the parameter is 1, or 0 for those it does not hold for."""

    def narrowing(value: bool, context: ListContext) -> Q:
        found = condition(context) if callable(condition) else condition
        return found if value else ~found

    offered = [("1", yes.capitalize()), ("0", no.capitalize())]
    words = lambda value, context: yes if value else no  # noqa: E731
    return Filter(key, label, _is_yes, narrowing, words, "choice", lambda context: offered, **more)


def days(
    label: str,
    field: str,
    *,
    first: str,
    last: str,
    spans: str,
    told: str = "",
    offered: Sequence[Span] = PAST,
    sort: str = "",
) -> tuple[Filter, ...]:
    """A date: a span counted from today (parameter `spans`), from a day (`first`), to a day (`last`), all included."""
    name, by = told or label, (lambda value: sort) if sort else None

    def within(value: Span, context: ListContext) -> Q:
        begin, end = days_of(value, context.today)
        return Q(**{f"{field}__lte": end}) & (Q(**{f"{field}__gte": begin}) if begin else Q())

    return (
        choice(spans, "Within", tuple(Span), within, offered=offered, group=label, chip=name, sort=by),
        Filter(first, "From", read_day, _compared(f"{field}__gte"), _day, "date", None, label, f"{name} from", sort=by),
        Filter(last, "To", read_day, _compared(f"{field}__lte"), _day, "date", None, label, f"{name} to", sort=by),
    )


def instants(label: str, field: str, *, first: str, last: str, spans: str) -> tuple[Filter, ...]:
    """The days of a moment, as `days` are those of a date, in the zone of whoever looks."""
    day = timedelta(days=1)

    def within(value: Span, context: ListContext) -> Q:
        begin, end = days_of(value, context.today)
        return Q(**{f"{field}__lt": _midnight(end + day)}) & (
            Q(**{f"{field}__gte": _midnight(begin)}) if begin else Q()
        )

    span, since, until = days(label, field, first=first, last=last, spans=spans)
    return (
        replace(span, condition=within),
        replace(since, condition=lambda value, context: Q(**{f"{field}__gte": _midnight(value)})),
        replace(until, condition=lambda value, context: Q(**{f"{field}__lt": _midnight(value + day)})),
    )


def amounts(label: str, field: str, *, least: str, most: str) -> tuple[Filter, ...]:
    """An amount from (`least`) and up to (`most`), in whatever currency, both included."""
    return (
        Filter(least, "From", read_amount, _compared(f"{field}__gte"), _number, "amount", None, label, f"{label} from"),
        Filter(most, "To", read_amount, _compared(f"{field}__lte"), _number, "amount", None, label, f"{label} to"),
    )


def read_day(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError as error:
        raise NotUnderstood("Write a date as 2026-11-30.") from error


def read_instant(typed: str) -> datetime:
    """A moment in ISO 8601, a day for its first; without a zone in that of whoever looks. Raises ValueError."""
    found = datetime.fromisoformat(typed)
    return found if found.tzinfo else found.replace(tzinfo=timezone.get_current_timezone())


def read_uuid(typed: str) -> UUID:
    try:
        return UUID(typed)
    except ValueError as error:
        raise NotUnderstood("Choose one from the list.") from error


def read_amount(typed: str) -> Decimal:
    try:
        return parse_quantity(typed_number(typed))
    except Refusal as refusal:
        raise NotUnderstood(refusal.message) from refusal


def read_currency(typed: str) -> str:
    code = typed.upper()
    if not CURRENCY.fullmatch(code):
        raise NotUnderstood("Write an ISO code such as EUR.")
    return code


def read_text(typed: str, shortest: int = SHORTEST) -> str:
    if len(typed) < shortest:
        raise NotUnderstood(f"Write at least {shortest} characters.")
    return typed


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, timezone.get_current_timezone())


def _is_yes(typed: str) -> bool:
    return typed != "0"


def _compared(lookup: str) -> Callable[[Any, ListContext], Q]:
    return lambda value, context: Q(**{lookup: value})


def _label(value: Any, context: ListContext) -> str:
    return str(value.label)


def _itself(value: Any, context: ListContext) -> str:
    return str(value)


def _day(value: date, context: ListContext) -> str:
    return day_text(value)


def _number(value: Decimal, context: ListContext) -> str:
    return number_text(value)

"""What the lines of a purchase order come to while it is written: by type, tracked or not, and all together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from common.money import ZERO


@dataclass(frozen=True, slots=True)
class LineSum:
    """What one line comes to, in the currency's minor units; `value` = net + tax."""

    type: str
    is_tracked: bool
    tax: Decimal
    value: Decimal


@dataclass(frozen=True, slots=True)
class TypeSum:
    """The lines of one type together."""

    label: str
    lines: int
    value: Decimal


@dataclass(frozen=True, slots=True)
class OrderTotals:
    """The sums of the lines that can be computed; `left_out` counts those in which a figure is missing or unreadable.

    `value` is the purchase order's: the sum over its tracked lines, tax included.
    """

    by_type: tuple[TypeSum, ...]
    tax: Decimal
    value: Decimal
    untracked: Decimal
    left_out: int


def totals_of(lines: Iterable[LineSum | None], labels: dict[str, str]) -> OrderTotals:
    """The totals, types in the order of `labels`; None stands for a line that can't be computed."""
    given = list(lines)
    sums = [line for line in given if line]
    return OrderTotals(
        by_type=tuple(_of_type(sums, type_, label) for type_, label in labels.items() if _has(sums, type_)),
        tax=sum((line.tax for line in sums), ZERO),
        value=sum((line.value for line in sums if line.is_tracked), ZERO),
        untracked=sum((line.value for line in sums if not line.is_tracked), ZERO),
        left_out=len(given) - len(sums),
    )


def _has(sums: list[LineSum], type_: str) -> bool:
    return any(line.type == type_ for line in sums)


def _of_type(sums: list[LineSum], type_: str, label: str) -> TypeSum:
    values = [line.value for line in sums if line.type == type_]
    return TypeSum(label, len(values), sum(values, ZERO))

"""Charts as geometry: where bars, columns, segments and lines stand, from plain figures and texts ready to print.

Nothing here knows of pages: the same values are drawn in a page, a PDF or a mail. A chart is drawn in a square of
100 × 100 that is stretched to its place, so that lengths are percentages, written with at most two decimals.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

ZERO, HUNDRED = Decimal(0), Decimal(100)
MINUS = "−"
STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))
MOST_STEPS = 4
UNITS = ((Decimal(10) ** 12, "trillion"), (Decimal(10) ** 9, "billion"), (Decimal(10) ** 6, "million"),
         (Decimal(10) ** 3, "thousand"))  # fmt: skip
SHORTEST = Decimal("0.8")  # percent: what is not zero can be seen


@dataclass(frozen=True, slots=True)
class Mark:
    """One figure of a chart: what it is called, its size, the size in words, and the list behind it ("" for none).

    `short` is its name below a column, `note` stands beside the words (a share), `tone` is "", "soft", "warn", "bad" or
    "quiet" and never says more than the label does. One that `is_beside` is told in words below columns, in their
    table and in their sum: drawn on their scale it would leave nothing of them to see.
    """

    label: str
    value: Decimal
    words: str
    url: str = ""
    tone: str = ""
    short: str = ""
    note: str = ""
    is_beside: bool = False


@dataclass(frozen=True, slots=True)
class Drawn:
    """A mark and the rectangle that stands for it; `width` or `height` "0" where there is nothing to draw."""

    mark: Mark
    x: str
    width: str
    y: str = "0"
    height: str = "100"


@dataclass(frozen=True, slots=True)
class BarChart:
    """Horizontal bars, one a line; `zero` is where they begin, `total` their sum in words ("" for none)."""

    id: str
    title: str
    bars: tuple[Drawn, ...]
    zero: str
    total: str = ""

    @property
    def has_negative(self) -> bool:
        return self.zero != "0"

    @property
    def marks(self) -> tuple[Mark, ...]:
        return tuple(bar.mark for bar in self.bars)


@dataclass(frozen=True, slots=True)
class StackChart:
    """One bar of segments that make a whole, said aloud by `label`; marks of zero and below are in the legend alone."""

    id: str
    title: str
    label: str
    segments: tuple[Drawn, ...]
    marks: tuple[Mark, ...]
    total: str = ""


@dataclass(frozen=True, slots=True)
class ColumnChart:
    """Columns over a scale, said aloud by `label`; `ticks` from the top, with their heights, in `unit` ("thousand").

    `marks` are all figures in their order, those told `beside` the columns too.
    """

    id: str
    title: str
    label: str
    marks: tuple[Mark, ...]
    columns: tuple[Drawn, ...]
    ticks: tuple[tuple[str, str], ...]
    zero: str
    unit: str = ""
    total: str = ""

    @property
    def beside(self) -> tuple[Mark, ...]:
        return tuple(mark for mark in self.marks if mark.is_beside)


@dataclass(frozen=True, slots=True)
class Sparkline:
    """A line without scale beside a figure; `points` as SVG has them, `label` says it in words."""

    label: str
    points: str


@dataclass(frozen=True, slots=True)
class Scale:
    """Round values from `low` to `high` that hold all figures and zero, `step` apart."""

    low: Decimal
    high: Decimal
    step: Decimal

    @property
    def ticks(self) -> tuple[Decimal, ...]:
        """From the highest to the lowest."""
        count = int((self.high - self.low) / self.step)
        return tuple(self.high - self.step * at for at in range(count + 1))

    def height(self, value: Decimal) -> Decimal:
        """How far above the bottom a value stands, in percent."""
        return (value - self.low) * HUNDRED / (self.high - self.low)


def bar_chart(id: str, title: str, marks: Iterable[Mark], total: str = "") -> BarChart:
    """Bars side by side, the largest as wide as there is room; negative ones grow to the left of zero."""
    found = tuple(marks)
    low, high = _ends(found)
    span = high - low or Decimal(1)
    zero = -low * HUNDRED / span
    drawn = tuple(_bar(mark, zero, mark.value * HUNDRED / span) for mark in found)
    return BarChart(id, title, drawn, text(zero), total)


def stack_chart(id: str, title: str, marks: Iterable[Mark], label: str, total: str = "") -> StackChart:
    """Segments in the order of the marks, as wide as their share of all that is above zero."""
    found = tuple(marks)
    whole = sum((mark.value for mark in found if mark.value > 0), ZERO)
    segments, at = [], ZERO
    for mark in found:
        if mark.value > 0:
            width = mark.value * HUNDRED / whole
            segments.append(Drawn(mark, text(at), text(width)))
            at += width
    return StackChart(id, title, label, tuple(segments), found, total)


def column_chart(id: str, title: str, marks: Iterable[Mark], label: str, total: str = "") -> ColumnChart:
    """Columns from left to right over a round scale that holds zero; negative ones hang below it."""
    every = tuple(marks)
    found = [mark for mark in every if not mark.is_beside]
    scale = scale_of([mark.value for mark in found])
    size, unit = _unit(max(abs(scale.low), abs(scale.high)))
    room = HUNDRED / max(len(found), 1)
    columns = tuple(_column(mark, room * at, room, scale) for at, mark in enumerate(found))
    ticks = tuple((_plain(tick / size), text(HUNDRED - scale.height(tick))) for tick in scale.ticks)
    return ColumnChart(id, title, label, every, columns, ticks, text(HUNDRED - scale.height(ZERO)), unit, total)


def sparkline(label: str, values: Sequence[Decimal]) -> Sparkline:
    """A line through the values from the left edge to the right; one value, or all the same, is a level line."""
    line = [*values, *values] if len(values) == 1 else list(values)
    low, span = min(line, default=ZERO), max(line, default=ZERO) - min(line, default=ZERO)
    apart = HUNDRED / max(len(line) - 1, 1)
    heights = [HUNDRED - (value - low) * HUNDRED / span if span else HUNDRED / 2 for value in line]
    return Sparkline(label, " ".join(f"{text(apart * at)},{text(y)}" for at, y in enumerate(heights)))


def scale_of(values: Iterable[Decimal]) -> Scale:
    """The finest round scale of at most four steps, or five where it has to reach to both sides of zero."""
    found = [ZERO, *values]
    low, high = min(found), max(found)
    step = _round_up((high - low) / MOST_STEPS) if high > low else Decimal(1)
    top = (high / step).to_integral_value(ROUND_CEILING) * step
    return Scale((low / step).to_integral_value(ROUND_FLOOR) * step, top if high > low else step, step)


def text(number: Decimal) -> str:
    """A length as SVG has it: at most two decimals, none that are zero."""
    return f"{number.quantize(Decimal('0.01')).normalize():f}"


def _bar(mark: Mark, zero: Decimal, width: Decimal) -> Drawn:
    wide = max(abs(width), SHORTEST) if width else ZERO
    return Drawn(mark, text(zero if width >= 0 else max(zero - wide, ZERO)), text(wide))


def _column(mark: Mark, left: Decimal, room: Decimal, scale: Scale) -> Drawn:
    tall = abs(scale.height(mark.value) - scale.height(ZERO))
    tall = max(tall, SHORTEST) if mark.value else ZERO
    zero = HUNDRED - scale.height(ZERO)
    top = zero - tall if mark.value > 0 else zero
    return Drawn(mark, text(left + room / 5), text(room * 3 / 5), text(top), text(tall))


def _ends(marks: Iterable[Mark]) -> tuple[Decimal, Decimal]:
    values = [ZERO, *(mark.value for mark in marks)]
    return min(values), max(values)


def _round_up(step: Decimal) -> Decimal:
    power = Decimal(10) ** step.adjusted()
    return next(round_step * power for round_step in STEPS if round_step * power >= step)


def _unit(largest: Decimal) -> tuple[Decimal, str]:
    return next(((size, name) for size, name in UNITS if largest >= 2 * size), (Decimal(1), ""))


def _plain(number: Decimal) -> str:
    written = f"{abs(number).normalize():,f}"
    return f"{MINUS}{written}" if number < 0 else written

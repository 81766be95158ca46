"""The tags that print charts, figures with their lists, and tasks; each takes one value of `common.ui`."""

from __future__ import annotations

from collections.abc import Sequence

from django import template
from django.template.loader import get_template
from django.utils.safestring import SafeString

from common.ui.charts import BarChart, ColumnChart, Sparkline, StackChart
from common.ui.tiles import Task, Tile

register = template.Library()


@register.simple_tag
def bars(chart: BarChart) -> SafeString:
    """Horizontal bars with their names and figures beside them, and the same figures as a table."""
    return _printed("bars", {"chart": chart})


@register.simple_tag
def stack(chart: StackChart) -> SafeString:
    """One bar of segments with a legend that names each, and the same figures as a table."""
    return _printed("stack", {"chart": chart})


@register.simple_tag
def columns(chart: ColumnChart) -> SafeString:
    """Columns over a scale, and the same figures as a table, each with its list."""
    return _printed("columns", {"chart": chart})


@register.simple_tag
def spark(line: Sparkline) -> SafeString:
    """A small line for the side of a figure."""
    return _printed("spark", {"line": line})


@register.simple_tag
def tiles(shown: Sequence[Tile], id: str) -> SafeString:
    """Figures side by side, each the link to its list."""
    return _printed("tiles", {"tiles": shown, "id": id})


@register.simple_tag
def tasks(waiting: Sequence[Task], id: str) -> SafeString:
    """What needs somebody, one line and one button each."""
    return _printed("tasks", {"tasks": waiting, "id": id})


def _printed(name: str, values: dict[str, object]) -> SafeString:
    return SafeString(get_template(f"components/_{name}.html").render(values))

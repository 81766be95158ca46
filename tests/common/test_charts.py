"""Charts as geometry: negative, zero and huge figures, one figure, none; and what stands in the page."""

from __future__ import annotations

from decimal import Decimal

import pytest
from lxml import html

from common.ui import charts
from common.ui.charts import Mark, bar_chart, column_chart, scale_of, sparkline, stack_chart
from common.ui.templatetags import charts as tags
from common.ui.tiles import Link, Task, Tile

HUGE = Decimal("999999999999999.9999")


def marks(*values: object) -> list[Mark]:
    return [Mark(f"M{at}", Decimal(str(value)), f"{value} EUR", f"/m{at}/") for at, value in enumerate(values)]


def lengths(chart: charts.BarChart | charts.StackChart) -> list[tuple[Decimal, Decimal]]:
    drawn = chart.bars if isinstance(chart, charts.BarChart) else chart.segments
    return [(Decimal(each.x), Decimal(each.width)) for each in drawn]


def test_the_largest_bar_takes_all_the_room_and_the_others_their_share():
    assert lengths(bar_chart("c", "C", marks(200, 50, 0))) == [(0, 100), (0, 25), (0, 0)]


def test_negative_bars_grow_to_the_left_of_zero():
    chart = bar_chart("c", "C", marks(300, -100))
    assert (chart.zero, chart.has_negative, lengths(chart)) == ("25", True, [(25, 75), (0, 25)])


def test_bars_of_nothing_but_negative_figures_end_at_zero():
    assert lengths(bar_chart("c", "C", marks(-4, -2))) == [(0, 100), (50, 50)]


@pytest.mark.parametrize("values", [(), (0,), (0, 0), (HUGE, HUGE, 1), (-HUGE, HUGE), (Decimal("0.0001"),)])
def test_nothing_ever_leaves_the_chart(values):
    for x, width in lengths(bar_chart("c", "C", marks(*values))):
        assert 0 <= x <= x + width <= 100
    chart = column_chart("c", "C", marks(*values), "C")
    for column in chart.columns:
        assert 0 <= Decimal(column.y) <= Decimal(column.y) + Decimal(column.height) <= 100
        assert 0 <= Decimal(column.x) < Decimal(column.x) + Decimal(column.width) <= 100


def test_what_is_not_zero_can_be_seen():
    assert lengths(bar_chart("c", "C", marks(HUGE, 1)))[1][1] > 0
    assert Decimal(column_chart("c", "C", marks(HUGE, -1), "C").columns[1].height) > 0


def test_segments_fill_the_whole_and_what_is_not_above_zero_takes_none():
    chart = stack_chart("c", "C", marks(75, 0, 25, -5), "said")
    assert lengths(chart) == [(0, 75), (75, 25)]
    assert [mark.label for mark in chart.marks] == ["M0", "M1", "M2", "M3"]


def test_a_stack_of_nothing_has_no_segment():
    assert stack_chart("c", "C", marks(0, 0), "said").segments == ()


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        ([], [1, 0]),
        ([0], [1, 0]),
        ([22486], [30000, 20000, 10000, 0]),
        ([100], [100, 75, 50, 25, 0]),
        ([-100], [0, -25, -50, -75, -100]),
        ([30, -10], [30, 20, 10, 0, -10]),
        ([Decimal("0.03")], [Decimal("0.03"), Decimal("0.02"), Decimal("0.01"), 0]),
    ],
)
def test_scales_are_round_and_hold_zero(values, ticks):
    assert list(scale_of(map(Decimal, values)).ticks) == ticks


@pytest.mark.parametrize(
    ("value", "unit", "top"),
    [
        (950, "", "1,000"),
        (22486, "thousand", "30"),
        (1_600_000, "million", "2"),
        (HUGE, "trillion", "1,000"),
        (-22486, "thousand", "0"),
    ],
)
def test_ticks_are_told_in_a_unit_that_keeps_them_short(value, unit, top):
    chart = column_chart("c", "C", marks(value), "C")
    assert (chart.unit, chart.ticks[0][0]) == (unit, top)


def test_a_figure_beside_the_columns_is_told_and_has_no_part_in_their_scale():
    huge = Mark("Later", Decimal(HUGE), "huge", "/later/", is_beside=True)
    chart = column_chart("c", "C", [*marks(30, 40), huge], "C")
    assert [column.mark.value for column in chart.columns] == [30, 40]
    assert chart.ticks[0][0] == "40"
    assert chart.marks[-1] is huge
    printed = tags.columns(chart)
    assert printed.count('href="/later/"') == 2  # below the columns and in the table


def test_columns_hang_below_zero_where_they_are_negative():
    up, down = column_chart("c", "C", marks(30, -10), "C").columns
    assert (up.y, up.height, down.y, down.height) == ("0", "75", "75", "25")


@pytest.mark.parametrize(
    ("values", "points"),
    [
        ([], ""),
        ([5], "0,50 100,50"),
        ([5, 5, 5], "0,50 50,50 100,50"),
        ([0, 10, 5], "0,100 50,0 100,50"),
        ([-10, 10], "0,100 100,0"),
    ],
)
def test_a_sparkline_runs_from_edge_to_edge(values, points):
    assert sparkline("L", [Decimal(value) for value in values]).points == points


def test_bars_are_printed_with_links_words_and_a_table_of_the_same_figures():
    page = html.fromstring(tags.bars(bar_chart("aging", "Aging", marks(3, -1), "2 EUR")))
    assert page.xpath("//ol/li/a/@href") == page.xpath("//tbody/tr/th/a/@href") == ["/m0/", "/m1/"]
    assert page.xpath("//ol/li/span[@class='money']/text()") == page.xpath("//td/text()")[:2] == ["3 EUR", "-1 EUR"]
    assert page.xpath("//tfoot//td/text()") == ["2 EUR"]


def test_columns_and_stacks_are_pictures_with_a_label():
    for printed in (
        tags.columns(column_chart("c", "C", marks(1), "One euro")),
        tags.stack(stack_chart("c", "C", marks(1), "One euro")),
        tags.spark(sparkline("One euro", [Decimal(1)])),
    ):
        picture = html.fromstring(printed).xpath("//svg[@role='img']")[0]
        assert picture.get("aria-label") == "One euro"
        assert picture.get("preserveaspectratio") == "none"


def test_nothing_printed_has_a_style_or_runs_what_somebody_wrote():
    evil = Mark("<script>x</script>", Decimal(1), '"><b>', "/?q=%22")
    for printed in (tags.bars(bar_chart("c", "C", [evil])), tags.columns(column_chart("c", "C", [evil], "C"))):
        assert "<script>" not in printed
        assert "<b>" not in printed
        assert "style=" not in printed


def test_a_figure_is_the_link_to_its_list_and_the_other_currencies_stand_below():
    tile = Tile("Open", Decimal("1250"), "/open/", "EUR", "2 invoices", (Link("3.00 USD in 1", "/dollars/"),))
    page = html.fromstring(tags.tiles([tile, Tile("Drafts", 1200, "/drafts/")], "figures"))
    assert [" ".join(link.text_content().split()) for link in page.xpath("//dd[@class='kpi-value']/a")] == [
        "1,250.00 EUR", "1,200",
    ]  # fmt: skip
    assert page.xpath("//a/@href") == ["/open/", "/dollars/", "/drafts/"]


def test_a_task_is_a_sentence_and_a_button_that_names_it():
    page = html.fromstring(tags.tasks([Task("warn", "2 documents wait", "1.00 EUR", "Review", "/w/", "warn")], "tasks"))
    assert page.xpath("//a/@aria-label") == ["Review: 2 documents wait"]
    assert page.xpath("//*[@data-tone='warn']/svg")

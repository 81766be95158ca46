"""A letter as HTML and as text: readable in both, escaped, loading nothing."""

from __future__ import annotations

import json
import math
import re
from dataclasses import fields
from pathlib import Path

import pytest
from lxml import html as markup

from billing_platform.notifications.letter import Letter, Tone, as_stored, from_stored, subject_line
from billing_platform.notifications.letter_colours import DARK, LIGHT
from billing_platform.notifications.letter_html import html_of
from billing_platform.notifications.letter_text import WIDTH, text_of
from tests.notifications.letters import a_letter

TOKENS = Path(__file__).parents[2] / "static" / "css" / "tokens.css"
PAYLOAD = '<script>alert("1")</script>&"\'></a>'
TEXTS = [field.name for field in fields(Letter) if field.type == "str"]


def test_the_text_reads_well_by_itself():
    assert text_of(a_letter()) == (
        "Initech AG\n\n"
        "▲ Below 25 %\n"
        "Line 1 of PO-1 has 24 % left\n\n"
        "3,357.04 EUR\n\n"
        "Invoices keep matching the line while nothing fits better, so nothing\n"
        "stops by itself.\n\n"
        "Line value  13,566.00 EUR\n"
        "Used        10,208.96 EUR\n"
        "PO expires  31 December 2026\n\n"
        "Open purchase order:\n"
        "https://initech.example/purchase-orders/1/\n\n"
        "You get this because you are a contact of PO-1.\n"
    )


def test_a_long_fact_is_wrapped_under_itself_and_no_line_is_longer_than_72():
    letter = a_letter(facts=(("Description", "Frankfurt and Dublin " * 12), *a_letter().facts), why="word " * 200)
    lines = text_of(letter).splitlines()
    assert max(map(len, lines)) <= WIDTH
    wrapped = [line for line in lines if "Frankfurt" in line]
    assert len(wrapped) > 1
    assert {
        line.index("Frankfurt") if n == 0 else len(line) - len(line.lstrip()) for n, line in enumerate(wrapped)
    } == {13}


def test_without_a_page_to_open_there_is_no_button():
    letter = a_letter(action="", address="")
    assert "<a " not in html_of(letter)
    assert "://" not in text_of(letter)


@pytest.mark.parametrize("tone", list(Tone))
def test_the_tone_is_a_word_a_shape_and_a_colour(tone):
    page = markup.document_fromstring(html_of(a_letter(tone=tone, tone_word="The word")))
    [word] = page.xpath(f"//p[@class='tone-{tone}']")
    assert word.text_content().strip() == f"{tone.shape} The word"
    assert f"{tone.shape} The word" in text_of(a_letter(tone=tone, tone_word="The word"))


def test_the_html_says_all_that_the_text_says():
    letter = a_letter()
    said = " ".join(markup.document_fromstring(html_of(letter)).text_content().split())
    for words in (letter.sender, letter.title, letter.figure, letter.why, letter.reason, letter.action):
        assert words in said
    for label, value in letter.facts:
        assert f"{label} {value}" in said


def test_the_html_loads_nothing_and_runs_nothing():
    page = markup.document_fromstring(html_of(a_letter()))
    assert (
        page.xpath("//@src | //img | //link | //script | //iframe | //object | //form | //@*[starts-with(name(),'on')]")
        == []
    )
    assert page.xpath("//a/@href") == ["https://initech.example/purchase-orders/1/"]
    assert not re.search(r"url\(|@import|https?://(?!initech)", html_of(a_letter()))


def test_layout_tables_say_so_and_facts_are_a_table_with_heads():
    page = markup.document_fromstring(html_of(a_letter()))
    [facts] = page.xpath("//table[not(@role='presentation')]")
    assert facts.xpath(".//th[@scope='row']/text()") == ["Line value", "Used", "PO expires"]
    assert page.get("lang") == "en"
    assert page.xpath("//h1/text()") == ["Line 1 of PO-1 has 24 % left"]


@pytest.mark.parametrize("name", TEXTS)
def test_a_script_in_a_text_is_shown_and_does_nothing(name):
    page = html_of(a_letter(**{name: PAYLOAD}))
    assert "<script" not in page
    assert page.count("<a ") == 1
    assert not re.search(r"<a [^>]*<", page)


def test_a_script_in_a_fact_is_shown_and_does_nothing():
    page = html_of(a_letter(facts=((PAYLOAD, PAYLOAD),)))
    assert "<script" not in page
    assert markup.document_fromstring(page).xpath("//td[contains(@class, 'cell')]/text()") == [PAYLOAD]


@pytest.mark.parametrize("text", ["one\r\ntwo", "one\n\ttwo", "one\x00 \x1btwo", "one \u202etwo"])
def test_a_text_forges_no_line_and_does_not_turn_the_writing_round(text):
    lines = text_of(a_letter(title=text)).splitlines()
    assert lines[3] == "one two"
    assert "<h1" in html_of(a_letter(title=text))
    assert ">one two</h1>" in html_of(a_letter(title=text))
    assert subject_line(text) == "one two"


def test_a_letter_comes_back_from_its_stored_form():
    letters = [a_letter(), a_letter(action="", address="", share=None, figure="", unit="", preheader="", facts=())]
    for letter in letters:
        assert from_stored(json.loads(json.dumps(as_stored(letter)))) == letter


@pytest.mark.parametrize(("share", "width"), [(24, "24%"), (0, "1%"), (100, "99%")])
def test_the_bar_shows_what_is_left(share, width):
    page = markup.document_fromstring(html_of(a_letter(share=share)))
    assert page.xpath("//td[@class='bar-warn']/@width") == [width]


# Colours


@pytest.mark.parametrize(("colours", "place"), [(LIGHT, 0), (DARK, 1)], ids=["light", "dark"])
def test_colours_are_those_of_the_screens(colours, place):
    pair = r"--([\w-]+):\s*light-dark\(oklch\(([^)]*)\),\s*oklch\(([^)]*)\)\)"
    tokens = {name: (light, dark) for name, light, dark in re.findall(pair, TOKENS.read_text())}
    assert colours == {name: hex_of(*map(float, tokens[name][place].split())) for name in colours}


def hex_of(lightness: float, chroma: float, hue: float) -> str:
    """OKLCH as sRGB, by the matrices of CSS Color 4."""
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    linear = (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )
    return "#" + "".join(f"{round(min(max(encoded(part), 0), 1) * 255):02x}" for part in linear)


def encoded(linear: float) -> float:
    return 12.92 * linear if linear <= 0.0031308 else 1.055 * linear ** (1 / 2.4) - 0.055


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_every_text_stands_out_from_its_ground(colours):
    on_surface = ("ink-1", "ink-3", "accent", "good", "warn", "bad")
    assert [name for name in on_surface if contrast(colours[name], colours["surface"]) < 4.5] == []
    assert contrast(colours["on-accent"], colours["accent"]) >= 4.5
    assert contrast(colours["ink-3"], colours["paper"]) >= 4.5


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue

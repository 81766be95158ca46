"""Whatever is uploaded, the answer is a document or a refusal: never another error."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from common.errors import Refusal
from invoices.einvoice.document import EInvoice
from invoices.einvoice.identity import identity_key
from invoices.einvoice.reading import read

SOURCES = {path.name: path.read_bytes() for path in sorted((Path(__file__).parent / "files").glob("*.xml"))}
NASTY = (
    "",
    " ",
    "NaN",
    "-Infinity",
    "1e999999999",
    "１２３",
    "-",
    ".",
    "9" * 60,
    "0." + "0" * 37 + "1",
    "999999999999999.99999999999999999999",
    "-0",
    "00000000",
    "99991231",
    "20260230",
    "0000-00-00",
    "2026-13-01",
    "2026-04-03T00:00:00",
    "ZZZ",
    "true",
    "Ä\u0301\u200b\ufb01",
    "🧾",
    "x" * 5000,
)
fuzzed = settings(max_examples=200, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
sources = st.sampled_from(sorted(SOURCES))


def answer(content: bytes) -> EInvoice | Refusal:
    outcome = outcome_of(content)
    assert outcome.message if isinstance(outcome, Refusal) else identity_key(outcome)
    return outcome


def outcome_of(content: bytes) -> EInvoice | Refusal:
    try:
        return read(content, name="upload.xml")
    except Refusal as refusal:
        return refusal


@fuzzed
@given(sources, st.lists(st.tuples(st.integers(0, 20_000), st.integers(0, 255)), min_size=1, max_size=8))
def test_changed_bytes_give_a_document_or_a_refusal(source, flips):
    content = bytearray(SOURCES[source])
    for at, byte in flips:
        content[at % len(content)] = byte
    assert answer(bytes(content)) is not None


@fuzzed
@given(sources, st.lists(st.integers(0, 2_000), min_size=1, max_size=10), st.booleans())
def test_removed_and_repeated_elements_give_a_document_or_a_refusal(source, places, repeat):
    root = etree.fromstring(SOURCES[source])
    for place in places:
        elements = list(root.iterdescendants()) or [etree.SubElement(root, "last")]
        element = elements[place % len(elements)]
        parent = element.getparent()
        parent.append(etree.fromstring(etree.tostring(element))) if repeat else parent.remove(element)
    assert answer(etree.tostring(root)) is not None


@fuzzed
@given(sources, st.lists(st.tuples(st.integers(0, 2_000), st.sampled_from(NASTY)), min_size=1, max_size=12))
def test_nasty_texts_give_a_document_or_a_refusal(source, texts):
    root = etree.fromstring(SOURCES[source])
    elements = list(root.iterdescendants())
    for place, text in texts:
        elements[place % len(elements)].text = text
    assert answer(etree.tostring(root, encoding="utf-8")) is not None


@fuzzed
@given(st.one_of(st.binary(max_size=300), st.text(max_size=300).map(lambda text: f"<{text}>".encode())))
def test_any_bytes_give_a_refusal(content):
    assert isinstance(answer(content), Refusal)


@pytest.mark.parametrize("source", sorted(SOURCES))
@pytest.mark.parametrize("text", NASTY)
def test_a_nasty_text_in_each_place_gives_a_document_or_a_refusal(source, text):
    count = len(list(etree.fromstring(SOURCES[source]).iterdescendants()))
    for place in range(count):
        root = etree.fromstring(SOURCES[source])
        list(root.iterdescendants())[place].text = text
        assert answer(etree.tostring(root, encoding="utf-8")) is not None

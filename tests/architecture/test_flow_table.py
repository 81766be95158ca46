"""The table of the way through the house names functions that exist."""

from __future__ import annotations

import re
from importlib import import_module

import pytest

from tests.architecture.source import ROOT

PAGE = ROOT / "ARCHITECTURE.md"
NAMED = re.compile(r"`([\w/]+)\.py :: (\w+)`")
TEXT = PAGE.read_text() if PAGE.exists() else ""
STEPS = [line for line in TEXT.splitlines() if re.match(r"\|\s*\d+\s*\|", line)]


def test_the_page_has_the_table():
    assert PAGE.exists(), "ARCHITECTURE.md is missing"
    assert len(STEPS) >= 10, "ARCHITECTURE.md has no table of steps"


@pytest.mark.parametrize("step", STEPS)
def test_a_step_names_a_function(step):
    assert NAMED.search(step), step


@pytest.mark.parametrize(("file", "name"), sorted(set(NAMED.findall(TEXT))))
def test_what_the_page_names_is_there(file, name):
    assert callable(getattr(import_module(file.replace("/", ".")), name, None)), f"{file}.py has no {name}"

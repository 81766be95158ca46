"""Sizes: refused beyond the hard limits; beyond the aims only with a reason written here."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from tests.architecture.source import ROOT, Function, Source, all_files, product

FUNCTION, LONGEST_FUNCTION = 25, 50
FILE, LONGEST_FILE, LONGEST_TEST = 250, 400, 500
TEMPLATE = 60
FORBIDDEN_NAMES = re.compile(r"(^|_)(utils?|helpers?|services?|managers?|handlers?|process|data|info)(_|$)")
QUESTIONED_FUNCTIONS = {
    "purchase_orders/operations/consume.py _crossings": "one name a line for the eleven columns of a row",
}
QUESTIONED_FILES: dict[str, str] = {}


def lines_of(function: Function) -> int:
    """Lines of a function without its docstring."""
    first = function.body[0]
    has_docstring = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    spoken = (first.end_lineno or 0) - first.lineno + 1 if has_docstring else 0
    return (function.end_lineno or 0) - function.lineno + 1 - spoken


def handwritten() -> list[Source]:
    return [source for source in product() if not source.is_migration]


def test_no_function_is_refused_or_questioned_without_a_reason():
    lengths = {f"{source.path} {f.name}": lines_of(f) for source in handwritten() for f in source.functions()}
    assert {name: length for name, length in lengths.items() if length > LONGEST_FUNCTION} == {}
    questioned = {name: length for name, length in lengths.items() if length > FUNCTION}
    assert {name: length for name, length in questioned.items() if name not in QUESTIONED_FUNCTIONS} == {}
    assert QUESTIONED_FUNCTIONS.keys() <= questioned.keys(), "short enough again: take it off the list"


def test_no_file_is_refused_or_questioned_without_a_reason():
    lengths = {source.path: source.text.count("\n") for source in handwritten()}
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}
    questioned = {name: length for name, length in lengths.items() if length > FILE}
    assert {name: length for name, length in questioned.items() if name not in QUESTIONED_FILES} == {}
    assert QUESTIONED_FILES.keys() <= questioned.keys(), "short enough again: take it off the list"


def test_no_file_of_tests_is_refused():
    tests = [path for path in all_files() if path.parts[0] == "tests" and path.suffix == ".py"]
    lengths = {str(path): (ROOT / path).read_text().count("\n") for path in tests}
    assert {name: length for name, length in lengths.items() if length > LONGEST_TEST} == {}


def test_a_template_fits_on_a_screen():
    templates = [path for path in all_files() if path.parts[0] == "templates"]
    assert templates
    lengths = {str(path): len((ROOT / path).read_text().splitlines()) for path in templates}
    assert {name: length for name, length in lengths.items() if length > TEMPLATE} == {}


def test_names_are_those_of_the_trade():
    modules = [source.path for source in handwritten() if FORBIDDEN_NAMES.search(Path(source.path).stem)]
    classes = [
        f"{source.path} {node.name}"
        for source in handwritten()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ClassDef) and re.search(r"(Utils?|Helpers?|Service|Handler|Info|Data)$", node.name)
    ]
    assert modules + classes == []


def test_every_module_says_in_one_sentence_what_it_is():
    silent = [source.path for source in handwritten() if source.text.strip() and not ast.get_docstring(source.tree)]
    assert silent == []


def test_expected_errors_are_refusals_and_nothing_is_swallowed():
    bare = [
        f"{source.path}:{node.lineno}"
        for source in handwritten()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or all(isinstance(s, ast.Pass) for s in node.body))
    ]
    assert bare == []

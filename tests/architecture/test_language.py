"""The project speaks of the product alone: no machine's paths, no addresses of registries, no unfinished business."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.architecture.source import ROOT, all_files

TEXT = {".py", ".md", ".html", ".css", ".js", ".toml", ".yml", ".yaml", ".txt", ".sh", ".svg", ".cfg", ".ini", ""}
PROSE = {".py", ".md", ".html", ".js", ".css", ".toml", ""}
ITSELF = Path("tests/architecture/test_language.py")
WORDS = {
    "a path of somebody's machine": re.compile(r"(?<![\w.*-])/(work|root|home/\w+)(/|\b(?!\.))"),
    "the host of a package registry": re.compile(r"pypi\.org|pythonhosted|npmjs|deb\.debian|crates\.io|rubygems", re.I),
    "a list of work to do": re.compile(r"\b(TODO|FIXME|HACK)\b"),
    "a paper that is not here": re.compile(r"\b(SPEC|ACCEPTANCE|STACK|BAR)(\.md|\s+(section|row|item|rule)\b|\s+\d)"),
    "the number of an example elsewhere": re.compile(r"(?<![\w#&/.-])A(0[2468]|[123][02468]|40)(?![\w.-])"),
    "how it was made": re.compile(r"\b(language model|chatbot|copilot|this session|as an AI)\b", re.I),
}
WHERE = {"the number of an example elsewhere": PROSE, "how it was made": PROSE}


def readable() -> list[Path]:
    return [path for path in all_files() if path.suffix in TEXT and path != ITSELF and path.name != "requirements.lock"]


@pytest.mark.parametrize("what", WORDS)
def test_no_file_holds(what):
    kinds = WHERE.get(what, TEXT)
    found = [
        f"{path}:{number}: {line.strip()[:100]}"
        for path in readable()
        if path.suffix in kinds
        for number, line in enumerate((ROOT / path).read_text(errors="replace").splitlines(), 1)
        if WORDS[what].search(line)
    ]
    assert found == []


def test_the_lock_file_names_no_address():
    assert "://" not in "".join(
        line for line in (ROOT / "requirements.lock").read_text().splitlines() if not line.lstrip().startswith("#")
    )


def test_tests_are_not_switched_off_without_a_reason_shown():
    silent = re.compile(r"@pytest\.mark\.(skip|xfail)\s*(\(\s*\))?\s*$|pytest\.skip\(\s*\)")
    files = [path for path in readable() if path.parts[0] == "tests" and path.suffix == ".py"]
    lines = [(path, line) for path in files for line in (ROOT / path).read_text().splitlines()]
    assert [f"{path}: {line}" for path, line in lines if silent.search(line.strip())] == []

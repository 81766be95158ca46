"""Every page reaches a cold browser with at most 150 KB: HTML, style sheet, scripts and icons, compressed."""

from __future__ import annotations

import gzip
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.browser.addresses import open_pages_of, pages_of
from tests.browser.written import written
from tests.building import draft

GOAL = 150 * 1024
ROOT = Path(__file__).resolve().parents[2]
NAMED = re.compile(r'(?:href|src)="/static/([^"#?]+)')
ROWS_OF_A_PAGE = 50


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> dict[str, int]:
    """Compressed bytes of each static file, by its name in a page, as a deployed process serves them."""
    folder = tmp_path_factory.mktemp("static")
    subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"],
        cwd=ROOT, env=os.environ | {"STATIC_ROOT": str(folder)}, check=True,
    )  # fmt: skip
    found = json.loads((folder / "staticfiles.json").read_text())["paths"]
    return {name: _compressed(folder / hashed) for name, hashed in found.items()}


def _compressed(path: Path) -> int:
    packed = path.with_name(f"{path.name}.gz")
    return (packed if packed.exists() else path).stat().st_size


@pytest.mark.slow
@pytest.mark.django_db
def test_no_page_is_heavier_than_150_kb(door, browser_of, weights):
    samples = written(door)
    with door("acme"):
        for _ in range(ROWS_OF_A_PAGE):
            draft()
    weighed = {}
    for organization in ("acme", "initech"):
        browser = browser_of(organization, "ada")
        for path in [*pages_of(samples[organization]), *open_pages_of(samples[organization])]:
            answer = browser.get(path, follow=True)
            html = b"".join(answer) if answer.streaming else answer.content
            parts = {name: weights[name] for name in NAMED.findall(html.decode())}
            weighed[organization, path] = len(gzip.compress(html)) + sum(parts.values())
    assert len(weighed) > 100
    assert weighed["acme", "/invoices/outgoing/"] > weighed["acme", "/my-account/"] > weights["css/app.css"] > 0
    assert {page: weight for page, weight in weighed.items() if weight > GOAL} == {}

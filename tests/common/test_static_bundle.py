"""What browsers are sent: one style sheet in place of forty, compressed, under a name that may be kept forever."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import override_settings

from billing_platform.static_bundle import bundled

ROOT = Path(__file__).parents[2]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "billing_platform.static_bundle.Storage"},
}


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("static")
    with override_settings(STATIC_ROOT=str(root), STORAGES=STORAGES):
        call_command("collectstatic", interactive=False, verbosity=0)
    return root


def test_an_import_becomes_a_layer_in_its_place() -> None:
    entry = '@layer base, print;\n@import url("a.css") layer(base);\n@import url("b.css") layer(print);\n'
    expected = "@layer base, print;\n@layer base {\na {}\n}\n@layer print {\nb {}\n}\n"
    assert bundled(entry, {"a.css": "a {}\n", "b.css": "b {}\n"}.__getitem__) == expected


def test_the_collected_style_sheet_holds_every_part_and_imports_nothing(collected: Path) -> None:
    (sheet,) = (path for path in (collected / "css").glob("app.*.css") if path.name != "app.css")
    text = sheet.read_text()
    assert "@import" not in text
    imported = re.findall(r'url\("([^"]+)"\)', (ROOT / "static/css/app.css").read_text())
    assert len(imported) > 30
    for name in imported:
        assert (ROOT / "static/css" / name).read_text().strip() in text, name


def test_what_is_collected_is_compressed(collected: Path) -> None:
    (sheet,) = (collected / "css").glob("app.*.css.gz")
    assert len(sheet.read_bytes()) < 25_000
    assert b"@layer" in gzip.decompress(sheet.read_bytes())

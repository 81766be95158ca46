"""Printing: what is missing is said, nothing outside the page is read, and the same input gives the same bytes."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from common import pdf
from common.pdf import AttachedFile, PdfOff, missing_packages, render, why_off

ROOT = Path(__file__).resolve().parents[2]
NOTHING_LOADED = """
import ctypes, json, sys
real = ctypes.CDLL
def absent(name, *rest, **more):
    if name and "pango" in str(name):
        raise OSError(f"{name}: cannot open shared object file")
    return real(name, *rest, **more)
ctypes.CDLL = absent
from common import pdf
try:
    pdf.render("<p>x</p>", [])
except pdf.PdfOff as off:
    print(json.dumps([off.code, off.message]))
"""
WATCHED = """
import json, sys
from common import pdf
from pathlib import Path
pdf.render("<img src='data:image/svg+xml,%3Csvg/%3E'>", ["p { color: black }"])  # Python loads its own modules
seen = []
WATCH = ("open", "socket.connect", "socket.getaddrinfo", "subprocess.Popen", "os.listdir", "urllib.Request")
page = Path(sys.argv[1]).read_text()
sys.addaudithook(lambda event, args: seen.append([event, str(args[:1])]) if event in WATCH else None)
content = pdf.render(page, ["p { color: black }"])
found = [each for each in seen if not (each[0] == "urllib.Request" and "data:" in each[1])]
print(json.dumps([found, content[:5].decode()]))
"""
HOSTILE = """<html lang="en"><head><title>x</title><link rel="stylesheet" href="file:///etc/hosts">
<link rel="attachment" href="file:///etc/passwd"><link rel="stylesheet" href="http://127.0.0.1:9/x.css">
<style>@import url("http://127.0.0.1:9/y.css"); @import url("file:///etc/group");
@font-face { font-family: f; src: url("file:///etc/shadow"); }
p { background: url("ftp://127.0.0.1/z"); font-family: f }</style></head>
<body><p>Text</p><img src="file:///etc/passwd"><img src="http://127.0.0.1:9/i.png"><img src="/etc/passwd">
<img src="i.png">
<object data="file:///etc/passwd"></object><embed src="file:///etc/passwd"><a href="file:///etc/passwd">a</a>
<svg><image href="file:///etc/passwd" /><use href="http://127.0.0.1:9/s.svg#a" /></svg>
<img src="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'%3E%3Cimage href='file:///etc/passwd'/%3E%3C/svg%3E">
</body></html>"""


def run(script, *arguments):
    ended = subprocess.run(
        [sys.executable, "-c", script, *arguments], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    return json.loads(ended.stdout.strip().splitlines()[-1])


def test_a_machine_without_pango_refuses_and_names_what_to_install():
    code, message = run(NOTHING_LOADED)
    assert code == "pdf_off"
    assert message == ("PDFs are off on this server: install libpango-1.0-0 and libpangoft2-1.0-0, then restart it.")


@pytest.mark.parametrize("package", pdf.LIBRARIES)
def test_each_missing_library_is_named_by_its_package(monkeypatch, package):
    monkeypatch.setitem(pdf.LIBRARIES, package, ("libnosuchthing.so.9",))
    monkeypatch.setattr(pdf, "_has_fonts", lambda: True)
    others = [name for name in missing_packages() if name != package]
    assert package in missing_packages()
    assert why_off().startswith("PDFs are off on this server: install ")
    assert others == [] or package in why_off()
    with pytest.raises(PdfOff):
        render("<p>x</p>", [])


def test_a_machine_without_fonts_would_print_empty_pages_and_refuses(monkeypatch):
    monkeypatch.setattr(pdf, "FONTCONFIG", ("libnosuchthing.so.9",))
    assert "fonts-dejavu-core" in missing_packages()


@pytest.mark.pdf
@pytest.mark.usefixtures("printing")
def test_a_hostile_page_makes_no_connection_and_reads_no_file(tmp_path):
    page = tmp_path / "page.html"
    page.write_text(HOSTILE)
    assert run(WATCHED, str(page)) == [[], "%PDF-"]


@pytest.mark.pdf
@pytest.mark.usefixtures("printing")
def test_the_same_input_gives_the_same_bytes_attachments_included():
    at = datetime(2026, 11, 20, tzinfo=UTC)
    attached = [AttachedFile("lines.csv", b"a;b\r\n", "Lines", at)]
    once, again = (render("<p>x</p>", ["p { color: #123456 }"], attached=attached) for _ in range(2))
    assert once == again
    assert once != render("<p>y</p>", ["p { color: #123456 }"], attached=attached)

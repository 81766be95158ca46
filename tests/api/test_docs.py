"""The examples of docs/api.md are sent as they stand, with a token, a number and a file of the test."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from common.dates import version_of
from invoices.models import Document
from invoices.operations import set_pdf as setting
from invoices.operations.issue import issue_invoices
from tests.api.conftest import Caller
from tests.building import line, order, po_line, verified
from tests.invoices.einvoice.pdf_files import invoice_pdf

pytestmark = pytest.mark.django_db
PAGE = (Path(__file__).resolve().parents[2] / "docs" / "api.md").read_text()
BLOCKS = re.findall(r"```sh\n(.*?)```", PAGE, re.S)
COMMANDS = [
    shlex.split(command)[1:]
    for block in BLOCKS
    for command in re.split(r"\n(?=curl )", block.replace("\\\n", " "))
    if command.strip()
]
FILES = {"@invoice.pdf": invoice_pdf(("terms.txt", b"net 30"))}


@pytest.fixture
def named(door, today, monkeypatch):
    """What stands in an example, and what there is in its place here."""
    monkeypatch.setattr(setting, "why_off", lambda: "no PDFs are printed here")
    with door("initech"):
        made = order("PO-1", lines=[po_line("1"), po_line("2")])
    with door("acme"):
        document = verified("initech", line("500"))
        issue_invoices([document.pk], today=today)
        issued = Document.objects.get(pk=document.pk)
    return {
        "INV-2026-000231": issued.number,
        "$INVOICE_VERSION": str(issued.version),
        "$INVOICE": str(issued.public_id),
        "$ORDER": str(made.public_id),
        "$VERSION": str(version_of(made.edited_at)),
    }


def filled(word, named):
    for text, value in named.items():
        word = word.replace(text, value)
    return word


def options_of(command):
    """Method, headers, body and address of a command."""
    method, headers, body, address, rest = "GET", {}, b"", "", list(command)
    while rest:
        word = rest.pop(0)
        if word == "-X":
            method = rest.pop(0)
        elif word == "-H":
            name, _, value = rest.pop(0).partition(": ")
            headers[name.lower()] = value
        elif word in ("-d", "--data-binary"):
            body = rest.pop(0)
        else:
            address = word
    return method, headers, FILES.get(body, body), urlsplit(address)


def test_there_are_examples():
    assert len(COMMANDS) == 11


@pytest.mark.parametrize("command", COMMANDS, ids=[f"{number}" for number in range(len(COMMANDS))])
def test_an_example_works_as_it_stands(command, caller, named):
    method, headers, body, address = options_of([filled(word, named) for word in command])
    organization = address.hostname.removesuffix(".billing.example")
    assert organization in ("acme", "initech")
    assert headers.pop("authorization") == "Bearer $TOKEN"
    client = caller(organization, "ada")
    path = address.path.removeprefix("/api/v1")
    kind = headers.pop("content-type", "application/octet-stream")
    answer = Caller(organization, client.text).send(method, f"{path}?{address.query}", body, kind, **headers)
    assert answer.status_code == 200, answer.content


def test_every_operation_of_the_table_is_in_the_reference(caller):
    told = caller().get("/openapi.json").json()["paths"]
    named = re.findall(r"^\| `([A-Z]+) (/[^`]+)` \| `(\w+)`", PAGE, re.M)
    described = {
        (method.upper(), path.removeprefix("/api/v1"), operation["x-permission"])
        for path, methods in told.items()
        for method, operation in methods.items()
    }
    assert set(named) == described

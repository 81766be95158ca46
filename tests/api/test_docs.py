"""The examples of docs/api.md are sent as they stand, with a token, a number and a file of the test."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from invoices.models import Document
from invoices.operations import set_pdf as setting
from invoices.operations.issue import issue_invoices
from tests.api.conftest import Caller
from tests.building import line, verified
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
def number(door, today, monkeypatch):
    monkeypatch.setattr(setting, "why_off", lambda: "no PDFs are printed here")
    with door("acme"):
        document = verified("initech", line("500"))
        issue_invoices([document.pk], today=today)
        return Document.objects.get(pk=document.pk).number


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
    assert len(COMMANDS) == 7


@pytest.mark.parametrize("command", COMMANDS, ids=[f"{number}" for number in range(len(COMMANDS))])
def test_an_example_works_as_it_stands(command, caller, number):
    method, headers, body, address = options_of(command)
    assert address.hostname == "acme.billing.example"
    assert headers.pop("authorization") == "Bearer $TOKEN"
    client = caller("acme", "ada")
    path = address.path.replace("INV-2026-000231", number).removeprefix("/api/v1")
    kind = headers.pop("content-type", "application/octet-stream")
    answer = Caller("acme", client.text).send(method, f"{path}?{address.query}", body, kind, **headers)
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

"""`manage.py addresses`, whose first line is the address that `manage.py up` names."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.test import Client

from billing_platform.local.way_in import first_address

pytestmark = pytest.mark.django_db


def said(capsys) -> list[str]:
    call_command("addresses")
    return capsys.readouterr().out.splitlines()


def test_every_organization_has_its_line_and_the_operator_comes_last(cast, capsys, settings):
    settings.BASE_URL_PORT = 8000
    lines = said(capsys)
    assert len(lines) == len(cast)
    assert lines[0] == f"http://acme.localhost:8000/  {cast['acme'].name}"
    assert lines[-1].startswith("http://ops.localhost:8000/  ")


def test_whoever_follows_the_first_address_can_sign_in(cast, capsys):
    host = first_address("\n".join(said(capsys))).removeprefix("http://").rstrip("/")
    answer = Client(headers={"host": host}).get("/", follow=True)
    assert (answer.status_code, answer.redirect_chain[-1][0]) == (200, "/sign-in/?next=/")


def test_without_an_organization_there_is_no_address():
    assert first_address("") == ""
    assert first_address("see https://docs.example/ for the reason\n") == ""

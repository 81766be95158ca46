"""A request has one number, in its answer, its log line, its error page and the history; its line names no secret."""

from __future__ import annotations

import logging
import uuid

import pytest
from django.test import Client

import reports.views
from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db
GIVEN = "01a20251-08f3-772b-ad5a-9a30b10cce14"


@pytest.fixture
def lines(caplog):
    caplog.set_level(logging.INFO, logger="web")
    return lambda: [record for record in caplog.records if record.getMessage() == "request.answered"]


def visitor(**headers: str) -> Client:
    return Client(headers={"host": "acme.localhost", **headers})


def test_an_answer_carries_its_number_and_the_log_line_the_same(lines):
    answer = visitor().get("/sign-in/")
    (line,) = lines()
    assert str(uuid.UUID(answer["X-Request-ID"])) == line.request_id


def test_the_line_says_what_was_answered_to_whom_and_what_it_cost(browser_of, lines, cast):
    browser = browser_of("acme", "bill")
    browser.get("/invoices/outgoing/", {"q": "secret"})
    line = lines()[-1]
    assert (line.method, line.path, line.status) == ("GET", "/invoices/outgoing/", 200)
    assert line.org == cast["acme"].schema_name
    assert line.actor.startswith("person:")
    assert " " not in line.actor
    assert 0 < line.statements < 30
    assert line.ms > 0


def test_only_a_trusted_proxy_names_the_number(settings):
    asked = {"x-request-id": GIVEN}
    settings.BEHIND_PROXY = False
    assert visitor(**asked).get("/sign-in/")["X-Request-ID"] != GIVEN
    settings.BEHIND_PROXY = True
    assert visitor(**asked).get("/sign-in/")["X-Request-ID"] == GIVEN


def test_a_proxys_number_may_come_without_dashes_and_nothing_else_is_one(settings):
    settings.BEHIND_PROXY = True
    assert visitor(**{"x-request-id": GIVEN.replace("-", "")}).get("/sign-in/")["X-Request-ID"] == GIVEN
    forged = visitor(**{"x-request-id": "1\t2; DROP"}).get("/sign-in/")["X-Request-ID"]
    assert uuid.UUID(forged)


def test_a_broken_page_shows_the_number_that_its_answer_carries(browser_of, monkeypatch):
    monkeypatch.setattr(reports.views, "list_page", lambda *given, **named: 1 // 0)
    browser = browser_of("acme", "ada")
    browser.raise_request_exception = False
    answer = browser.get("/jobs/")
    assert answer.status_code == 500
    assert answer["X-Request-ID"] in answer.content.decode()


def test_signing_in_leaves_no_password_cookie_or_address_in_any_line(caplog):
    from billing_platform.logs import JsonFormatter

    caplog.set_level(logging.DEBUG)
    browser = visitor()
    browser.post("/sign-in/", {"username": "bill@acme.example", "password": PASSWORD})
    browser.post("/sign-in/?next=/x?token=t0p", {"username": "bill@acme.example", "password": "wrong " + PASSWORD})
    session = browser.cookies["session"].value
    text = "\n".join(JsonFormatter().format(r) for r in caplog.records if not r.name.startswith("django.db"))
    assert "request.answered" in text
    for secret in (PASSWORD, session, "bill@acme.example", "t0p"):
        assert secret not in text


def test_probes_and_static_files_are_not_logged(lines):
    for path in ("/healthz", "/readyz"):
        Client().get(path)
    assert lines() == []

"""Every error is a problem document, whoever made it: the library, the door, the router, a defect."""

from __future__ import annotations

import pytest
from django.test import Client

import invoices.api
from common.errors import Refusal
from tenants import border
from tests.api.conftest import Caller

pytestmark = pytest.mark.django_db
MEMBERS = {"type", "title", "status", "detail", "instance"}


def problem_of(answer, status, code):
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json"), answer.content
    problem = answer.json()
    assert (problem["status"], problem["type"]) == (status, f"/api/v1/problems#{code}")
    assert problem.keys() - {"errors"} == MEMBERS
    assert problem["instance"] == f"urn:uuid:{answer['X-Request-ID']}"
    return problem


def test_an_address_that_is_none(caller):
    problem_of(caller().get("/nothing"), 404, "not_found")
    problem_of(Caller("acme", "").get("/nothing/at/all"), 404, "not_found")


@pytest.mark.parametrize("method", ["POST", "DELETE", "PATCH", "OPTIONS"])
def test_a_method_that_an_address_does_not_take(caller, method):
    answer = caller().send(method, "/invoices", b"")
    problem_of(answer, 405, "method_not_allowed")
    assert answer["Allow"] == "GET"


def test_a_host_without_organization(caller):
    answer = Client(headers={"host": "nobody.localhost"}).get("/api/v1/invoices")
    problem_of(answer, 404, "not_found")


def test_a_host_that_is_not_ours():
    problem_of(Client(headers={"host": "acme.example"}).get("/api/v1/invoices"), 400, "bad_request")


def test_an_organization_that_is_being_upgraded(caller, monkeypatch):
    client = caller()
    monkeypatch.setattr(border, "expected_schema_version", lambda: "another release")
    answer = client.get("/invoices")
    problem_of(answer, 503, "unavailable")
    assert answer["Retry-After"] == "60"


def test_a_defect_shows_its_number_and_nothing_of_the_code(caller, monkeypatch):
    def broken(*_):
        raise ZeroDivisionError("secret of the house")

    client = caller()
    client.client.raise_request_exception = False
    monkeypatch.setattr(invoices.api, "documents_page", broken)
    answer = client.get("/invoices")
    problem_of(answer, 500, "defect")
    assert "ZeroDivisionError" not in answer.content.decode()
    assert "secret" not in answer.content.decode()


def test_a_refusal_keeps_its_code_and_names_its_field(caller, monkeypatch):
    def refuse(*_):
        raise Refusal("There is no such thing.", code="some_reason", field="status")

    client = caller()
    monkeypatch.setattr(invoices.api, "documents_page", refuse)
    problem = problem_of(client.get("/invoices"), 422, "some_reason")
    assert (problem["title"], problem["errors"]) == ("Some reason", {"status": ["There is no such thing."]})


def test_all_wrong_values_are_named_at_once(caller):
    problem = problem_of(caller().get("/invoices", {"status": "x", "due_since": "y"}), 422, "invalid_values")
    assert problem["errors"].keys() == {"status", "due_since"}
    assert problem["detail"] == "2 values are not what is allowed here: status, due_since."


def test_answers_are_kept_by_no_cache(caller):
    assert caller().get("/invoices")["Cache-Control"] == "no-store"
    assert caller().get("/nothing")["Cache-Control"] == "no-store"


def test_a_problem_carries_the_headers_of_every_answer(caller):
    for answer in (caller().get("/nothing"), caller().get("/invoices", {"limit": "0"}), caller().get("/invoices")):
        assert "default-src 'self'" in answer["Content-Security-Policy"]
        assert (answer["X-Frame-Options"], answer["X-Content-Type-Options"]) == ("DENY", "nosniff")


def test_pages_of_people_stay_pages(browser_of):
    page = browser_of("acme", "ada").get("/nothing/")
    assert (page.status_code, page["Content-Type"]) == (404, "text/html; charset=utf-8")

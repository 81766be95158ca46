"""The OpenAPI document: every operation is in it, with its permission, words, examples and problems."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from jsonschema_rs import validator_for

from billing_platform.api.frame import api
from billing_platform.api.gate import Token
from billing_platform.api.problems import MEANINGS
from billing_platform.api.reference import known_problems
from billing_platform.api.wording import WORDS, words_of
from common.errors import Refusal
from people.permissions import Permission

OPERATIONS = [
    pytest.param(router.prefix + path, operation, id=f"{operation.methods[0]} {path}")
    for router in api._get_bound_routers()
    for path, view in router.path_operations.items()
    for operation in view.operations
]
WITHOUT_CONVERTER = re.compile(r"{[^}:]+:")


@pytest.fixture
def document(db):
    answer = Client(headers={"host": "acme.localhost"}).get("/api/v1/openapi.json")
    assert answer.status_code == 200
    return answer.json()


def described(document, path, operation):
    return document["paths"]["/api/v1" + WITHOUT_CONVERTER.sub("{", path)][operation.methods[0].lower()]


def test_there_are_operations():
    assert len(OPERATIONS) >= 2


@pytest.mark.parametrize(("path", "operation"), OPERATIONS)
def test_an_operation_stands_behind_one_gate_with_a_permission(path, operation):
    (gate,) = operation.auth_callbacks
    assert isinstance(gate, Token)
    assert isinstance(gate.permission, Permission)


@pytest.mark.parametrize(("path", "operation"), OPERATIONS)
def test_an_operation_is_described_with_an_example_that_fits_its_schema(path, operation, document):
    told = described(document, path, operation)
    (gate,) = operation.auth_callbacks
    assert told["x-permission"] == gate.permission.value
    assert told["security"] == [{"Token": []}]
    assert told["summary"]
    assert told["description"].endswith(".")
    answers = told["responses"]["200"]["content"]
    if list(answers) == ["application/pdf"]:
        return  # a file is no example
    answer = answers["application/json"]
    schema = answer["schema"] | {"components": document["components"]}
    assert [error.message for error in validator_for(schema).iter_errors(answer["example"])] == []


@pytest.mark.parametrize(("path", "operation"), OPERATIONS)
def test_an_operation_names_its_problems(path, operation, document):
    told = described(document, path, operation)["responses"]
    statuses = {int(status) for status in told} - {200}
    assert statuses >= {401, 403, 422, 429, 503}
    for status in statuses:
        assert told[str(status)]["description"] == MEANINGS[status]
        assert list(told[str(status)]["content"]) == ["application/problem+json"]


@pytest.mark.parametrize(("path", "operation"), OPERATIONS)
def test_a_write_takes_an_idempotency_key_and_names_its_kind_of_body(path, operation, document):
    told = described(document, path, operation)
    names = [parameter["name"] for parameter in told["parameters"]]
    is_write = operation.methods != ["GET"]
    assert ("Idempotency-Key" in names) == is_write
    (gate,) = operation.auth_callbacks
    assert ("requestBody" in told) == bool(gate.takes)


def test_the_document_names_no_organization_and_is_the_same_for_all(document):
    other = Client(headers={"host": "hooli.localhost"}).get("/api/v1/openapi.json").json()
    assert other == document


def test_each_problem_type_leads_to_its_line_on_a_page(db):
    page = Client(headers={"host": "acme.localhost"}).get("/api/v1/problems")
    assert page.status_code == 200
    words = page.content.decode()
    for problem in known_problems():
        assert f'id="{problem.code}"' in words
    assert len(known_problems()) > 30


def test_every_refusal_of_the_api_says_what_it_means():
    silent = [problem.code for problem in known_problems() if not problem.meaning]
    assert silent == []
    assert Refusal.code in {problem.code for problem in known_problems()}


@pytest.mark.parametrize("kind", WORDS)
def test_words_for_a_wrong_value_have_their_limits(kind):
    limits = {"expected": "'a' or 'b'", "ge": 1, "le": 2, "min_length": 1, "max_length": 9}
    words = words_of({"type": kind, "ctx": limits})
    assert words.endswith(".")
    assert "{" not in words


def test_words_for_a_kind_nobody_knows_yet():
    assert words_of({"type": "future_kind"}) == "This value is not allowed here."


@pytest.mark.parametrize("path", ["/api/v1/docs", "/api/v1/problems", "/api/v1/openapi.json"])
def test_a_host_without_organization_has_no_reference(path, db):
    assert Client(headers={"host": "nobody.localhost"}).get(path).status_code == 404


def test_the_interactive_page_loads_files_of_this_host_alone(db):
    page = Client(headers={"host": "acme.localhost"}).get("/api/v1/docs")
    assert page.status_code == 200
    assert "unsafe" not in page["Content-Security-Policy"]
    assert "http" not in re.sub(r"<!doctype html>", "", page.content.decode())

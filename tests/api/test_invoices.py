"""GET /invoices: what it shows, what it narrows, and pages by cursor."""

from __future__ import annotations

from datetime import date

import pytest

from invoices.models import Document
from invoices.operations.issue import issue_invoices
from tests.building import draft, line, verified

pytestmark = pytest.mark.django_db


@pytest.fixture
def trade(door, today):
    """Three invoices of acme to initech of two days, one to globex, one draft; numbers by name."""
    with door("acme"):
        found = {}
        for name, buyer, day, price in (
            ("old", "initech", date(2026, 11, 2), "100"),
            ("other", "globex", date(2026, 11, 10), "200"),
            ("new", "initech", today, "300"),
            ("newest", "initech", today, "1234.56"),
        ):
            document = verified(buyer, line(price), today=day)
            issue_invoices([document.pk], today=day)
            found[name] = Document.objects.get(pk=document.pk).number
        draft("initech", line("7"))
    return found


def numbers(answer):
    assert answer.status_code == 200, answer.content
    return [item["number"] for item in answer.json()["items"]]


def test_documents_are_listed_newest_first_with_drafts_before_all(caller, trade):
    listed = numbers(caller().get("/invoices"))
    assert listed == [None, trade["newest"], trade["new"], trade["other"], trade["old"]]


def test_amounts_are_text_with_their_currency_and_dates_are_iso(caller, trade, today):
    (item,) = caller().get("/invoices", {"number": trade["newest"]}).json()["items"]
    assert item["net"] == {"amount": "1234.56", "currency": "EUR"}
    assert item["total"] == {"amount": "1469.13", "currency": "EUR"}
    assert item["amount_due"] == item["collectable"] == item["total"]
    assert (item["issue_date"], item["due_date"]) == ("2026-11-20", "2026-12-20")
    assert item["payment_method"] == "unknown"
    assert item["partner"]["name"] == "Initech AG"
    assert item["partner"]["organization_id"].startswith("ORG-")
    assert (item["direction"], item["kind"], item["status"]) == ("outgoing", "invoice", "issued")


def test_the_buyer_sees_the_same_document_coming_in(caller, trade):
    found = caller("initech", "betty").get("/invoices", {"direction": "incoming"})
    assert numbers(found) == [trade["newest"], trade["new"], trade["old"]]
    assert found.json()["items"][0]["total"] == {"amount": "1469.13", "currency": "EUR"}


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({"direction": "incoming"}, []),
        ({"status": "draft"}, [None]),
        ({"status": "issued", "direction": "outgoing"}, ["newest", "new", "other", "old"]),
        ({"issued_since": "2026-11-10"}, ["newest", "new", "other"]),
        ({"issued_until": "2026-11-10"}, ["other", "old"]),
        ({"due_since": "2026-12-10", "due_until": "2026-12-19"}, ["other"]),
        ({"updated_since": "2100-01-01T00:00:00Z"}, []),
        ({"updated_since": "2020-01-01T00:00:00+02:00", "status": "draft"}, [None]),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) else "",
)
def test_each_filter_leaves_what_it_names(caller, trade, asked, names):
    assert numbers(caller().get("/invoices", asked)) == [name and trade[name] for name in names]


def test_a_partner_is_named_by_its_organization_id(caller, trade, cast):
    found = caller().get("/invoices", {"partner": cast["globex"].organization_id})
    assert numbers(found) == [trade["other"]]


@pytest.mark.parametrize("limit", [1, 2, 3])
def test_following_the_cursor_gives_every_document_once(caller, trade, limit):
    client, seen, asked = caller(), [], {"limit": str(limit)}
    for _ in range(10):
        page = client.get("/invoices", asked)
        seen += numbers(page)
        if page.json()["next"] is None:
            break
        asked["cursor"] = page.json()["next"]
    assert seen == [None, trade["newest"], trade["new"], trade["other"], trade["old"]]


def test_a_document_that_comes_between_two_pages_repeats_none(caller, trade, door, today):
    client = caller()
    first = client.get("/invoices", {"limit": "2", "status": "issued"}).json()
    with door("acme"):
        issue_invoices([verified("initech", line("9")).pk], today=today)
    rest = numbers(client.get("/invoices", {"status": "issued", "cursor": first["next"]}))
    assert rest == [trade["other"], trade["old"]]


@pytest.mark.parametrize(
    ("asked", "field", "words"),
    [
        ({"limit": "0"}, "limit", "Type a whole number from 1 to 200."),
        ({"limit": "201"}, "limit", "Type a whole number from 1 to 200."),
        ({"limit": "１０"}, "limit", "no full-width"),
        ({"limit": "1e2"}, "limit", "exponent"),
        ({"limit": ""}, "limit", "whole number"),
        ({"status": "lost"}, "status", "Allowed: draft, verified"),
        ({"direction": "in"}, "direction", "Allowed: outgoing, incoming."),
        ({"issued_since": "20261101"}, "issued_since", "Send a date such as 2026-11-30."),
        ({"issued_since": "1700000000"}, "issued_since", "Send a date such as 2026-11-30."),
        ({"due_until": "2026-02-30"}, "due_until", "Send a date such as 2026-11-30."),
        ({"updated_since": "2026-11-01"}, "updated_since", "Send an instant with its offset"),
        ({"partner": "3"}, "partner", "not allowed here"),
        ({"number": "a\x00b"}, "number", "Control characters are not taken."),
        ({"sort": "due"}, "sort", "There is no parameter 'sort' here. Known: cursor, direction,"),
        ({"cursor": "%%%"}, "cursor", "This is no cursor"),
        ({"cursor": "aGVsbG8"}, "cursor", "This is no cursor"),
    ],
    ids=lambda value: "" if isinstance(value, str) else "-".join(map(ascii, value.items())),
)
def test_what_can_not_be_understood_is_named_with_what_is_allowed(caller, asked, field, words):
    answer = caller().get("/invoices", asked)
    problem = answer.json()
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
    assert list(problem["errors"]) == [field]
    assert words in problem["errors"][field][0]


def test_a_page_costs_the_same_statements_however_many_documents(caller, trade, django_assert_max_num_queries):
    client = caller()
    client.get("/invoices")
    with django_assert_max_num_queries(6):
        client.get("/invoices", {"limit": "1"})
    with django_assert_max_num_queries(6):
        client.get("/invoices")

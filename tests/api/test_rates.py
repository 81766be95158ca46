"""Rate limits: a token, an organization, and an address without a token; Redis being away turns nobody away."""

from __future__ import annotations

from uuid import uuid4

import pytest
import redis
from django.test import Client

from billing_platform.api import rates
from billing_platform.api.operations.tokens import revoke_token

pytestmark = pytest.mark.django_db


@pytest.fixture
def at(monkeypatch):
    """The clock of the counters stands ten seconds before the end of a minute of its own."""
    monkeypatch.setattr(rates.time, "time", lambda: 4_000_000_000.0 - 4_000_000_000.0 % 60 + 50)


def test_every_answer_says_what_is_left(caller, settings):
    settings.API_PER_MINUTE = 7
    client = caller()
    first, second = client.get("/invoices"), client.get("/invoices", {"limit": "0"})
    assert first["RateLimit-Policy"] == '"token";q=7;w=60'
    assert [answer["RateLimit"].split(";")[:2] for answer in (first, second)] == [
        ['"token"', "r=6"],
        ['"token"', "r=5"],
    ]


def test_beyond_the_limit_of_a_token_there_is_429_until_the_minute_is_over(caller, settings, at, monkeypatch):
    settings.API_PER_MINUTE = 2
    client = caller()
    assert [client.get("/invoices").status_code for _ in range(3)] == [200, 200, 429]
    refused = client.get("/invoices")
    assert (refused["Retry-After"], refused["RateLimit"]) == ("10", '"token";r=0;t=10')
    assert refused.json()["detail"] == "This token may send 2 requests a minute. Wait 10 seconds."
    assert refused["Content-Type"] == "application/problem+json"
    assert caller().get("/invoices").status_code == 200
    monkeypatch.setattr(rates.time, "time", lambda: 4_000_000_100.0)
    assert client.get("/invoices").status_code == 200


def test_the_tokens_of_an_organization_share_a_limit_and_others_have_their_own(caller, settings, at):
    settings.API_PER_MINUTE_OF_ORGANIZATION = 3
    sent = [caller("hooli", "ada").get("/invoices").status_code for _ in range(4)]
    assert sent == [200, 200, 200, 429]
    assert caller("globex", "ada").get("/invoices").status_code == 200


def test_while_redis_is_away_nobody_is_turned_away_and_nothing_is_asked_twice(caller, monkeypatch, caplog):
    asked = []

    class Away:
        def pipeline(self, **_):
            asked.append(1)
            raise redis.ConnectionError("refused")

    monkeypatch.setattr(rates, "_server", Away)
    client = caller()
    answers = [client.get("/invoices") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert not [answer for answer in answers if "RateLimit" in answer]
    assert len(asked) == 1
    assert [record.message for record in caplog.records if record.name == "api"] == ["api.requests_not_counted"]


def test_without_redis_at_all_nothing_is_counted(caller, settings):
    settings.REDIS_URL = ""
    assert "RateLimit" not in caller().get("/invoices")


@pytest.fixture
def stranger():
    """Sends from an address of its own without a token, or with one that is wrong."""
    address = f"2001:db8::{uuid4().hex[:4]}:{uuid4().hex[:4]}"

    def send(token: str = "", to: str = "acme"):
        headers = {"host": f"{to}.localhost"} | ({"authorization": f"Bearer {token}"} if token else {})
        return Client(headers=headers).get("/api/v1/invoices", REMOTE_ADDR=address)

    return send


@pytest.mark.parametrize("token", ["", "bill_nobody_has_it"], ids=["missing", "wrong"])
def test_too_many_requests_of_an_address_without_a_good_token_are_429(stranger, settings, at, token):
    settings.API_REFUSED_PER_MINUTE = 2
    assert [stranger(token).status_code for _ in range(3)] == [401, 401, 429]
    refused = stranger(token)
    assert (refused["Retry-After"], refused["RateLimit"]) == ("10", '"address";r=0;t=10')
    assert refused.json()["detail"] == (
        "This address may send 2 requests without a token that is good here a minute. Wait 10 seconds."
    )


def test_an_address_is_counted_over_all_organizations(stranger, settings, at):
    settings.API_REFUSED_PER_MINUTE = 1
    assert [stranger(to=name).status_code for name in ("acme", "globex")] == [401, 429]


def test_a_revoked_token_is_counted_too(stranger, settings, at, token_of, door):
    settings.API_REFUSED_PER_MINUTE = 1
    made = token_of("acme", "bill")
    with door("acme"):
        revoke_token(made.token.public_id)
    assert [stranger(made.text).status_code for _ in range(2)] == [401, 429]


def test_a_good_token_goes_on_where_others_of_its_address_are_turned_away(stranger, settings, at, token_of):
    settings.API_REFUSED_PER_MINUTE = 1
    text = token_of("acme", "bill").text
    assert [stranger().status_code for _ in range(2)] == [401, 429]
    assert stranger(text).status_code == 200


def test_requests_without_a_token_are_not_counted_for_any_token(caller, settings):
    settings.API_PER_MINUTE = 1
    client = caller()
    for _ in range(3):
        client.client.get("/api/v1/invoices", headers={"authorization": ""})
    assert client.get("/invoices").status_code == 200

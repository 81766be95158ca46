"""Callers of the API: a token of a person, and a client that sends it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from billing_platform.api import rates
from billing_platform.api.models import ApiToken
from billing_platform.api.operations.accounts import create_service_account
from billing_platform.api.operations.tokens import NewToken, TokenWish, make_token
from people.models import Account
from people.permissions import Permission

EVERY_SCOPE = tuple(Permission)


class Caller:
    """Sends requests to one host with one token; `text` is the token's."""

    def __init__(self, host: str, text: str) -> None:
        self.text = text
        headers = {"host": f"{host}.localhost"} | ({"authorization": f"Bearer {text}"} if text else {})
        self.client = Client(headers=headers)

    def get(self, path: str, query: dict[str, Any] | None = None, **headers: str) -> HttpResponse:
        return self.client.get(f"/api/v1{path}", query, headers=headers)

    def send(self, method: str, path: str, body: Any, kind: str = "application/json", **headers: str) -> HttpResponse:
        return self.client.generic(method, f"/api/v1{path}", body, content_type=kind, headers=headers)

    def put_pdf(self, number: str, content: bytes, query: str = "", **headers: str) -> HttpResponse:
        return self.send("PUT", f"/invoices/{number}/pdf{query}", content, "application/pdf", **headers)


@pytest.fixture(autouse=True)
def _counted_anew() -> None:
    """No test counts the requests of another, or waits because another took Redis away."""
    rates.SILENCE.until = 0.0


@pytest.fixture
def token_of(door) -> Callable[..., NewToken]:
    """`token_of("acme", "bill")`: a new token of Bill with these scopes, his permissions unless named."""

    def made(organization: str, person: str, scopes: Any = None, **wish: Any) -> NewToken:
        with door(organization):
            account = Account.objects.get(email=f"{person}@{organization}.example")
            chosen = account.permissions if scopes is None else scopes
            return make_token(account, TokenWish(wish.pop("name", "ERP"), chosen, **wish), by=account)

    return made


@pytest.fixture
def service_token(door) -> Callable[..., NewToken]:
    """A token of a new service account."""

    def made(organization: str, permissions: Any, name: str = "ERP bridge") -> NewToken:
        with door(organization):
            ada = Account.objects.get(email=f"ada@{organization}.example")
            account = create_service_account(name, permissions, by=ada)
            return make_token(account, TokenWish("prod", permissions), by=ada)

    return made


@pytest.fixture
def caller(token_of) -> Callable[..., Caller]:
    """`caller("acme", "bill")`: Bill's token at acme's host; `host` sends it elsewhere."""

    def made(organization: str = "acme", person: str = "bill", *, host: str = "", **wish: Any) -> Caller:
        return Caller(host or organization, token_of(organization, person, **wish).text)

    return made


@pytest.fixture
def row_of(door) -> Callable[[str], ApiToken]:
    """The token of acme with this text, as it stands."""

    def read(text: str) -> ApiToken:
        with door("acme"):
            return ApiToken.objects.get(shown=text[:11])

    return read

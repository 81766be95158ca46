"""Rows that somebody else holds, where no operation expected it: a page and a problem that say to come again."""

from __future__ import annotations

import os

import psycopg
import pytest
from django.db import connection, transaction

from billing_platform.api.operations.tokens import TokenWish, make_token
from common.retry import LostRace
from people.models import Account

pytestmark = pytest.mark.django_db


@pytest.fixture
def held():
    """Whatever asks for what is asked of it finds the row locked, by a real second session."""

    def wait(*_, **__):
        with psycopg.connect(os.environ["SUPERUSER_DATABASE_URL"]) as other, transaction.atomic():
            other.execute("SELECT pg_advisory_xact_lock(4711)")
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '10ms'")
                cursor.execute("SELECT pg_advisory_xact_lock(4711)")

    return wait


def test_a_form_that_was_sent_is_answered_with_how_to_send_it_again(browser_of, held, monkeypatch):
    monkeypatch.setattr("payment_terms.views.default.choose_counts_from", held)
    answer = browser_of("acme", "ada").post("/payment-terms/counts-from/", {"counts_from": "immediately"})
    page = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "Others are changing this right now" in page
    assert "What you typed is not lost" in page


def test_a_page_that_was_asked_for_is_asked_for_again_by_its_button(browser_of, monkeypatch):
    def lost(*_):
        raise LostRace

    monkeypatch.setattr("payment_terms.views.default.default_standing", lost)
    answer = browser_of("acme", "ada").get("/payment-terms/default/")
    assert answer.status_code == 503
    assert "Try again</a>" in answer.content.decode()
    assert "What you typed" not in answer.content.decode()


def test_the_api_answers_with_a_problem_that_passes(client, door, held, monkeypatch):
    with door("acme"):
        account = Account.objects.get(name="Ada")
        token = make_token(account, TokenWish("ERP", account.permissions), by=account).text
    monkeypatch.setattr("payment_terms.api.terms_page", held)
    headers = {"host": "acme.localhost", "authorization": f"Bearer {token}"}
    answer = client.get("/api/v1/payment-terms", headers=headers)
    assert (answer.status_code, answer["Retry-After"], answer.json()["title"]) == (503, "30", "Buyer busy")

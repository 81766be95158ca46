"""Tokens: shown once, kept as a hash, never more than their owner, dead when revoked, expired or of elsewhere."""

from __future__ import annotations

import re
from datetime import timedelta
from hashlib import sha256

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction

from billing_platform.api.email_words import EXPIRY
from billing_platform.api.models import ApiToken, ServiceAccount, TokenUse
from billing_platform.api.operations.accounts import create_service_account, set_active, set_permissions
from billing_platform.api.operations.tokens import MOST_ACTIVE, TokenWish, make_token, revoke_token, warn_of_expiry
from billing_platform.api.refusals import InvalidExpiry, InvalidScopes, ServiceAccountTaken, TooManyTokens
from billing_platform.api.token_text import digest_of, new_token_text
from billing_platform.notifications.models import Mail
from members.operations.access import deactivate, set_roles
from people.models import Account
from people.permissions import Permission, Role
from tenants.history.queries import changes_of
from tenants.jobs.registry import KINDS
from tenants.models import now
from tests.api.conftest import Caller

pytestmark = pytest.mark.django_db
SEE, ISSUE = Permission.SEE_INVOICES, Permission.ISSUE_INVOICES


def code_of(answer):
    return (answer.status_code, answer.json()["type"].partition("#")[2])


def person(name):
    return Account.objects.get(email__startswith=f"{name}@")


# Texts


def test_a_token_is_32_random_bytes_behind_a_mark_and_only_its_hash_is_kept(token_of, door):
    made = token_of("acme", "bill")
    assert made.text.startswith("bill_")
    assert len(made.text) == len("bill_") + 43
    with door("acme"):
        row = ApiToken.objects.values().get()
    assert row["sha256"] == sha256(made.text.encode()).hexdigest()
    assert made.text not in str(row)
    assert made.text.startswith(row["shown"])
    assert len(row["shown"]) == 11


def test_two_tokens_are_never_the_same():
    assert len({new_token_text() for _ in range(1000)}) == 1000


def test_the_history_holds_no_text_of_a_token(token_of, door):
    made = token_of("acme", "bill")
    with door("acme"):
        revoke_token(made.token.public_id)
        with connection.cursor() as cursor:
            cursor.execute("SELECT c::text FROM history_change c WHERE tbl LIKE 'api_%'")
            told = str(cursor.fetchall())
    assert "revoked_at" in told
    assert made.text not in told


# Admission


def test_a_token_admits_to_its_own_organization_alone(token_of):
    text = token_of("acme", "bill").text
    assert Caller("acme", text).get("/invoices").status_code == 200
    for host in ("globex", "initech", "hooli"):
        assert code_of(Caller(host, text).get("/invoices")) == (401, "token_unknown")


@pytest.mark.parametrize("header", ["", "Basic YWRhOnB3", "Bearer", "Bearer  ", "Token abc"])
def test_without_a_bearer_token_the_scheme_is_named(header):
    client = Caller("acme", "").client
    answer = client.get("/api/v1/invoices", headers={"authorization": header} if header else {})
    assert code_of(answer) == (401, "token_missing")
    assert answer["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("text", ["bill_x", "x" * 5000, "é" * 40, "\x00"], ids=["short", "long", "accents", "nul"])
def test_a_text_that_is_no_token_is_unknown(text):
    client = Caller("acme", "").client
    answer = client.get("/api/v1/invoices", HTTP_AUTHORIZATION=f"Bearer {text}")
    assert code_of(answer)[0] == 401


def test_a_session_is_not_enough(browser_of):
    assert code_of(browser_of("acme", "ada").get("/api/v1/invoices")) == (401, "token_missing")


def test_the_token_acts_even_where_somebody_is_signed_in(browser_of, token_of, door):
    browser = browser_of("acme", "ada")
    answer = browser.get("/api/v1/invoices", headers={"authorization": f"Bearer {token_of('acme', 'otto').text}"})
    assert answer.status_code == 200
    assert answer.wsgi_request.auth.actor.name == "Otto by token “ERP”"


def test_a_revoked_token_is_refused_at_once(token_of, door):
    made = token_of("acme", "bill")
    with door("acme"):
        assert revoke_token(made.token.public_id) is True
        assert revoke_token(made.token.public_id) is False
    answer = Caller("acme", made.text).get("/invoices")
    assert code_of(answer) == (401, "token_revoked")
    assert answer["WWW-Authenticate"] == 'Bearer error="invalid_token"'


def test_an_expired_token_is_refused(token_of, door):
    made = token_of("acme", "bill", days=1)
    with door("acme"):
        past = now() - timedelta(days=2)
        ApiToken.objects.update(created_at=past, expires_at=past + timedelta(days=1))
    assert code_of(Caller("acme", made.text).get("/invoices")) == (401, "token_expired")


def test_a_deactivated_person_has_no_token_any_more_and_gets_it_back(token_of, door):
    made = token_of("acme", "bill")
    with door("acme"):
        deactivate(person("bill").public_id, by=person("ada").public_id)
    assert code_of(Caller("acme", made.text).get("/invoices")) == (401, "owner_deactivated")


def test_a_token_never_does_more_than_its_owner_may_now(token_of, door):
    made = token_of("acme", "bill", [SEE, ISSUE])
    with door("acme"):
        set_roles(person("bill").public_id, [Role.AUDITOR], by=person("ada").public_id)
    client = Caller("acme", made.text)
    assert client.get("/invoices").status_code == 200
    answer = client.put_pdf("INV-1", b"%PDF-")
    assert code_of(answer) == (403, "permission_missing")


def test_the_last_use_is_noted_at_most_every_five_minutes(token_of, door):
    client = Caller("acme", token_of("acme", "bill").text)
    client.get("/invoices")
    with door("acme"):
        first = TokenUse.objects.get()
        assert first.address == "127.0.0.1"
    client.get("/invoices")
    with door("acme"):
        assert TokenUse.objects.get().at == first.at
        TokenUse.objects.update(at=now() - timedelta(minutes=6))
    client.get("/invoices")
    with door("acme"):
        assert TokenUse.objects.get().at > first.at


def test_being_admitted_costs_few_statements(token_of, django_assert_max_num_queries):
    client = Caller("acme", token_of("acme", "bill", [ISSUE]).text)
    client.get("/invoices")
    with django_assert_max_num_queries(3):
        assert client.get("/invoices").status_code == 403


# Making


def test_nobody_makes_a_token_that_may_more_than_they_do(token_of):
    with pytest.raises(InvalidScopes, match="Beyond what its owner or you may do: Manage tokens"):
        token_of("acme", "bill", [SEE, Permission.MANAGE_TOKENS])
    with pytest.raises(InvalidScopes, match="at least one scope"):
        token_of("acme", "bill", [])


def test_who_makes_a_token_for_a_program_gives_no_more_than_they_have(door):
    with door("acme"):
        account = create_service_account("ERP bridge", [SEE, ISSUE], by=person("ada"))
        with pytest.raises(InvalidScopes, match="Issue invoices"):
            make_token(account, TokenWish("x", [SEE, ISSUE]), by=person("otto"))


@pytest.mark.parametrize("days", [0, -1, 366])
def test_a_token_lives_a_day_to_a_year(token_of, days):
    with pytest.raises(InvalidExpiry, match="1 to 365 days"):
        token_of("acme", "bill", days=days)


@pytest.mark.parametrize("change", [{"expires_at": None}, {"sha256": "short"}, {"account": None}, {"days": 400}])
def test_the_database_refuses_a_token_without_owner_hash_or_end(token_of, door, change):
    made = token_of("acme", "bill").token
    wrong = {"expires_at": made.created_at + timedelta(days=400)} if "days" in change else change
    with door("acme"), pytest.raises(IntegrityError), transaction.atomic():
        ApiToken.objects.filter(pk=made.pk).update(**wrong)


def test_there_is_an_end_to_how_many_tokens_somebody_has(token_of, door, monkeypatch):
    monkeypatch.setattr("billing_platform.api.operations.tokens.MOST_ACTIVE", 2)
    assert MOST_ACTIVE == 50
    first = token_of("acme", "bill")
    token_of("acme", "bill")
    with pytest.raises(TooManyTokens):
        token_of("acme", "bill")
    with door("acme"):
        revoke_token(first.token.public_id)
    token_of("acme", "bill")


# Service accounts


def test_a_service_account_works_under_its_own_name(service_token, door):
    made = service_token("acme", [SEE])
    answer = Caller("acme", made.text).get("/invoices")
    assert answer.status_code == 200
    assert answer.wsgi_request.auth.actor.name == "ERP bridge by token “prod”"
    assert code_of(Caller("acme", made.text).put_pdf("1", b"%PDF-")) == (403, "permission_missing")


def test_its_tokens_follow_its_permissions_and_its_end(service_token, door):
    made = service_token("acme", [SEE, ISSUE])
    client = Caller("acme", made.text)
    with door("acme"):
        account = ServiceAccount.objects.get()
        assert set_permissions(account.public_id, [ISSUE], by=person("ada")) is True
        assert set_permissions(account.public_id, [ISSUE], by=person("ada")) is False
    assert code_of(client.get("/invoices")) == (403, "permission_missing")
    with door("acme"):
        set_permissions(account.public_id, [SEE], by=person("ada"))
        set_active(account.public_id, is_active=False)
    assert code_of(client.get("/invoices")) == (401, "owner_deactivated")
    with door("acme"):
        assert set_active(account.public_id, is_active=True) is True
        assert set_active(account.public_id, is_active=True) is False
    assert client.get("/invoices").status_code == 200


def test_names_of_service_accounts_are_taken_once_and_its_giver_has_what_is_given(door):
    with door("acme"):
        create_service_account("ERP bridge", [SEE], by=person("ada"))
        with pytest.raises(ServiceAccountTaken):
            create_service_account("erp BRIDGE", [SEE], by=person("ada"))
        with pytest.raises(InvalidScopes, match="You don’t have them yourself: Issue invoices"):
            create_service_account("Other", [ISSUE], by=person("otto"))


def test_its_changes_stand_in_the_history(door):
    with door("acme"):
        account = create_service_account("ERP bridge", [SEE], by=person("ada"))
        set_active(account.public_id, is_active=False)
        (newest, *_) = changes_of("api_serviceaccount", account.pk)
    assert newest.words == "Changed by Bill: Active yes → no"


def test_a_permission_that_no_release_knows_any_more_permits_nothing(service_token, door):
    made = service_token("acme", [SEE])
    with door("acme"):
        ServiceAccount.objects.update(permissions=["see_invoices", "of_old"])
        ApiToken.objects.update(scopes=["see_invoices", "of_old"])
    assert Caller("acme", made.text).get("/invoices").status_code == 200


# Warnings


def test_the_owner_is_warned_once_within_seven_days_of_the_end(token_of, door):
    made = token_of("acme", "bill", days=8)
    with door("acme"):
        assert warn_of_expiry() == 0
        ApiToken.objects.update(expires_at=now() + timedelta(days=6))
        assert warn_of_expiry() == 1
        assert warn_of_expiry() == 0
        written = Mail.objects.get(kind="api_token_expires")
    assert written.recipient == "bill@acme.example"
    assert "ERP" in written.subject
    assert made.text not in str(written.letter)


def test_admins_are_warned_of_a_token_of_a_service_account_in_their_language(service_token, door, drain):
    service_token("acme", [SEE])
    with door("acme"):
        Account.objects.filter(email__startswith="ada@").update(language="de")
        ApiToken.objects.update(expires_at=now() + timedelta(days=1))
        assert warn_of_expiry() == 1
    drain()
    (sent,) = mail.outbox
    assert sent.to == ["ada@acme.example"]
    assert "läuft am" in sent.subject
    assert "/api-access/" in sent.body


def test_nobody_is_warned_of_a_token_that_is_revoked_or_over(token_of, door):
    made = token_of("acme", "bill", days=3)
    with door("acme"):
        revoke_token(made.token.public_id)
        assert warn_of_expiry() == 0
        past = now() - timedelta(days=9)
        ApiToken.objects.update(revoked_at=None, created_at=past, expires_at=past + timedelta(days=1))
        assert warn_of_expiry() == 0


def test_both_clocks_of_the_api_come_daily():
    assert {name for name, kind in KINDS.items() if kind.daily_at} >= {"warn_of_expiring_tokens", "forget_answers"}


def test_the_words_of_the_warning_have_the_same_places_in_each_language():
    places = [{name: set(re.findall(r"{(\w+)}", text)) for name, text in words.items()} for words in EXPIRY.values()]
    assert places[0].keys() == places[1].keys()
    english, german = (set().union(*each.values()) for each in places)
    assert english == german


def test_the_hash_is_that_of_the_whole_text():
    assert digest_of("bill_a") != digest_of("bill_b")

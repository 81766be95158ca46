"""Idempotency keys: a write runs once, and whoever asks again gets the first answer."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection

from billing_platform.api.models import KeptAnswer
from billing_platform.api.operations import answers
from billing_platform.api.operations.answers import Answer, Key, answer_once, forget_answers
from billing_platform.api.refusals import KeyInUse
from common import retry
from common.retry import LostRace, repeated
from invoices.models import Document, PdfVersion
from invoices.operations import set_pdf as setting
from invoices.operations.issue import issue_invoices
from tenants.models import now
from tests.api.conftest import Caller
from tests.building import line, verified
from tests.invoices.einvoice.pdf_files import invoice_pdf

THEIRS, OTHER = invoice_pdf(("a.txt", b"1")), invoice_pdf(("a.txt", b"2"))
KEY = {"idempotency-key": "order-4711"}


@pytest.fixture
def number(door, today, monkeypatch):
    """The number of an invoice of acme to initech; this machine need not print."""
    monkeypatch.setattr(setting, "why_off", lambda: "off")
    with door("acme"):
        document = verified("initech", line("500"))
        issue_invoices([document.pk], today=today)
        return Document.objects.get(pk=document.pk).number


@pytest.fixture
def sent(door, number):
    def count():
        with door("acme"):
            return PdfVersion.objects.filter(document__number=number, reason="sent").count()

    return count


@pytest.mark.django_db
def test_the_same_request_again_gets_the_very_answer_and_does_nothing(caller, number, sent):
    client = caller()
    first = client.put_pdf(number, THEIRS, **KEY)
    client.put_pdf(number, OTHER)
    again = client.put_pdf(number, THEIRS, **KEY)
    assert first.status_code == again.status_code == 200
    assert first.content == again.content
    assert ("Idempotency-Replayed" in first, again["Idempotency-Replayed"]) == (False, "true")
    assert sent() == 2


@pytest.mark.django_db
@pytest.mark.parametrize("other", ["body", "query", "path"])
def test_the_same_key_for_another_request_is_refused(caller, number, sent, other):
    client = caller()
    client.put_pdf(number, THEIRS, **KEY)
    changed = {
        "body": lambda: client.put_pdf(number, OTHER, **KEY),
        "query": lambda: client.put_pdf(number, THEIRS, "?external_number=1", **KEY),
        "path": lambda: client.put_pdf("INV-2", THEIRS, **KEY),
    }[other]()
    assert (changed.status_code, changed.json()["title"]) == (422, "Idempotency key reused")
    assert sent() == 1


@pytest.mark.django_db
def test_a_key_belongs_to_one_token(caller, number, sent):
    caller().put_pdf(number, THEIRS, **KEY)
    other = caller().put_pdf(number, OTHER, **KEY)
    assert other.status_code == 200
    assert sent() == 2


@pytest.mark.django_db
def test_a_refusal_is_not_kept_so_that_the_key_works_once_the_reason_is_gone(caller, number, sent, door):
    client = caller()
    assert client.put_pdf(number, b"%PDF-", **KEY).status_code == 422
    assert client.put_pdf(number, THEIRS, **KEY).status_code == 200
    with door("acme"):
        assert KeptAnswer.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["", " ", "a b", "x" * 101, "schlüssel"], ids=["none", "space", "two", "long", "ü"])
def test_a_key_is_visible_ascii(caller, number, key):
    answer = caller().put_pdf(number, THEIRS, **{"idempotency-key": key})
    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["Idempotency-Key"])


@pytest.mark.django_db
def test_a_defect_after_the_effect_undoes_the_effect_and_the_key_is_free(caller, number, sent, monkeypatch):
    client = caller()
    with monkeypatch.context() as broken:
        broken.setattr(answers, "_keep", lambda key, answer: 1 // 0)
        with pytest.raises(ZeroDivisionError):
            client.put_pdf(number, THEIRS, **KEY)
    assert sent() == 0
    again = client.put_pdf(number, THEIRS, **KEY)
    assert (again.status_code, "Idempotency-Replayed" in again) == (200, False)
    assert sent() == 1


@pytest.mark.django_db
def test_an_answer_lost_on_its_way_is_given_again_after_the_process_died(caller, number, sent, monkeypatch):
    """The transaction is through, the answer never left: whoever sends the request again learns what happened."""
    client = caller()
    with monkeypatch.context() as broken:
        broken.setattr("billing_platform.api.endpoints._response", lambda answer: 1 // 0)
        with pytest.raises(ZeroDivisionError):
            client.put_pdf(number, THEIRS, **KEY)
    assert sent() == 1
    again = client.put_pdf(number, THEIRS, **KEY)
    assert (again.status_code, again["Idempotency-Replayed"]) == (200, "true")
    assert again.json()["is_new_version"] is True
    assert sent() == 1


@pytest.mark.django_db
def test_answers_are_kept_two_days_and_then_removed(caller, number, door):
    client = caller()
    client.put_pdf(number, THEIRS, **KEY)
    client.put_pdf(number, OTHER, **{"idempotency-key": "other"})
    with door("acme"):
        KeptAnswer.objects.filter(key="order-4711").update(at=now() - timedelta(hours=49))
    again = client.put_pdf(number, THEIRS, **KEY)
    assert "Idempotency-Replayed" not in again
    with door("acme"):
        KeptAnswer.objects.filter(key="other").update(at=now() - timedelta(hours=49))
        assert (forget_answers(), forget_answers()) == (1, 0)


def test_of_two_at_the_same_time_one_runs_and_the_other_is_told(committed, caller, number, cast, door, sent):
    client = caller()
    entered, go_on, told = threading.Event(), threading.Event(), []
    right = setting._set

    def slow(*given):
        entered.set()
        assert go_on.wait(20)
        return right(*given)

    def first():
        try:
            told.append(Caller("acme", client.text).put_pdf(number, THEIRS, **KEY))
        finally:
            connection.close()

    setting._set, running = slow, threading.Thread(target=first)
    try:
        running.start()
        assert entered.wait(20)
        second = client.put_pdf(number, THEIRS, **KEY)
    finally:
        go_on.set()
        running.join(20)
        setting._set = right
    assert (second.status_code, second.json()["title"]) == (409, "Idempotency key in use")
    assert [answer.status_code for answer in told] == [200]
    assert client.put_pdf(number, THEIRS, **KEY)["Idempotency-Replayed"] == "true"
    assert sent() == 1


@pytest.mark.django_db
def test_what_is_written_once_is_given_back_as_text(door, token_of):
    made = token_of("acme", "bill")
    key = Key(made.token.pk, "k", "f" * 64)
    with door("acme"):
        assert answer_once(key, lambda: Answer(200, '{"a": "ä"}')) == Answer(200, '{"a": "ä"}')
        assert answer_once(key, lambda: 1 // 0) == Answer(200, '{"a": "ä"}', is_repeated=True)
    assert KeyInUse.code == "idempotency_key_in_use"


@pytest.mark.django_db
def test_the_same_key_in_two_organizations_takes_two_locks(door, token_of, monkeypatch):
    """Numbers of tokens repeat between organizations."""
    asked, ask = [], answers.rows
    monkeypatch.setattr(answers, "rows", lambda text, given: asked.append(given[0]) or ask(text, given))
    for organization in ("acme", "globex"):
        made = token_of(organization, "bill")
        with door(organization):
            answer_once(Key(made.token.pk, "k", "f" * 64), lambda: Answer(200, "{}"))
    first, second = (text.split(" ")[1] for text in asked)
    assert first != second


@pytest.mark.django_db
def test_a_write_that_lost_a_race_is_repeated_with_its_answer_and_not_in_its_middle(door, token_of, monkeypatch):
    """What the write calls is repeated by itself elsewhere; here the transaction is that of the key."""
    monkeypatch.setattr(retry.time, "sleep", lambda seconds: None)
    key, begun, tried = Key(token_of("acme", "bill").token.pk, "k", "f" * 64), [], []

    @repeated
    def half() -> None:
        tried.append(1)
        if len(tried) < 3:
            raise LostRace

    def write() -> Answer:
        begun.append(1)
        half()
        return Answer(200, "{}")

    with door("acme"):
        assert answer_once(key, write) == Answer(200, "{}")
    assert (len(begun), len(tried)) == (3, 3)

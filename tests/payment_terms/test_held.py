"""Somebody changes so many terms that everybody else waits too long: each way of changing them says so, and by name."""

from __future__ import annotations

import json
import os

import psycopg
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from billing_platform.api.operations.tokens import TokenWish, make_token
from common import retry
from payment_terms.models import BuyerTerms, TermsBatch
from payment_terms.operations import set_terms
from payment_terms.rules import Kind, Terms
from payment_terms.standing import BUSY
from people.models import Account
from tests.building import buyer
from tests.imports.conftest import confirm
from tests.payment_terms.pages import (
    address,
    id_of,
    looked_and_saved,
    newest,
    sent_by,
    stored,
    today,
    typed_in_row,
)
from tests.payment_terms.test_sheet import COLUMN, INITECH, TermsSheet

pytestmark = pytest.mark.usefixtures("committed")
TYPED = {"kind": "plus_eom", "days": "31", "step": "save", "looked_at": "31 EOM"}


@pytest.fixture
def ada(browser_of):
    return browser_of("acme", "ada")


@pytest.fixture
def hold(cast, monkeypatch):
    """Takes the lock of acme's terms, as a change of many rows does for long, and lets nobody wait for it for long."""
    monkeypatch.setattr(retry.time, "sleep", lambda seconds: None)
    holder = psycopg.connect(os.environ["SUPERUSER_DATABASE_URL"])

    def take() -> psycopg.Connection:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '20ms'")
        holder.execute(f'SELECT 1 FROM "{cast["acme"].schema_name}".payment_terms_termssettings FOR UPDATE')
        return holder

    yield take
    holder.close()
    connection.close()


def shown(answer) -> str:
    return answer.content.decode().replace("&#x27;", "'")


def test_the_row_says_so_and_keeps_what_was_typed(ada, door, hold):
    row = id_of(door)
    hold()
    answer = typed_in_row(ada, row, "45", seen="0")
    assert answer.status_code == 409
    assert f"{BUSY} Net 30 stays." in shown(answer)
    assert 'value="45"' in shown(answer)


def test_a_row_sent_again_still_tells_of_what_others_set_meanwhile(ada, door, hold):
    row = id_of(door)
    with door("acme"):
        set_terms(buyer("initech").pk, Terms(Kind.NET, 7), today=today())
    hold()
    assert '{"seen": "0"}' in shown(typed_in_row(ada, row, "45", seen="0"))


def test_the_dialog_says_so_and_keeps_what_was_typed_and_the_version_it_showed(ada, door, hold):
    url = address("terms", id_of(door))
    with door("acme"):
        set_terms(buyer("initech").pk, Terms(Kind.NET, 7), today=today())
    hold()
    answer = ada.post(url, TYPED | {"seen": "0"})
    assert answer.status_code == 409
    assert BUSY in shown(answer)
    assert 'value="31"' in shown(answer)
    assert answer.context["form"]["seen"].value() == "0"


def test_the_default_says_so_and_keeps_what_was_typed(ada, door, hold):
    hold()
    answer = ada.post(reverse("payment_terms:default"), TYPED | {"seen": "0"})
    assert (answer.status_code, answer.context["form"]["seen"].value()) == (409, "0")
    assert BUSY in shown(answer)
    assert 'value="31"' in shown(answer)


def test_many_rows_together_say_so_and_keep_what_was_chosen_and_typed(ada, door, hold):
    row, changes = id_of(door), reverse("payment_terms:changes")
    looked = sent_by(ada.post(changes, TYPED | {"row": str(row), "step": "preview"}))
    hold()
    answer = ada.post(changes, TYPED | {"row": str(row)} | looked)
    assert answer.status_code == 409
    assert BUSY in shown(answer)
    assert f'name="row" value="{row}"' in shown(answer)
    assert 'value="31"' in shown(answer)
    assert stored(door) == "default"


@pytest.mark.parametrize("way", ["row", "together", "default"])
def test_taking_back_says_so_and_takes_nothing_back(ada, door, hold, way):
    row = id_of(door)
    looked_and_saved(ada, reverse("payment_terms:changes"), TYPED | {"row": str(row)})
    urls = {
        "row": address("undo", row),
        "together": reverse("payment_terms:undo_batch", args=[newest(door)]),
        "default": reverse("payment_terms:undo_default"),
    }
    hold()
    assert BUSY in shown(ada.post(urls[way], follow=True))
    with door("acme"):
        assert (BuyerTerms.objects.get().text, TermsBatch.objects.count()) == ("31 EOM", 1)


def test_an_import_says_so_and_can_be_confirmed_again(ada, door, hold):
    file = ada.get(ada.post("/exports/of/payment_terms/", {"what": "everything"}).url)
    sheet = TermsSheet(b"".join(file.streaming_content))
    sheet.put(INITECH, COLUMN, "Net 45")
    sent = ada.post("/imports/payment_terms/", {"file": SimpleUploadedFile("terms.xlsx", sheet.content)})
    holder = hold()
    answer = confirm(ada, sent.url)
    assert answer.status_code == 409
    assert BUSY in shown(answer)
    holder.rollback()
    assert confirm(ada, sent.url).status_code == 303
    assert stored(door) == "Net 45"


@pytest.mark.parametrize("key", [{}, {"idempotency-key": "k"}], ids=["plain", "keyed"])
@pytest.mark.parametrize("many", [False, True], ids=["one", "many"])
def test_the_api_says_so_by_name_and_when_to_come_again(client, door, hold, key, many):
    with door("acme"):
        account = Account.objects.get(name="Ada")
        token = make_token(account, TokenWish("ERP", account.permissions), by=account).text
        number = buyer("initech").organization_id
    body = {"rows": [{"organization_id": number, "terms": "45"}]} if many else {"terms": "45"}
    headers = {"host": "acme.localhost", "authorization": f"Bearer {token}"} | key
    hold()
    answer = client.patch(
        "/api/v1/payment-terms" + ("" if many else f"/{number}"), json.dumps(body), "application/json", headers=headers
    )
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert answer.json()["type"] == "/api/v1/problems#terms_busy"
    assert answer.json()["detail"] == BUSY


def test_what_held_the_lock_being_over_the_next_try_of_the_same_request_goes_through(ada, door, hold, monkeypatch):
    """The wait is over between two tries, which the person never sees."""
    row, tries, holder = id_of(door), [], hold()
    monkeypatch.setattr(retry.time, "sleep", lambda seconds: tries.append(seconds) or holder.rollback())
    assert typed_in_row(ada, row, "45").status_code == 200
    assert (len(tries), stored(door)) == (1, "Net 45")

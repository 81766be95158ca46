"""Where somebody is signed in: told on My account, ended one by one or all at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from members.operations.access import deactivate
from people.devices import device_words
from people.models import Account, Session
from tenants.jobs.registry import KINDS, RunningJob
from tenants.models import now
from tests.cast import PASSWORD
from tests.people.routes import NOBODY

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1 Version/17.5 Mobile Safari/604.1"


def signed_in(agent: str, person: str = "bill", organization: str = "acme") -> Client:
    browser = Client(headers={"host": f"{organization}.localhost", "user-agent": agent})
    browser.post("/sign-in/", {"username": f"{person}@{organization}.example", "password": PASSWORD})
    return browser


def sessions(person: str = "bill") -> list[Session]:
    return list(Session.objects.filter(account__email=f"{person}@acme.example").order_by("began_at"))


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (FIREFOX, "Firefox on Linux"),
        (SAFARI, "Safari on iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/126.0 Safari/537.36 Edg/126.0", "Edge on Windows"),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/126.0 Mobile Safari/537.36", "Chrome on Android"),
        ("python-httpx/0.27", "A Python program"),
        ("<script>alert(1)</script>", "Unknown browser"),
        ("", "Unknown browser"),
    ],
    ids=["firefox", "iphone", "edge", "android", "program", "hostile", "none"],
)
def test_a_browser_is_named_in_words(agent, words):
    assert device_words(agent) == words


def test_my_account_tells_every_browser_and_which_one_this_is(door):
    signed_in(SAFARI)
    page = signed_in(FIREFOX).get("/my-account/").content.decode()
    for text in ("Firefox on Linux", "Safari on iPhone", "127.0.0.1", "this one", "Sign out all others"):
        assert text in page
    assert page.count("this one") == 1


def test_the_page_holds_no_key_of_a_session(door):
    page = signed_in(FIREFOX).get("/my-account/").content.decode()
    with door("acme"):
        keys = [session.session_key for session in sessions()]
    assert keys
    assert [key for key in keys if key in page] == []


def test_one_other_browser_is_signed_out_at_once(door):
    phone, desk = signed_in(SAFARI), signed_in(FIREFOX)
    with door("acme"):
        mark = next(session.mark for session in sessions() if "Safari" in session.device)
    assert desk.post(f"/my-account/sessions/{mark}/ending/").status_code == 302
    assert [browser.get("/my-account/").status_code for browser in (phone, desk)] == [302, 200]


def test_all_others_are_signed_out_and_this_one_stays(door):
    others, desk = [signed_in(SAFARI), signed_in("")], signed_in(FIREFOX)
    desk.post("/my-account/sessions/ending/")
    assert [browser.get("/my-account/").status_code for browser in (*others, desk)] == [302, 302, 200]


@pytest.mark.parametrize("whose", [("ada", "acme"), ("bill", "hooli")], ids=["sibling", "foreign"])
def test_nobody_ends_the_session_of_somebody_else(door, whose):
    person, organization = whose
    victim, bill = signed_in(SAFARI, person, organization), signed_in(FIREFOX)
    with door(organization):
        mark = Session.objects.get(account__email=f"{person}@{organization}.example").mark
    assert bill.post(f"/my-account/sessions/{mark}/ending/").status_code == 404
    assert victim.get("/my-account/").status_code == 200


def test_a_new_password_ends_the_others_and_keeps_this_one(door):
    phone, desk = signed_in(SAFARI), signed_in(FIREFOX)
    new = "quite another sentence"
    desk.post("/my-account/password/", {"current": PASSWORD, "new": new, "repeated": new})
    assert [browser.get("/my-account/").status_code for browser in (phone, desk)] == [302, 200]
    with door("acme"):
        assert [session.device for session in sessions()] == ["Firefox on Linux"]


def test_deactivation_ends_every_session_at_once(door):
    phone, desk = signed_in(SAFARI), signed_in(FIREFOX)
    with door("acme"):
        found = {each.email.split("@")[0]: each.public_id for each in Account.objects.all()}
        deactivate(found["bill"], by=found["ada"])
        assert sessions() == []
    assert [browser.get("/my-account/").status_code for browser in (phone, desk)] == [302, 302]


def test_signing_out_takes_the_row_away(door):
    signed_in(FIREFOX).post("/sign-out/")
    with door("acme"):
        assert sessions() == []


def test_last_seen_follows_every_five_minutes_and_costs_nothing_between(door, monkeypatch, django_assert_num_queries):
    browser, later = signed_in(FIREFOX), now() + timedelta(minutes=6)
    with door("acme"):
        began = sessions()[0].seen_at
    browser.get("/my-account/")
    with door("acme"):
        assert sessions()[0].seen_at == began
    monkeypatch.setattr("people.sessions.now", lambda: later)
    browser.get("/my-account/")
    with door("acme"):
        assert sessions()[0].seen_at == later


def test_sessions_that_ran_out_are_not_told(door):
    signed_in(SAFARI)
    with door("acme"):
        Session.objects.update(expire_date=now() - timedelta(minutes=1))
    assert "Safari" not in signed_in(FIREFOX).get("/my-account/").content.decode()


def test_the_job_of_the_day_deletes_expired_sessions_and_no_other(browser_of, door):
    for person in ("ada", "bill"):
        browser_of("acme", person)
    with door("hooli"):
        others = Session.objects.count()
    with door("acme"):
        ada = Session.objects.filter(account__name="Ada")
        ada.update(expire_date=now())
        running = RunningJob(NOBODY, "forget_sessions", {}, lambda done, total: None)
        KINDS["forget_sessions"].function(running)
        assert running.result == {"sessions": 1}
        assert not ada.exists()
        assert Session.objects.filter(account__name="Bill").count() == 1
    with door("hooli"):
        assert Session.objects.count() == others
    assert KINDS["forget_sessions"].daily_at

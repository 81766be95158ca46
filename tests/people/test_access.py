"""Who may open what: every address is walked, so that a new one cannot be forgotten."""

from __future__ import annotations

import re

import pytest
from django.http import HttpResponse
from django.test import Client

import reports.views
from people.models import Account
from people.permissions import PERMISSIONS_OF, Role
from people.session_store import SessionStore
from people.sessions import ORGANIZATION_KEY
from tests.people.routes import PUBLIC, every_route, guarded_routes

pytestmark = pytest.mark.django_db
PERSON_OF = {Role.ADMIN: "ada", Role.BILLING_ADMIN: "bill", Role.BUYER: "betty", Role.AUDITOR: "otto"}


def visitor(host: str = "acme.localhost", **options: object) -> Client:
    return Client(headers={"host": host}, **options)


def words_of(page: HttpResponse) -> str:
    return page.content.decode()


def opened(browser: Client, path: str) -> int:
    """The status of the page, or of what its address takes when it is no page."""
    status = browser.get(path).status_code
    return browser.post(path).status_code if status == 405 else status


def test_every_address_declares_who_may_use_it():
    assert {route.path for route in every_route() if route.permissions is None} == PUBLIC
    assert len(guarded_routes()) > 5


def test_whoever_is_not_signed_in_is_asked_to_sign_in_everywhere():
    browser = visitor()
    for route in guarded_routes():
        answer = browser.get(route.path)
        answer = browser.post(route.path) if answer.status_code == 405 else answer
        assert (answer.status_code, answer.url.split("?")[0]) == (302, "/sign-in/"), route.path


@pytest.mark.parametrize("role", Role)
def test_each_role_opens_what_its_permissions_name_and_nothing_else(browser_of, role):
    browser = browser_of("acme", PERSON_OF[role])
    pages = [route for route in guarded_routes() if not route.has_arguments]
    expected = {route.path: set(route.permissions or ()) <= PERMISSIONS_OF[role] for route in pages}
    assert {route.path: opened(browser, route.path) != 403 for route in pages} == expected


def test_every_role_reaches_a_first_page_in_every_kind_of_organization(browser_of):
    for organization in ("acme", "globex", "initech"):
        for person in PERSON_OF.values():
            assert browser_of(organization, person).get("/", follow=True).status_code == 200


def test_the_page_of_a_forbidden_address_says_who_one_is_and_what_to_do(browser_of):
    page = browser_of("acme", "betty").get("/jobs/")
    assert page.status_code == 403
    assert "<b>Acme Distribution SE</b> as <b>Betty, Buyer</b>." in words_of(page)
    missing = "The permission “See jobs” is missing; the roles Admin, Billing admin and Auditor have it."
    assert missing in words_of(page)
    assert "Admins of Acme Distribution SE: Ada." in words_of(page)


def test_a_defect_is_answered_with_the_number_that_the_log_carries(browser_of, monkeypatch, caplog):
    browser = browser_of("acme", "ada")
    browser.raise_request_exception = False
    monkeypatch.setattr(reports.views, "list_page", lambda *given, **named: 1 // 0)
    page = browser.get("/jobs/")
    assert page.status_code == 500
    number = re.search(r'<p class="mono">([0-9a-f-]{36})</p>', words_of(page)).group(1)
    (failed,) = [record for record in caplog.records if record.name == "django.request"]
    assert str(failed.request.request_id) == number
    assert "ZeroDivisionError" not in words_of(page)


def test_an_object_that_does_not_exist_here_is_not_found_whatever_the_address(browser_of):
    browser = browser_of("acme", "ada")
    with_arguments = [route.path for route in guarded_routes() if route.has_arguments]
    assert {path: opened(browser, path) for path in with_arguments} == dict.fromkeys(with_arguments, 404)


# Sessions


def test_a_session_of_another_organization_is_nobody_here(browser_of):
    cookie = browser_of("hooli", "ada").cookies["session"].value
    intruder = visitor()
    intruder.cookies["session"] = cookie
    answer = intruder.get("/mails/")
    assert (answer.status_code, answer.url) == (302, "/sign-in/?next=/mails/")


@pytest.mark.parametrize("named", ["hooli", None])
def test_a_session_row_that_names_another_organization_is_ended(door, cast, named):
    with door("acme"):
        ada = Account.objects.get(email="ada@acme.example")
        session = SessionStore()
        session.update(
            {
                "_auth_user_id": str(ada.pk),
                "_auth_user_backend": "people.backends.AccountBackend",
                "_auth_user_hash": ada.get_session_auth_hash(),
            }
        )
        if named:
            session[ORGANIZATION_KEY] = str(cast[named].public_id)
        session.create()
    intruder = visitor()
    intruder.cookies["session"] = session.session_key
    assert intruder.get("/mails/").status_code == 302
    with door("acme"):
        assert not SessionStore().exists(session.session_key)


# Hosts


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "nobody.localhost"])
def test_a_host_without_organization_serves_health_and_nothing_else(host):
    browser = visitor(host)
    assert [browser.get(path).status_code for path in ("/healthz", "/readyz")] == [200, 200]
    for path in ("/", "/sign-in/", "/mails/", "/jobs/"):
        page = browser.get(path)
        assert page.status_code == 404
        assert "No organization uses this host name." in words_of(page)


def test_a_session_cookie_at_a_host_without_organization_changes_nothing(browser_of):
    browser = visitor("nobody.localhost")
    browser.cookies["session"] = browser_of("acme", "ada").cookies["session"].value
    page = browser.get("/")
    assert page.status_code == 404
    assert 'id="account"' not in words_of(page)


def test_a_host_that_is_not_ours_is_refused():
    assert visitor("acme.example").get("/").status_code == 400


# Headers and forms


@pytest.mark.parametrize("path", ["/sign-in/", "/mails/", "/nothing/"])
def test_every_answer_carries_the_headers_that_hold_scripts_and_frames_off(browser_of, path):
    browser = browser_of("acme", "ada") if path != "/sign-in/" else visitor()
    headers = browser.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"


def test_the_session_cookie_is_for_this_host_and_for_no_script(browser_of):
    cookie = browser_of("acme", "ada").cookies["session"]
    assert (cookie["httponly"], cookie["samesite"], cookie["domain"]) == (True, "Lax", "")


def test_a_form_without_its_token_is_refused_and_changes_nothing():
    answer = visitor(enforce_csrf_checks=True).post("/sign-in/", {"username": "ada@acme.example", "password": "x"})
    assert answer.status_code == 403
    assert "Nothing was saved" in answer.content.decode()

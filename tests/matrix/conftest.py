"""The books and the people of the matrix, made once for a file of tests and rolled back behind it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client

from members.operations.access import set_roles
from members.operations.roles import RoleFacts, create_role
from people.models import Account, Session
from people.operations import create_account
from people.permissions import Permission, Role
from tenants import border
from tenants.border import Actor, OrganizationRef
from tests.cast import PASSWORD
from tests.matrix.cases import OPEN, Answer, Case, address_of, name_of, only, without
from tests.matrix.objects import Objects, objects_of

BILL = Actor("person:bill", "Bill")
CAST = {"ada": Role.ADMIN, "bill": Role.BILLING_ADMIN, "betty": Role.BUYER, "otto": Role.AUDITOR}
STRANGERS_WORD = "qzjxvkglobex"
OWN_WORD = "qzjxvkacme"


@dataclass
class World:
    """Acme's objects and those of Globex, and a browser for everybody who asks."""

    own: Objects
    foreign: Objects
    browsers: dict[str, Client] = field(default_factory=dict)
    marks: dict[str, str] = field(default_factory=dict)

    def ask(self, case: Case) -> HttpResponse:
        """The answer to one case; whatever it changed is undone."""
        theirs = {"mark": self.marks.get(case.who.name, self.marks["deactivated"])}
        own = self.own | {"session": theirs, "session_of_another": {"mark": self.marks["deactivated"]}}
        path = address_of(case, own, self.foreign | {"session": {"mark": self.marks["stranger"]}})
        browser = self.browsers.get(case.who.name) or Client(headers={"host": "acme.localhost"})
        browser.raise_request_exception = False
        kept = browser.cookies.copy()
        with transaction.atomic():
            answer = browser.generic(case.method, path, content_type="application/x-www-form-urlencoded")
            content = b"".join(answer.streaming_content) if answer.streaming else answer.content
            transaction.set_rollback(True)
        browser.cookies = kept
        answer.betrays = STRANGERS_WORD.encode() in content
        return answer


def told(case: Case, answer: HttpResponse) -> Answer:
    """What an answer means; from a page that is open to everybody, being led to sign in is an answer like any other."""
    if answer.status_code >= 500:
        return Answer.BROKEN
    if answer.status_code == 302 and name_of(case.route) not in OPEN and answer.url.split("?")[0] == "/sign-in/":
        return Answer.SIGN_IN
    known = {403: Answer.FORBIDDEN, 404: Answer.NOT_FOUND, 405: Answer.NOT_ALLOWED}
    return known.get(answer.status_code, Answer.OPENED)


@pytest.fixture(scope="module")
def world(cast: dict[str, OrganizationRef], django_db_blocker) -> Iterator[World]:
    with django_db_blocker.unblock():
        with transaction.atomic():
            yield _built(cast)
            transaction.set_rollback(True)
        connection.close()


def _built(cast: dict[str, OrganizationRef]) -> World:
    browsers = {str(role.value): _signed_in(person) for person, role in CAST.items()}
    _signed_in("otto", "globex")
    with border.inside(cast["globex"], BILL, via="web"):
        foreign = objects_of("globex", STRANGERS_WORD)
        stranger = str(Session.objects.get(account__email="otto@globex.example").mark)
    with border.inside(cast["acme"], BILL, via="web"):
        own = objects_of("acme", OWN_WORD)
        _people_with_custom_roles()
    names = [spelt(permission) for permission in Permission for spelt in (only, without)]
    browsers |= {name: _signed_in(_mailbox(name)) for name in [*names, "deactivated"]}
    with border.inside(cast["acme"], BILL, via="web"):
        Account.objects.filter(email="deactivated@acme.example").update(is_active=False)
        marks = {session.session_key: str(session.mark) for session in Session.objects.all()}
    keys = {name: browser.cookies["session"].value for name, browser in browsers.items()}
    found = {name: marks[key] for name, key in keys.items()}
    return World(own, foreign, browsers, found | {"stranger": stranger})


def _people_with_custom_roles() -> None:
    ada = Account.objects.get(email="ada@acme.example").public_id
    for permission in Permission:
        for name, may in ((only(permission), {permission}), (without(permission), set(Permission) - {permission})):
            key = create_role(RoleFacts(name, "", frozenset(may)), by=ada)
            account = create_account(f"{_mailbox(name)}@acme.example", name, [Role.AUDITOR], password=PASSWORD)
            set_roles(account.public_id, [str(key)], by=ada)
    create_account("deactivated@acme.example", "Gone", [Role.ADMIN], password=PASSWORD)


def _mailbox(name: str) -> str:
    return name.replace(" ", ".")


def _signed_in(person: str, organization: str = "acme") -> Client:
    browser = Client(headers={"host": f"{organization}.localhost"})
    typed = {"username": f"{person}@{organization}.example", "password": PASSWORD}
    answer = browser.post("/sign-in/", typed)
    assert answer.status_code == 302, person
    return browser

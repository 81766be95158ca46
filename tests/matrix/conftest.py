"""The books and the people of the matrix, made once for a file of tests and rolled back behind it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client

from billing_platform.api.models import ApiToken
from members.operations.roles import RoleFacts, create_role
from people.models import Account, Session
from people.operations import create_account
from people.permissions import Permission as P
from tenants import border
from tenants.border import Actor, OrganizationRef
from tests.cast import PASSWORD
from tests.matrix.cases import OPEN, Answer, Case, Who, address_of, name_of
from tests.matrix.objects import Objects, objects_by_page, objects_of

BILL = Actor("person:bill", "Bill")
CAST = {"admin": "ada", "billing_admin": "bill", "buyer": "betty", "auditor": "otto"}
GONE = Who("deactivated", None)
STRANGERS_WORD = "qzjxvkglobex"
OWN_WORD = "qzjxvkacme"


@dataclass
class World:
    """Acme's objects and those of Globex, and a browser for everybody who asks."""

    own: Objects
    foreign: Objects
    acme: OrganizationRef
    stranger: str
    browsers: dict[str, Client] = field(default_factory=dict)
    marks: dict[str, str] = field(default_factory=dict)

    def browser_of(self, who: Who) -> Client:
        """Signed in when first asked for; somebody outside the cast is given an account with a role of their own."""
        if who.name == "anonymous":
            return Client(headers={"host": "acme.localhost"})
        if who.name not in self.browsers:
            person = CAST.get(who.name) or self._new_person(who)
            self.browsers[who.name] = signed_in(person)
            self.marks[who.name] = str(Session(session_key=self.browsers[who.name].cookies["session"].value).mark)
            if who.permissions is None:
                with border.inside(self.acme, BILL, via="web"):
                    Account.objects.filter(email=f"{person}@acme.example").update(is_active=False)
        return self.browsers[who.name]

    def _new_person(self, who: Who) -> str:
        mailbox = who.name.replace(" ", ".")
        with border.inside(self.acme, BILL, via="web"):
            ada = Account.objects.get(email="ada@acme.example").public_id
            key = create_role(RoleFacts(who.name[:60], "", who.permissions or frozenset({P.SEE_JOBS})), by=ada)
            create_account(f"{mailbox}@acme.example", who.name, [str(key)], password=PASSWORD)
        return mailbox

    def ask(self, case: Case) -> HttpResponse:
        """The answer to one case; whatever it changed is undone."""
        browser = self.browser_of(case.who)
        self.browser_of(GONE)
        own = self.own | {
            "session": {"mark": self.marks.get(case.who.name, self.marks[GONE.name])},
            "session_of_another": {"mark": self.marks[GONE.name]},
        }
        path = address_of(case, own, self.foreign | {"session": {"mark": self.stranger}})
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
    stranger = signed_in("ada", "globex")
    foreign = supplier_objects(cast["globex"], STRANGERS_WORD, stranger)
    own = supplier_objects(cast["acme"], OWN_WORD, signed_in("ada"))
    mark = Session(session_key=stranger.cookies["session"].value).mark
    return World(own, foreign, cast["acme"], str(mark))


def supplier_objects(organization: OrganizationRef, word: str, ada: Client) -> Objects:
    """One object of every kind in a supplier's books; `ada` is its admin's browser."""
    with border.inside(organization, BILL, via="web"):
        made = objects_of(organization.name, word)
    made |= objects_by_page(ada, made)
    with border.inside(organization, BILL, via="web"):
        return made | {"token_of_ada": {"public_id": str(ApiToken.objects.get().public_id)}}


def signed_in(person: str, organization: str = "acme") -> Client:
    """A browser at this organization's host, signed in on the real page."""
    browser = Client(headers={"host": f"{organization}.localhost"})
    typed = {"username": f"{person}@{organization}.example", "password": PASSWORD}
    answer = browser.post("/sign-in/", typed)
    assert answer.status_code == 302, person
    return browser

"""The books and the people of the matrix, made once for a file of tests and rolled back behind it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

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
from tests.matrix.cases import OPEN, Answer, At, Books, Case, Who, address_of, example_of, expected, name_of
from tests.matrix.objects import Objects, objects_by_page, objects_of, objects_of_buyer

BILL = Actor("person:bill", "Bill")
CAST = {"admin": "ada", "billing_admin": "bill", "buyer": "betty", "auditor": "otto"}
GONE = Who("deactivated", None)
STRANGER = "hooli"
# Who asks, and whose books of a trading partner are beside them: a distributor, a seller and a customer.
PARTNER_OF = {"acme": "globex", "globex": "acme", "initech": "acme"}
SUPPLIERS = ("acme", "globex")


def word_of(name: str) -> str:
    """What stands in every name in the books of an organization."""
    return f"qzjxvk{name}"


@dataclass
class World:
    """The objects of an organization, of a partner and of a stranger, and a browser for everybody who asks."""

    name: str
    organization: OrganizationRef
    books: Books
    browsers: dict[str, Client] = field(default_factory=dict)
    marks: dict[str, str] = field(default_factory=dict)

    @property
    def words_of_others(self) -> list[str]:
        """What no page may show; what a customer's supplier wrote stands on the invoices it has from them."""
        return [word_of(STRANGER), *([word_of(PARTNER_OF[self.name])] if self.name in SUPPLIERS else [])]

    def asks(self, case: Case) -> bool:
        """Whether there is such a thing here. What a supplier issued is in the customer's own books, by the same id."""
        if case.at == At.FOREIGN and self.name not in SUPPLIERS and example_of(case.route).own.startswith("issued"):
            return False
        return self._books_for(case.who).has(case)

    def browser_of(self, who: Who) -> Client:
        """Signed in when first asked for; somebody outside the cast is given an account with a role of their own."""
        if who.name == "anonymous":
            return Client(headers={"host": f"{self.name}.localhost"})
        if who.name not in self.browsers:
            person = CAST.get(who.name) or self._new_person(who)
            self.browsers[who.name] = signed_in(person, self.name)
            self.marks[who.name] = mark_of(self.browsers[who.name])
            if who.permissions is None:
                with border.inside(self.organization, BILL, via="web"):
                    Account.objects.filter(email=f"{person}@{self.name}.example").update(is_active=False)
        return self.browsers[who.name]

    def _new_person(self, who: Who) -> str:
        mailbox = who.name.replace(" ", ".")
        with border.inside(self.organization, BILL, via="web"):
            ada = Account.objects.get(email=f"ada@{self.name}.example").public_id
            key = create_role(RoleFacts(who.name[:60], "", who.permissions or frozenset({P.SEE_JOBS})), by=ada)
            create_account(f"{mailbox}@{self.name}.example", who.name, [str(key)], password=PASSWORD)
        return mailbox

    def ask(self, case: Case) -> HttpResponse:
        """The answer to one case; whatever it changed is undone."""
        browser = self.browser_of(case.who)
        self.browser_of(GONE)
        path = address_of(case, self._books_for(case.who))
        browser.raise_request_exception = False
        kept = browser.cookies.copy()
        with transaction.atomic():
            answer = browser.generic(case.method, path, content_type="application/x-www-form-urlencoded")
            content = b"".join(answer.streaming_content) if answer.streaming else answer.content
            transaction.set_rollback(True)
        browser.cookies = kept
        answer.betrays = any(word.encode() in content for word in self.words_of_others)
        return answer

    def expects(self, case: Case) -> Answer:
        """What the declarations say; a customer gives nobody payment terms, so that it has no such pages."""
        answer = expected(case)
        is_absent = self.name not in SUPPLIERS and name_of(case.route).startswith("payment_terms:")
        return Answer.NOT_FOUND if is_absent and answer == Answer.OPENED else answer

    def _books_for(self, who: Who) -> Books:
        """With the session that whoever asks is signed in by, and that of somebody else."""
        self.browser_of(GONE)
        mark = self.marks.get(who.name, self.marks[GONE.name])
        sessions = {"session": {"mark": mark}, "session_of_another": {"mark": self.marks[GONE.name]}}
        return replace(self.books, own=self.books.own | sessions)


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
    """Acme, who sells and buys."""
    yield from _for_a_while("acme", cast, django_db_blocker)


@pytest.fixture(scope="module", params=["globex", "initech"])
def elsewhere(request, cast: dict[str, OrganizationRef], django_db_blocker) -> Iterator[World]:
    """A seller, and a customer who issues nothing."""
    yield from _for_a_while(request.param, cast, django_db_blocker)


def _for_a_while(name: str, cast: dict[str, OrganizationRef], django_db_blocker) -> Iterator[World]:
    with django_db_blocker.unblock():
        with transaction.atomic():
            yield _built(name, cast)
            transaction.set_rollback(True)
        connection.close()


def _built(name: str, cast: dict[str, OrganizationRef]) -> World:
    """The partner's books first: what it issues arrives in the others."""
    made = {each: _objects(each, cast[each]) for each in (PARTNER_OF[name], STRANGER, name)}
    return World(name, cast[name], Books(made[name], made[PARTNER_OF[name]], made[STRANGER]))


def _objects(name: str, organization: OrganizationRef) -> Objects:
    return objects_in(organization, name, word_of(name), signed_in("ada", name))


def objects_in(organization: OrganizationRef, name: str, word: str, ada: Client) -> Objects:
    """One object of every kind in somebody's books, the session of its admin's browser, `ada`, among them."""
    session = {"session": {"mark": mark_of(ada)}}
    if name in SUPPLIERS:
        return session | supplier_objects(organization, word, ada)
    with border.inside(organization, BILL, via="web"):
        return session | objects_of_buyer(name, word)


def mark_of(browser: Client) -> str:
    """What stands for the session of a browser where sessions are listed."""
    return str(Session(session_key=browser.cookies["session"].value).mark)


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

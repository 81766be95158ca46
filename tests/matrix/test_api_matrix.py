"""The API lets nobody do more than their role and the scopes of their token, and finds nothing of anybody else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from django.conf import settings as product
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client

from billing_platform.api import rates
from billing_platform.api.models import ApiToken
from billing_platform.api.operations.tokens import TokenWish, make_token, revoke_token
from invoices.models import Document
from invoices.operations.issue import issue_invoices
from invoices.operations.receive import receive_einvoice
from members.operations.roles import RoleFacts, create_role
from people.models import Account
from people.operations import create_account
from people.permissions import Permission
from tenants import border
from tenants.border import OrganizationRef
from tenants.models import now
from tests.building import TODAY, order, verified
from tests.matrix.api_calls import CALLS, REST
from tests.matrix.api_cases import (
    ApiCase,
    Holder,
    Operation,
    Program,
    Thing,
    Told,
    address_of,
    call_of,
    cases_of,
    expected,
    operations,
    told,
)
from tests.matrix.conftest import BILL, CAST
from tests.matrix.objects import UBL

ONE_IN = 6  # how many cases stand behind one of the sample
ALL = [pytest.param(each, id=each.name) for each in operations()]
UNKNOWN = {
    "issued": "INV-2026-900000",
    "buyer": "ORG-899999",
    "order": "00000000-0000-7000-8000-000000000000",
    "received": "00000000-0000-7000-8000-000000000000",
}


@dataclass
class Api:
    """Things of acme and of globex, and a token for everybody who asks at acme's host."""

    organization: OrganizationRef
    elsewhere: OrganizationRef
    own: dict[str, str]
    foreign: dict[str, str]
    texts: dict[str, str] = field(default_factory=dict)
    scopes: dict[str, frozenset[Permission]] = field(default_factory=dict)

    def ask(self, case: ApiCase) -> HttpResponse:
        """The answer to one case; whatever it changed is undone."""
        text = self.text_of(case.program)
        headers = {"host": "acme.localhost"} | ({"authorization": f"Bearer {text}"} if text else {})
        client = Client(headers=headers, raise_request_exception=False)
        asked, call = (case.operation.method, self._address(case)), case.call
        with transaction.atomic():
            answer = client.generic(*asked, call.body(), content_type=call.media_type)
            transaction.set_rollback(True)
        return answer

    def expects(self, case: ApiCase) -> Told:
        self.text_of(case.program)
        return expected(case, self.scopes.get(case.program.name, frozenset()))

    def text_of(self, program: Program) -> str:
        """The token of a program, made when first asked for."""
        if program.holder == Holder.NOBODY:
            return ""
        if program.name not in self.texts:
            at = self.elsewhere if program.holder == Holder.ELSEWHERE else self.organization
            with border.inside(at, BILL, via="web"):
                self.texts[program.name] = self._made(program, at)
        return self.texts[program.name]

    def _made(self, program: Program, at: OrganizationRef) -> str:
        ada = Account.objects.with_roles().get(email__startswith="ada@")
        owner = _owner(program, ada, len(self.texts))
        self.scopes[program.name] = program.scopes or owner.permissions
        made = make_token(owner, TokenWish("Matrix", self.scopes[program.name]), by=ada)
        if program.holder == Holder.REVOKED:
            revoke_token(made.token.public_id)
        if program.holder == Holder.EXPIRED:
            past = now() - timedelta(days=9)
            ApiToken.objects.filter(pk=made.token.pk).update(created_at=past, expires_at=past + timedelta(days=1))
        if program.holder == Holder.DEACTIVATED:
            Account.objects.filter(pk=owner.pk).update(is_active=False)
        return made.text

    def _address(self, case: ApiCase) -> str:
        things = {Thing.OWN: self.own, Thing.FOREIGN: self.foreign, Thing.UNKNOWN: UNKNOWN}
        return address_of(case, things[case.thing][case.call.kind] if case.call.kind else "")


def _owner(program: Program, ada: Account, number: int) -> Account:
    """Whoever has the standard role; Ada for her narrow tokens; else somebody with a role of their own."""
    if program.role is not None:
        return Account.objects.with_roles().get(email__startswith=f"{CAST[program.role]}@")
    is_adas = program.holder not in (None, Holder.DEACTIVATED) or program.may != program.scopes
    if is_adas:
        return ada
    key = create_role(RoleFacts(f"Program {number}", "", program.may), by=ada.public_id)
    created = create_account(
        f"program{number}@acme.example", f"Program {number}", [str(key)], password="a long password"
    )
    return Account.objects.with_roles().get(pk=created.pk)


@pytest.fixture(scope="module")
def asked(cast: dict[str, OrganizationRef], django_db_blocker) -> Iterator[Api]:
    """Made once for the file and rolled back behind it; requests are not counted."""
    rates.SILENCE.until = 0.0
    with pytest.MonkeyPatch.context() as patched, django_db_blocker.unblock():
        for limit in ("API_PER_MINUTE", "API_PER_MINUTE_OF_ORGANIZATION"):
            patched.setattr(product, limit, 10**9)
        with transaction.atomic():
            foreign = _things(cast["globex"], cast["hooli"], invoices=3)
            yield Api(cast["acme"], cast["globex"], _things(cast["acme"], cast["initech"], invoices=1), foreign)
            transaction.set_rollback(True)
        connection.close()


def _things(organization: OrganizationRef, buyer: OrganizationRef, *, invoices: int) -> dict[str, str]:
    """What an address can name, as it stands there; the number of the last invoice, so that only one side has it."""
    with border.inside(organization, BILL, via="web"):
        made = [verified("initech").pk for _ in range(invoices)]
        issue_invoices(made, today=TODAY)
        number = max(Document.objects.filter(pk__in=made).values_list("number", flat=True))
        received = receive_einvoice(UBL, "a.xml")
        return {
            "issued": number,
            "buyer": buyer.organization_id,
            "order": str(order("PO-1").public_id),
            "received": str(received.public_id),
        }


def differences(asked: Api, cases: Iterable[ApiCase]) -> list[str]:
    """Each case that is answered otherwise than written down."""
    wrong = []
    for case in cases:
        status, wanted = asked.ask(case).status_code, asked.expects(case)
        is_done = wanted != Told.LET_IN or not case.call.is_done or 200 <= status < 300
        if told(status) != wanted or not is_done:
            wrong.append(f"{case.name}: {status}, not “{wanted}”")
    return wrong


@pytest.mark.parametrize("operation", ALL)
def test_an_operation_is_written_down_with_what_its_gate_asks(operation):
    assert operation.permission in call_of(operation).needs


def test_what_is_written_down_is_there():
    assert CALLS.keys() == {each.name for each in operations()}
    assert REST.keys() <= CALLS.keys()


def test_a_new_operation_fails_until_it_is_written_down():
    with pytest.raises(LookupError, match="Add it to CALLS"):
        call_of(Operation("list_new_things", "GET", "/new-things", Permission.SEE_JOBS))


def test_an_operation_whose_address_names_a_thing_says_which():
    assert {each.name for each in operations() if "{" in each.path and not call_of(each).kind} == set()


def test_a_sample_of_the_api_is_answered_as_written_down(asked):
    sample = [case for each in operations() for case in cases_of(each) if case.is_in_sample(ONE_IN)]
    assert len(sample) > 50
    assert {case.program.holder for case in sample} >= set(Holder)
    assert differences(asked, sample) == []


@pytest.mark.slow
@pytest.mark.parametrize("operation", ALL)
def test_every_token_at_every_thing_is_answered_as_written_down(asked, operation):
    assert differences(asked, cases_of(operation)) == []


@pytest.mark.slow
def test_a_check_that_is_gone_is_told(asked, monkeypatch):
    operation = next(each for each in operations() if each.name == "get_purchase_order")
    stricter = replace(CALLS[operation.name], needs=frozenset({Permission.MANAGE_JOBS}))
    monkeypatch.setitem(CALLS, operation.name, stricter)
    assert any("of a buyer at their own: 200, not “403”" in each for each in differences(asked, cases_of(operation)))

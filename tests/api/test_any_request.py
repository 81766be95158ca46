"""Any request the document allows, and many it does not: no server error, no foreign data, answers as documented.

Each operation gets 20 requests of either sort, more with `API_CASES`, which is how many are made in all; each is sent
five times, by callers with more or less rights, and taken back.
"""

from __future__ import annotations

import os
from datetime import date

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.openapi import from_dict
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from invoices.models import Document
from invoices.operations import set_pdf as setting
from invoices.operations.issue import issue_invoices
from invoices.operations.receive import receive_einvoice
from partners.models import Partner, Side
from partners.operations import BuyerFacts, add_buyer
from payment_terms.models import BuyerTerms
from payment_terms.operations import set_terms
from payment_terms.rules import Kind, Terms
from people.permissions import Permission
from tests.building import buyer, draft, line, order, po_line, verified
from tests.invoices.einvoice.pdf_files import invoice_pdf
from tests.matrix.objects import UBL

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
CASES = int(os.environ.get("API_CASES", "0"))
FEWEST = 20
CANARY = "CANARY-7f3a"
CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance, response_headers_conformance,
    response_schema_conformance,
]  # fmt: skip
PDFS = [invoice_pdf(("a.txt", b"1")), invoice_pdf(("a.txt", b"2")), b"%PDF-1.7 half", b"", b"\x00" * 100]
# Values that fit each other, which no schema says, by the names under which requests carry them.
USUAL = {
    "terms": ["Net 45", "EOM+30", None], "version": [None], "line": [1], "po_line": ["1"], "supplier": [None],
    "currency": ["EUR"], "effective": ["2026-01-01"], "expiration": ["2026-12-31"], "starts_on": [None],
    "ends_on": [None], "quantity": ["2"], "unit_price": ["9.50"], "tax_percent": ["19"], "tax_amount": [None],
    "email": ["betty@initech.example"], "reason": ["It is theirs"], "posting_date": ["2026-11-25"],
}  # fmt: skip
OF_AN_ORDER = {"number": ["1", "2"]}
schemathesis.openapi.media_type("application/pdf", st.sampled_from(PDFS) | st.binary(max_size=200))


@pytest.fixture
def trade(door, cast, today, monkeypatch):
    """Invoices, orders and terms of acme, and such of globex that acme must never see; what a request can name."""
    monkeypatch.setattr(setting, "why_off", lambda: "no PDFs are printed here")
    with door("globex"):
        hidden = _secrets(cast["hooli"].number, today)
    with door("acme"):
        for day in (date(2026, 11, 2), today):
            issue_invoices([verified("initech", line("100"), today=day).pk], today=day)
        draft("globex", line("7"))
        received = receive_einvoice(UBL, "a.xml")
        orders = [str(order(po_id, lines=[po_line(), po_line("2")]).public_id) for po_id in ("PO-1", "PO-2")]
        for number in Document.objects.filter(direction="out").exclude(number="").values_list("number", flat=True):
            setting.set_pdf(number, setting.SentPdf(PDFS[0]))
        return {
            "number": list(Document.objects.exclude(number="").values_list("number", flat=True)),
            "order_id": [*orders, *orders, str(hidden.public_id)],
            "document_id": [str(received.public_id)],
            "organization_id": [cast[name].organization_id for name in ("initech", "globex") * 2 + ("hooli",)],
            "purchase_order": orders,
        } | USUAL


def _secrets(stranger, today):
    """An invoice, an order, partners and terms of globex, each with the canary; the order."""
    secret = verified("initech", line("4711.11"), po_number=CANARY)
    issue_invoices([secret.pk], today=today)
    Document.objects.filter(pk=secret.pk).update(external_number=CANARY)
    add_buyer(stranger, facts=BuyerFacts(erp_id=CANARY, email=f"{CANARY}@hooli.example"))
    Partner.objects.filter(side=Side.BUYER).update(erp_id=CANARY)
    for each in ("initech", "hooli"):
        set_terms(buyer(each).pk, Terms(Kind.NET, 471), today=today)
    BuyerTerms.objects.update(updated_by=f"person:x {CANARY}")
    return order(CANARY)


@pytest.fixture
def callers(token_of, settings):
    """Headers of everybody who asks: acme's admin, one of globex, one without a scope, one without a token."""
    settings.API_PER_MINUTE = settings.API_PER_MINUTE_OF_ORGANIZATION = 10**9
    texts = {
        "own": token_of("acme", "ada").text,
        "foreign": token_of("globex", "ada").text,
        "weak": token_of("acme", "ada", [Permission.SEE_HISTORY]).text,
    }
    return {name: {"Authorization": f"Bearer {text}"} for name, text in texts.items()} | {"nobody": {}}


@pytest.fixture
def document():
    """The product's WSGI application, which leaves the test's connection open between two requests."""
    told = Client(headers={"host": "acme.localhost"}).get("/api/v1/openapi.json").json()
    for operation in (each for path in told["paths"].values() for each in path.values()):
        del operation["security"]  # who asks is this test's to say
    schema = from_dict(told)
    schema.app = get_wsgi_application()
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield schema
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["allowed", "not_allowed"])
def test_no_request_breaks_the_server_or_shows_what_is_not_ones_own(document, callers, trade, mode):
    operations = [found.ok() for found in document.get_all_operations()]
    assert len(operations) >= 21
    cases = max(FEWEST, CASES // 2 // len(operations))
    told = {each.label: try_out(each, mode, callers, trade, cases) for each in operations}
    assert {label for label, statuses in told.items() if len(statuses) < FEWEST} == set()
    if mode is GenerationMode.POSITIVE:
        assert {label for label, statuses in told.items() if not any(200 <= each < 300 for each in statuses)} == set()


def try_out(operation, mode, callers, named, cases):
    """Send so many cases of one operation, each to the books as they were; what acme's admin was answered."""
    statuses = []
    named = named | (OF_AN_ORDER if "/lines/" in operation.path else {})

    @seed(20261122)
    @settings(max_examples=cases, deadline=None, database=None, phases=[Phase.generate],
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(case=operation.as_strategy(generation_mode=mode), choice=st.integers(0, 11))
    def one(case, choice):
        if mode is GenerationMode.POSITIVE and choice % 4:
            case.headers = {name: value for name, value in (case.headers or {}).items() if name != "If-Match"}
            case.path_parameters = known(case.path_parameters or {}, named, choice)
            case.body = known(case.body, named, choice)
        with transaction.atomic():
            statuses.append(judge(case, callers, mode))
            transaction.set_rollback(True)

    one()
    return statuses


def known(sent, named, choice):
    """What is sent, with things that there are in the places where they are named; every other list has two at most."""
    if isinstance(sent, list):
        return [known(each, named, choice + place) for place, each in enumerate(sent[:2] if choice % 2 else sent)]
    if not isinstance(sent, dict):
        return sent
    return {
        name: named[name][choice % len(named[name])] if name in named else known(value, named, choice)
        for name, value in sent.items()
    }


def judge(case, callers, mode):
    """Whoever asks gets what is theirs, in the documented shape; the status of who may ask."""
    case.headers = {name: value for name, value in (case.headers or {}).items() if name.lower() != "authorization"}
    checks = [*CHECKS, negative_data_rejection] if mode is GenerationMode.NEGATIVE else CHECKS
    answer = asked(case, callers["own"])
    case.validate_response(answer, checks=checks)
    assert CANARY.encode() not in answer.content
    assert asked(case, callers["foreign"]).status_code in REFUSED[401]
    assert asked(case, callers["nobody"]).status_code in REFUSED[401]
    assert asked(case, callers["weak"]).status_code in REFUSED[403]
    assert asked(case, callers["own"], host="hooli.localhost").status_code in REFUSED[401]
    return answer.status_code


# What is no address of the API at all (a path made of nothing) is that for everybody.
REFUSED = {401: {401, 404, 405}, 403: {403, 404, 405}}


def asked(case, headers, host="acme.localhost"):
    return case.call(headers={"Host": host, "Accept-Encoding": "identity"} | headers)

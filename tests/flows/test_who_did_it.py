"""Who issued, in the history: the person who asked in the supplier's books, the organization in the buyer's."""

from __future__ import annotations

import pytest

from invoices.models import Document
from invoices.operations.issue import request_issue
from tenants.border import Actor
from tenants.history.models import Change
from tests.building import line, order, verified

pytestmark = pytest.mark.django_db
BILL = Actor("person:0199-bill", "Bill <bill@acme.example>")


def test_the_worker_writes_as_the_person_who_asked_and_in_the_buyers_books_as_the_organization(door, drain):
    with door("initech"):
        order("PO-1")
    with door("acme", Actor("person:0199-ada", "Ada")):
        document = verified("initech", line("10.00"))
    with door("acme", BILL):
        request_issue([document.pk], verify=False)
    drain()
    with door("acme"):
        issued = Change.objects.get(table="invoices_document", op="U", after__state="issued")
        assert (issued.actor, issued.via) == (str(BILL), "job")
        assert issued.before["number"] == ""
    with door("initech"):
        copy = Document.objects.get()
        written = Change.objects.get(table="invoices_document", row=copy.pk, op="I")
        assert written.actor == "organization:ORG-000001 Acme Distribution SE"
        assert not Change.objects.filter(actor__contains="@acme").exists()

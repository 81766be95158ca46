"""Supplier and buyer who open a new PDF at the same moment get one version, with the same bytes."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from invoices.models import Document, PdfVersion
from invoices.operations.issue import issue_invoices
from invoices.operations.pdf import ensure_pdf
from tests.building import verified

pytestmark = [pytest.mark.pdf, pytest.mark.usefixtures("printing", "committed")]


def test_two_who_ask_at_the_same_time_get_one_version(door, today):
    with door("acme"):
        document = verified("initech")
        issue_invoices([document.pk], today=today)
    together, troubles = threading.Barrier(4), []

    def ask(organization):
        try:
            with door(organization):
                asked = Document.objects.select_related("partner").get(public_id=document.public_id)
                together.wait(20)
                ensure_pdf(asked)
        except Exception as trouble:  # noqa: BLE001  told below, by the test
            troubles.append(trouble)
        finally:
            connection.close()

    people = [threading.Thread(target=ask, args=[name]) for name in ("acme", "initech", "acme", "initech")]
    for person in people:
        person.start()
    for person in people:
        person.join(60)
    assert troubles == []
    assert hashes(door, "acme") == hashes(door, "initech")
    assert len(hashes(door, "acme")) == 1


def hashes(door, organization):
    with door(organization):
        return list(PdfVersion.objects.values_list("number", "sha256"))

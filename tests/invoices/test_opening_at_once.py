"""Somebody looks at a received document while somebody else works on it, in transactions of their own."""

from __future__ import annotations

import os

import psycopg
from psycopg import sql

from invoices.operations.issue import issue_invoices
from invoices.operations.opening import note_opened
from tests.building import TODAY, verified


def test_reading_does_not_wait_for_who_works_on_the_document(committed, cast, door):
    with door("acme"):
        document = verified("initech")
        issue_invoices([document.pk], today=TODAY)
    held = sql.SQL("SELECT 1 FROM {}.invoices_document WHERE public_id = %s FOR UPDATE").format(
        sql.Identifier(cast["initech"].schema_name)
    )
    with psycopg.connect(os.environ["SUPERUSER_DATABASE_URL"]) as elsewhere:
        elsewhere.execute(held, [document.public_id])
        with door("initech"):
            assert note_opened(document.public_id) is None
    with door("initech"):
        assert note_opened(document.public_id) is not None

"""No process serves anybody through a pooler in transaction mode."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured

from billing_platform import checks


def test_a_server_that_gives_each_client_a_session_is_fine(django_db_setup):
    checks.refuse_transaction_pooler()


def test_one_session_for_two_clients_is_refused(django_db_setup, monkeypatch):
    monkeypatch.setattr(checks, "_session", lambda connection: 4711)
    with pytest.raises(ImproperlyConfigured, match="pooler in transaction mode"):
        checks.refuse_transaction_pooler()

"""No process serves anybody through a pooler in transaction mode."""

from __future__ import annotations

from dataclasses import replace

from billing_platform.ground import judge, look


def test_a_server_that_gives_each_client_a_session_is_fine(django_db_setup):
    assert list(judge(look(), is_owner=False)) == []


def test_one_session_for_two_clients_is_refused(django_db_setup):
    pooled = replace(look(), sessions=1)
    assert [finding.code for finding in judge(pooled, is_owner=False) if finding.is_fatal] == ["transaction_pooler"]

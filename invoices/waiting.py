"""What waits for somebody among the documents; the bell counts it."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from billing_platform.bell import Waiting
from invoices.models import State
from invoices.querysets import SET_ASIDE, UNMATCHED, incoming, outgoing
from people.permissions import Permission


def _set_aside() -> QuerySet[Any]:
    return outgoing().filter(SET_ASIDE)


def _verified() -> QuerySet[Any]:
    return outgoing().filter(~SET_ASIDE, state=State.VERIFIED)


def _drafts() -> QuerySet[Any]:
    return outgoing().filter(~SET_ASIDE, state=State.DRAFT)


def _unmatched() -> QuerySet[Any]:
    return incoming().filter(UNMATCHED)


LIST = "invoices:outgoing"
WAITING = (
    Waiting(
        "drafts-set-aside", "document is set aside, with its reason", "documents are set aside, with their reasons",
        LIST, Permission.EDIT_DRAFTS, _set_aside, query="set_aside=1", tone="bad",
    ),
    Waiting(
        "invoices-verified", "verified invoice waits to be issued", "verified invoices wait to be issued", LIST,
        Permission.ISSUE_INVOICES, _verified, query="view=verified&set_aside=0",
    ),
    Waiting(
        "drafts", "draft waits to be verified", "drafts wait to be verified", LIST, Permission.EDIT_DRAFTS, _drafts,
        query="view=drafts&set_aside=0",
    ),
    Waiting(
        "invoices-unmatched", "incoming invoice found no purchase order", "incoming invoices found no purchase order",
        "invoices:incoming", Permission.EDIT_PURCHASE_ORDERS, _unmatched, query="view=unmatched",
    ),
)  # fmt: skip

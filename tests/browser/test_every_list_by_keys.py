"""Every list people live in, by keyboard alone, wide and narrow: found, shaped, sorted, saved, shared and exported."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from billing_platform.lists.registry import every_list
from invoices.operations.issue import issue_invoices, request_issue
from members.operations.invitations import Invitee, invite
from people.permissions import Permission, Role
from tenants.models import now
from tests.browser.keys import Walk, export, find, save_and_share, shape, sort
from tests.browser.pages import go
from tests.building import TODAY, order, verified

# What is searched for finds a row that the filter leaves. A billing admin walks wherever one may look.
BUYERS = [
    Walk("/invoices/incoming/", "acme", "Currency", "EUR", "Kind", "Due date"),
    Walk("/purchase-orders/", "PO-7", "At risk", "no", "Effective", "Expiration"),
]
SELLERS = [
    Walk("/invoices/outgoing/", "initech", "Currency", "EUR", "Kind", "Due date"),
    Walk("/invoices/billings/", "initech", "Currency", "EUR", "Description", "Service to"),
    Walk("/partners/", "initech", "Trading", "yes", "Country", "Name"),
    Walk("/payment-terms/", "initech", "Status", "Active", "Country", "ERP ID"),
    Walk("/jobs/", "issue", "Kind", "Issue", "Started", "Queued"),
]
ADMINS = [
    Walk("/members/", "betty", "Role", "Buyer", "Status", "Member since"),
    Walk("/members/invited/", "nina", "Link too old", "no", "Status", "Invited"),
    Walk("/history/", "INV-2026-000001", "Done", "Created", "Who", "When"),
]


@pytest.fixture
def traded(committed, door):
    """An invoice that Initech has received, one that waits, a job for tomorrow, and Nina who is invited."""
    with door("initech"):
        order("PO-7")
    with door("acme"):
        issued, waiting = verified("initech", po_number="PO-7"), verified("initech")
        assert issue_invoices([issued.pk], today=TODAY).issued == 1
        request_issue([waiting.pk], verify=False, due_at=now() + timedelta(days=1))
        invite(Invitee("nina@acme.example", "Nina", [Role.BUYER]), by="Ada", allowed=frozenset(Permission))


def walk_through(page: Page, walk: Walk) -> None:
    go(page, walk.path)
    find(page, walk)
    shape(page, walk.column)
    sort(page, walk.order)
    save_and_share(page, "As I see it")
    header, rows = export(page)
    assert walk.column not in header
    assert len(rows) == page.locator("[data-rows] > tr").count() > 0


def test_every_list_there_is_has_its_walk():
    walked = [walk.path for walk in (*BUYERS, *SELLERS, *ADMINS)]
    assert sorted(walked) == sorted(reverse(definition.url_name) for definition in every_list())


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize(
    ("organization", "walks", "of_admins"),
    [("initech", BUYERS, []), ("acme", SELLERS, ADMINS)],
    ids=["buyer", "seller"],
)
def test_every_list_is_found_shaped_sorted_saved_shared_and_exported_by_keys_alone(
    traded, signed_in, organization, walks, of_admins, width
):
    page = signed_in(organization, "bill", width=width)
    for walk in walks:
        walk_through(page, walk)
    colleague = signed_in(organization, "ada", width=width)
    for walk in walks:
        go(colleague, walk.path)
        expect(colleague.locator("#views")).to_contain_text("As I see it")
    for walk in of_admins:
        walk_through(colleague, walk)

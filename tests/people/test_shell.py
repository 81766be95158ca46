"""The frame around the pages: what each kind of organization and each role finds in it, and what it costs."""

from __future__ import annotations

import re
from contextlib import contextmanager
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.test import Client
from django.urls import reverse

from billing_platform.notifications.models import Mail
from billing_platform.shell import shell, shell_of
from people.models import Account
from tenants.jobs.models import Job, JobState
from tests.building import draft

pytestmark = pytest.mark.django_db
TRADER = ["Dashboard", "Outgoing invoices", "Incoming invoices", "Billings", "Purchase orders", "Mails", "Partners"]
# What an admin changes and an auditor looks at.
SEEN = ["Matching", "Members", "API"]


def with_history(pages: list[str]) -> list[str]:
    """The menu of those who see the history too, in its place behind the mails."""
    place = pages.index("Mails") + 1
    return [*pages[:place], "History", *pages[place:]]


@pytest.fixture
def request_of(door):
    """`with request_of("acme", "ada") as request:` is a request of Ada in acme's books."""

    @contextmanager
    def made(organization: str, person: str, path: str = "/mails/"):
        with door(organization) as opened:
            request = HttpRequest()
            request.path, request.organization = path, opened
            accounts = Account.objects.with_roles()
            request.user = accounts.get(email=f"{person}@{organization}.example") if person else AnonymousUser()
            yield request

    return made


@pytest.mark.parametrize(
    ("organization", "person", "pages", "foot"),
    [
        ("acme", "ada", [*with_history(TRADER), "Payment terms", *SEEN], ["Jobs"]),
        ("acme", "bill", [*TRADER, "Payment terms", "Matching"], ["Jobs"]),
        ("acme", "betty", [*TRADER, "Matching"], []),
        ("globex", "otto", [*with_history(TRADER), "Payment terms", *SEEN], ["Jobs"]),
        ("initech", "ada", [*with_history(TRADER), *SEEN], ["Jobs"]),
        ("initech", "otto", [*with_history(TRADER), *SEEN], ["Jobs"]),
        ("initech", "betty", [*TRADER, "Matching"], []),
    ],
)
def test_the_menu_holds_what_the_kind_has_and_the_role_may(request_of, organization, person, pages, foot):
    with request_of(organization, person) as request:
        frame = shell_of(request)
    assert [item.label for group in frame.nav for item in group.items] == pages
    assert [item.label for item in frame.nav_foot] == foot


def test_groups_without_a_page_for_this_role_are_not_named(request_of):
    with request_of("acme", "ada") as request:
        request.user.roles.all().delete()
        request.user = Account.objects.get(pk=request.user.pk)
        frame = shell_of(request)
    assert [item.label for group in frame.nav for item in group.items] == ["Dashboard"]
    assert (frame.nav_foot, frame.role_label) == ((), "")


def test_the_frame_says_whose_books_these_are_and_who_acts_in_which_roles(request_of):
    with request_of("globex", "bill") as request:
        request.user.roles.create(role="buyer")
        request.user = Account.objects.with_roles().get(pk=request.user.pk)
        frame = shell_of(request)
    assert (frame.organization_name, frame.organization_kind_label) == ("Globex GmbH", "Seller")
    assert (frame.organization_number, frame.role_label) == ("ORG-000002", "Billing admin, Buyer")
    assert (frame.person_name, frame.sign_out_url, frame.home_url) == ("Bill", "/sign-out/", "/")


@pytest.mark.parametrize("path", ["/mails/", "/mails/00000000-0000-7000-8000-000000000000/"])
def test_the_page_one_is_on_is_marked_also_below_it(request_of, path):
    with request_of("acme", "ada", path) as request:
        frame = shell_of(request)
    assert [item.label for group in frame.nav for item in group.items if item.is_current] == ["Mails"]


def test_a_view_may_name_the_page_its_object_belongs_to(request_of):
    with request_of("acme", "ada", "/invoices/00000000-0000-7000-8000-000000000000/") as request:
        request.current_page = "invoices:incoming"
        frame = shell_of(request)
    current = [item.label for group in frame.nav for item in group.items if item.is_current]
    assert current == ["Incoming invoices"]


@pytest.mark.parametrize(
    ("view", "label"),
    [
        ("invoices:new", "Outgoing invoices"),
        ("invoices:return", "Outgoing invoices"),
        ("invoices:upload", "Incoming invoices"),
        ("invoices:of_order", "Purchase orders"),
    ],
)
def test_a_page_elsewhere_marks_the_entry_that_names_it(request_of, view, label):
    with request_of("acme", "ada", "/somewhere-else/") as request:
        request.resolver_match = SimpleNamespace(view_name=view)
        frame = shell_of(request)
    assert [item.label for group in frame.nav for item in group.items if item.is_current] == [label]


@pytest.mark.parametrize("named", ["invoices:new", "invoices:edit", "invoices:upload"])
def test_the_patterns_of_the_menu_name_pages_that_exist(named):
    with_id = {"public_id": "00000000-0000-7000-8000-000000000000"} if named == "invoices:edit" else {}
    assert reverse(named, kwargs=with_id)


def test_only_a_seller_and_a_customer_find_billing_under_their_account(request_of):
    found = {}
    for organization in ("acme", "globex", "initech"):
        with request_of(organization, "ada") as request:
            found[organization] = [item.label for group in shell_of(request).billing for item in group.items]
    assert found == {"acme": [], "globex": TRADER[1:5], "initech": TRADER[1:5]}


def test_the_frame_costs_one_statement_and_none_until_it_is_printed(request_of, django_assert_num_queries):
    with request_of("acme", "ada") as request:
        with django_assert_num_queries(0):
            frame = shell(request)["shell"]
        with django_assert_num_queries(1):
            assert str(frame.title) == "Acme Distribution SE"


def test_a_visitor_costs_nothing(request_of, django_assert_num_queries):
    with request_of("acme", "") as request, django_assert_num_queries(0):
        frame = shell_of(request)
    assert (frame.organization_name, frame.person_name, frame.nav) == ("Acme Distribution SE", "", ())


def test_a_host_without_organization_gets_a_frame_of_the_product(django_assert_num_queries):
    with django_assert_num_queries(0):
        frame = shell_of(HttpRequest())
    assert (frame.title, frame.is_signed_in, frame.nav) == ("Billing", False, ())


def test_the_bell_counts_what_needs_this_person_and_says_what_else_goes_on(request_of, door):
    with door("acme"):
        Mail.objects.create(recipient="a@b.example", subject="S", text="T", state="failed")
        Mail.objects.create(recipient="a@b.example", subject="S", text="T", state="sent")
        Job.objects.create(kind="k", actor="person:1 A", state=JobState.RUNNING)
        draft()
    with request_of("acme", "ada") as request:
        bell = shell_of(request).bell
    assert bell.count == "2"
    told = [(item.words, item.url, item.needs_you) for item in bell.items]
    assert told == [
        ("1 mail could not be sent", "/mails/?state=failed", True),
        ("1 draft waits to be verified", "/invoices/outgoing/?view=drafts&set_aside=0", True),
        ("1 job is at work", "/jobs/", False),
    ]
    with request_of("acme", "betty") as request:
        assert [item.key for item in shell_of(request).bell.items] == ["mails-failed"]


def test_the_bell_counts_no_further_than_it_can_show(request_of, door):
    with door("acme"):
        Mail.objects.bulk_create(
            Mail(recipient="a@b.example", subject="S", text="T", state="failed") for _ in range(101)
        )
    with request_of("acme", "otto") as request:
        assert shell_of(request).bell.count == "99+"


def test_an_empty_bell_says_so(browser_of):
    page = browser_of("acme", "ada").get("/mails/").content.decode()
    assert "Nothing waits for you." in page
    assert 'aria-label="What needs you: nothing"' in page


def test_a_failed_job_stands_before_running_ones_in_the_menu(request_of, door):
    with door("acme"):
        Job.objects.create(kind="k", actor="person:1 A", state=JobState.RUNNING)
        Job.objects.create(kind="k", actor="person:1 A", state=JobState.PARKED)
    with request_of("acme", "ada") as request:
        foot = shell_of(request).nav_foot[0]
    assert (foot.count, foot.tone) == ("1 failed", "bad")


def test_the_menu_counts_what_runs_here_and_not_what_runs_elsewhere(request_of, door):
    for organization, count in (("acme", 2), ("hooli", 3)):
        with door(organization):
            Job.objects.bulk_create(Job(kind="k", actor="person:1 A", state=JobState.RUNNING) for _ in range(count))
    with request_of("acme", "ada") as request:
        assert shell_of(request).nav_foot[0].count == "2 running"


@pytest.mark.parametrize(("cookie", "shown"), [("dark", ' data-theme="dark"'), ("blue", ""), ("", "")])
def test_the_theme_chosen_in_this_browser_is_in_the_first_bytes(cookie, shown):
    browser = Client(headers={"host": "acme.localhost"})
    browser.cookies["theme"] = cookie
    page = browser.get("/sign-in/").content.decode()
    assert re.search(r'<html lang="en"([^>]*)>', page).group(1) == shown


def test_instants_are_read_in_the_zone_of_the_organization(door, cast, browser_of):
    with door("acme"):
        written_at = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)
        Mail.objects.create(recipient="a@b.example", subject="S", text="T", created_at=written_at)
    assert "2 Jul 2026, 00:30" in browser_of("acme", "ada").get("/mails/").content.decode()

"""The list of payment terms: sorted, narrowed and searched by each column."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from billing_platform.lists.counts import Count, view_counts
from billing_platform.lists.rows import in_view, narrowed, rows_in_chunks
from partners.models import Partner, Side
from payment_terms.listing import PAYMENT_TERMS
from payment_terms.operations import (
    change_default,
    change_many,
    reset_to_default,
    set_first_terms,
    set_terms,
    undo_terms,
)
from payment_terms.rules import Kind, Terms
from tenants.border import Actor
from tests.building import buyer
from tests.lists.looking import looking, page, state
from tests.payment_terms.pages import LIST, id_of, names_in, today, typed_in_row

pytestmark = pytest.mark.django_db
GLOBEX, INITECH = "Globex GmbH", "Initech AG"
PIET = Actor("person:piet", "Piet Haas <piet@acme.example>")
# In the order of the alphabet and of Organization IDs Globex comes first, by every other column Initech does.
SORTS = {"name": GLOBEX, "organization_id": GLOBEX} | dict.fromkeys(
    ("status", "erp_id", "country", "tier", "terms", "default", "updated", "by"), INITECH
)


@pytest.fixture
def different(door):
    """Two buyers that differ in every column."""
    with door("acme", Actor("person:ada", "Ada <ada@acme.example>")):
        set_terms(buyer("initech").pk, Terms(Kind.NET, 10), today=today())
        first = {"erp_id": "A-1", "country": "AT", "is_active": False}
        Partner.objects.filter(pk=buyer("initech").pk).update(**first)
    with door("acme", PIET):
        set_terms(buyer("globex").pk, Terms(Kind.NET, 45), today=today())
        reset_to_default(buyer("globex").pk, today=today())
        second = {"erp_id": "B-1", "country": "DE", "is_active": True}
        Partner.objects.filter(pk=buyer("globex").pk).update(**second)


@pytest.mark.parametrize(("sort", "first"), SORTS.items(), ids=SORTS)
def test_the_list_is_sorted_by_each_column_both_ways(browser_of, different, sort, first):
    browser, second = browser_of("acme", "ada"), INITECH if first == GLOBEX else GLOBEX
    assert names_in(browser.get(f"{LIST}?sort={sort}")) == [first, second]
    assert names_in(browser.get(f"{LIST}?sort=-{sort}")) == [second, first]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=globex", ["Globex GmbH"]), ("name=GLOB", ["Globex GmbH"]), ("name=nobody", []),
        ("terms=45", ["Initech AG"]), ("default=1", ["Globex GmbH"]),
        ("by=ada", ["Initech AG"]), ("country=FR", []), ("status=inactive", []),
        ("tier=indirect", ["Globex GmbH"]), ("tier=direct", ["Initech AG"]), ("view=sellers", ["Globex GmbH"]),
        ("view=direct", ["Initech AG"]),
        ("since=2020-01-01", ["Initech AG"]), ("until=2020-01-01", []), ("view=custom", ["Initech AG"]),
        ("view=pending", ["Initech AG"]),
    ],
)  # fmt: skip
def test_the_list_is_narrowed_by_each_column(browser_of, door, query, found):
    browser = browser_of("acme", "ada")
    typed_in_row(browser, id_of(door), "45")
    assert names_in(browser.get(f"{LIST}?{query}")) == found


def test_a_change_of_the_default_is_to_come_for_the_rows_that_follow_it_and_found_by_its_text(browser_of, door):
    browser = browser_of("acme", "ada")
    typed_in_row(browser, id_of(door), "45")
    with door("acme"):
        undo_terms(buyer("initech").pk, today=today())
        set_first_terms(buyer("globex"), Terms(Kind.NET, 10))
        change_default(Terms(Kind.NET, 77), today=today())
    for query in ("view=pending", "terms=net+77", "view=all&terms=77"):
        assert names_in(browser.get(f"{LIST}?{query}")) == ["Initech AG"], query
    assert names_in(browser.get(f"{LIST}?terms=net+10")) == ["Globex GmbH"]


def test_who_updated_a_row_is_found_by_the_name_and_not_by_the_address(browser_of, door):
    browser = browser_of("acme", "ada")
    typed_in_row(browser, id_of(door), "45")
    assert names_in(browser.get(f"{LIST}?by=AD")) == ["Initech AG"]
    assert names_in(browser.get(f"{LIST}?by=acme.example")) == []


def test_what_a_filter_asks_first_is_asked_once_for_a_page(browser_of, door):
    browser = browser_of("acme", "ada")
    typed_in_row(browser, id_of(door), "45")
    with CaptureQueriesContext(connection) as asked:
        assert names_in(browser.get(f"{LIST}?view=custom&by=ada&terms=net")) == ["Initech AG"]
    assert len([each for each in asked if each["sql"].startswith("SELECT DISTINCT")]) == 2


def test_a_change_of_many_rows_that_counts_by_now_offers_no_undo(browser_of, door):
    browser = browser_of("acme", "ada")
    with door("acme"):
        _, batch = change_many({buyer("initech").pk: Terms(Kind.NET, 45)}, today=today() - timedelta(days=40))
    page = browser.get(reverse("payment_terms:batch", args=[batch.public_id])).content.decode()
    assert "The new terms count by now" in page
    assert reverse("payment_terms:undo_batch", args=[batch.public_id]) not in page


def test_an_organization_is_found_by_its_id_and_its_erp_id(browser_of, door):
    with door("acme"):
        partner = buyer("initech")
        sought = [partner.organization_id, partner.erp_id]
    browser = browser_of("acme", "ada")
    for words in sought:
        assert names_in(browser.get(f"{LIST}?q={words}")) == ["Initech AG"]


def test_the_list_is_narrowed_to_an_organization_id_and_an_erp_id(browser_of, door):
    with door("acme"):
        partner = buyer("initech")
        sought = [f"organization_id={partner.organization_number}", f"erp_id={partner.erp_id.lower()}"]
        sought.append(f"organization_id={partner.organization_id.lower()}")
    browser = browser_of("acme", "ada")
    assert [names_in(browser.get(f"{LIST}?{each}")) for each in sought] == [["Initech AG"]] * 3
    assert "Write an Organization ID such as ORG-000123." in browser.get(f"{LIST}?organization_id=x").content.decode()


def test_a_seller_is_offered_no_views_by_tier_because_all_its_buyers_are_direct_customers(browser_of):
    offered = {name: browser_of(name, "ada").get(LIST).content.decode() for name in ("acme", "globex")}
    assert {name: "view=sellers" in page for name, page in offered.items()} == {"acme": True, "globex": False}
    assert {name: "view=direct" in page for name, page in offered.items()} == {"acme": True, "globex": False}
    assert "view=custom" in offered["globex"]
    assert names_in(browser_of("globex", "ada").get(f"{LIST}?view=sellers")) == [INITECH]


def test_the_list_takes_a_fixed_number_of_statements(browser_of, django_assert_max_num_queries):
    browser = browser_of("acme", "ada")
    browser.get(LIST)
    with django_assert_max_num_queries(10):
        browser.get(LIST)


@pytest.mark.parametrize("sort", [f"{sign}{sort}" for sort in SORTS for sign in ("", "-")])
def test_every_buyer_is_on_one_page_whatever_they_are_sorted_by(door, different, sort):
    with door("acme"):
        Partner.objects.bulk_create(
            Partner(
                side=Side.BUYER,
                identity=f"m{n}",
                name=f"Many {n % 7}",
                country=("DE", "")[n % 2],
                erp_id="M" * (n % 3),
            )
            for n in range(60)
        )
        context = looking(today())
        whole = [row.row.partner_id for row in page(PAYMENT_TERMS, f"sort={sort}&per=100", today()).rows]
        first = page(PAYMENT_TERMS, f"sort={sort}&per=25", today())
        second = page(PAYMENT_TERMS, f"sort={sort}&per=25&after={first.after}", today())
        back = page(PAYMENT_TERMS, f"sort={sort}&per=25&before={second.before}", today())
        chunks = rows_in_chunks(PAYMENT_TERMS, state(PAYMENT_TERMS, f"sort={sort}"), context, size=7)
        exported = [row.row.partner_id for chunk in chunks for row in chunk]
    assert len(set(whole)) == 62
    assert [row.row.partner_id for row in (*first.rows, *second.rows)] == whole[:50]
    assert back.rows == first.rows
    assert exported == whole


def test_only_the_rows_of_a_page_are_joined_to_be_shown_where_no_index_answers_the_order(door):
    with door("acme"), CaptureQueriesContext(connection) as asked:
        page(PAYMENT_TERMS, "sort=-country", today())
    assert any('"partners_partner"."id" IN (SELECT' in each["sql"] for each in asked.captured_queries)


@pytest.mark.parametrize("query", ["", "q=e", "country=FR", "tier=direct"])
def test_the_views_are_counted_while_the_buyers_are_read_once(browser_of, door, different, query):
    with door("acme"), CaptureQueriesContext(connection) as asked:
        context, found = looking(today()), narrowed(PAYMENT_TERMS, state(PAYMENT_TERMS, query), looking(today()))
        at = len(asked)
        counts = view_counts(PAYMENT_TERMS, found, context, may_be_dear=bool(query))
        counted = sum("COUNT(" in each["sql"] for each in asked.captured_queries[at:])
        each_alone = {
            view.key: Count(in_view(PAYMENT_TERMS, view.key, found, context).count()) for view in PAYMENT_TERMS.views
        }
    assert counts == each_alone
    assert counted == 1

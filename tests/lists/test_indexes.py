"""Each order that a list offers is answered by an index, or it is said here why it need not be."""

from __future__ import annotations

import os
from datetime import timedelta

import psycopg
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from billing_platform.lists.keyset import ordered
from billing_platform.lists.registry import every_list
from invoices.models import Document
from invoices.queries.api_page import DocumentsAsked, documents_page
from partners.models import Partner
from tenants.models import now
from tests.building import TODAY
from tests.lists.looking import looking

FEW_ORDERS = "computed: an organization has a few thousand purchase orders"
FEW_BUYERS = "computed: a few thousand buyers are read with the terms in effect (benchmarks/terms.py)"
OFFERED = [(definition, order) for definition in every_list() for order in definition.orders]
WITHOUT_INDEX = {
    **{(definition.key, order.key): FEW_BUYERS for definition, order in OFFERED if definition.key == "payment_terms"},
    ("purchase-orders", "value"): FEW_ORDERS,
    ("purchase-orders", "balance"): FEW_ORDERS,
    ("purchase-orders", "supplier"): FEW_ORDERS,
}


def plan_of(found, order) -> str:
    """How the first rows are read when reading everything and sorting it are the last resort."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off")
        cursor.execute("SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off")
    return ordered(found, order, downwards=True)[:50].explain(costs=False)


def is_read_in_order(plan: str, model, order) -> bool:
    """Without a sort; through an owner the rows of each one are sorted among themselves, and behind a field that no
    two rows share there is nothing to sort.
    """
    rows = [line.strip() for line in plan.splitlines()]
    if not any(line.startswith("Sort Key") for line in rows):
        return True
    presorted = [line.partition(": ")[2].split(", ") for line in rows if line.startswith("Presorted Key")]
    wanted = 2 if order.through else 1 if is_unique(model, order) else 0
    return bool(wanted and presorted) and len(presorted[0]) == wanted


def is_unique(model, order) -> bool:
    return any(getattr(each, "fields", ()) == (order.field,) for each in model._meta.constraints)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("definition", "order"), [pytest.param(*each, id=f"{each[0].key}-{each[1].key}") for each in OFFERED]
)
def test_each_order_is_answered_by_an_index_or_has_its_reason(door, today, definition, order):
    with door("acme"):
        found = definition.prepare(definition.queryset(looking(today)), frozenset())
        plan = plan_of(found, order)
    is_listed = (definition.key, order.key) in WITHOUT_INDEX
    assert is_read_in_order(plan, found.model, order) is not is_listed, plan


def test_a_reason_is_only_given_for_an_order_that_is_offered():
    assert set(WITHOUT_INDEX) <= {(definition.key, order.key) for definition, order in OFFERED}


def test_ids_are_only_looked_for_first_where_no_index_answers_the_order():
    assert {(definition.key, order.key) for definition, order in OFFERED if order.ids_first} <= set(WITHOUT_INDEX)


@pytest.mark.parametrize("direction", ["out", "in"])
def test_a_program_that_asks_what_changed_since_walks_through_nothing_else(committed, door, cast, today, direction):
    """Judged with as many rows and figures about them as the planner needs to choose as it does for a million."""
    with door("acme"):
        _documents(direction, 4000)
        asked = DocumentsAsked(directions=(direction,), updated_since=now() - timedelta(minutes=5))
        with CaptureQueriesContext(connection) as told:
            documents_page(asked, 50, None, today)
    (statement,) = [each["sql"] for each in told if "updated_at" in each["sql"] and "LIMIT" in each["sql"]]
    with psycopg.connect(os.environ["SUPERUSER_DATABASE_URL"]) as server:
        server.execute(f'SET LOCAL search_path = "{cast["acme"].schema_name}", public')
        server.execute("ANALYZE invoices_document")
        plan = "\n".join(row[0] for row in server.execute(f"EXPLAIN {statement}"))
        server.rollback()
    assert "document_updated" in plan, plan


def _documents(direction: str, count: int) -> None:
    """Documents that changed a minute apart, the last an hour ago."""
    partner, last = Partner.objects.filter(side="buyer")[0], now() - timedelta(hours=1)
    issued = {} if direction == "out" else {"state": "issued", "issued_at": last}
    Document.objects.bulk_create(
        Document(
            direction=direction, partner=partner, currency="EUR", issue_date=TODAY - timedelta(days=n % 300),
            posting_date=TODAY - timedelta(days=n % 300) if issued else None,
            number=f"IN-{n}" if issued else "", updated_at=last - timedelta(minutes=n), **issued,
        )
        for n in range(count)
    )  # fmt: skip

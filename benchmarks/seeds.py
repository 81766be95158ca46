"""Rows to measure with: a few made by the product's own operations, multiplied by set-based SQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import psycopg
from ground import ACTOR, TODAY, columns, names
from psycopg import sql

from invoices.operations.draft import Draft, DraftLine, save_draft
from invoices.operations.verify import verify_documents
from partners.models import Partner
from purchase_orders.facts import ContactFacts, LineFacts, OrderFacts
from purchase_orders.operations.orders import create_order
from tenants import border
from tenants.border import OrganizationRef

CHARGES = ("usage", "subscription", "services", "marketplace")
TYPES = ("ALL", "MONTHLY_USAGE", "SUBSCRIPTION", "SERVICES", "MARKETPLACE_BLANKET")
ORDER_TABLES = ("purchase_orders_purchaseorder", "purchase_orders_purchaseorderline", "purchase_orders_contact")
PARTS = ("invoices_documentline", "invoices_documenttax")
MODELS = 20
MADE = """
CREATE TEMP TABLE made ON COMMIT DROP AS
WITH partner AS (SELECT array_agg(id ORDER BY id) AS ids, count(*) AS many FROM {0}.partners_partner)
SELECT n, nextval(pg_get_serial_sequence(%s, 'id')) AS id, (%s::bigint[])[n / many %% %s + 1] AS model,
       ids[n %% many + 1] AS partner
  FROM generate_series(0, %s) n, partner
"""
DOCUMENTS = """
INSERT INTO {0}.invoices_document (id, public_id, partner_id, {1})
SELECT made.id, uuidv7(), made.partner, {2} FROM made JOIN {0}.invoices_document d ON d.id = made.model ORDER BY made.n
"""
PARTS_OF = """
INSERT INTO {0}.{1} (document_id, {2})
SELECT made.id, {3} FROM made JOIN {0}.{1} p ON p.document_id = made.model ORDER BY made.n, p.id
"""


def seed_orders(server: psycopg.Connection[Any], buyers: Sequence[OrganizationRef], orders: int, lines: int) -> None:
    """The same purchase orders in the books of every buyer."""
    model, *others = buyers
    with border.inside(model, ACTOR, via="command"):
        for n in range(orders):
            create_order(_order(n, lines), today=TODAY)
    for buyer in others:
        for table in ORDER_TABLES:
            _copy_table(server, table, model.schema_name, buyer.schema_name)
    analyze(server, [buyer.schema_name for buyer in buyers], ORDER_TABLES)


def seed_models(supplier: OrganizationRef, lines: int) -> list[int]:
    """A few verified documents of the supplier, each of another kind of charges, made by the product; their ids."""
    with border.inside(supplier, ACTOR, via="command"):
        partner = Partner.objects.order_by("id")[0]
        models = [save_draft(_draft(partner, n, lines), today=TODAY).pk for n in range(MODELS)]
        verify_documents(models, today=TODAY)
    return models


def seed_verified(
    server: psycopg.Connection[Any], supplier: OrganizationRef, models: list[int], count: int
) -> list[int]:
    """`count` documents like the models, spread evenly over the supplier's buyers; their ids."""
    schema = supplier.schema_name
    at = sql.Identifier(schema)
    with server.transaction():
        server.execute(sql.SQL(MADE).format(at), [f"{schema}.invoices_document", models, len(models), count - 1])
        document = columns(server, schema, "invoices_document", ("id", "public_id", "partner_id"))
        server.execute(sql.SQL(DOCUMENTS).format(at, names(document), names(document, "d")))
        for table in PARTS:
            part = columns(server, schema, table, ("id", "document_id"))
            server.execute(sql.SQL(PARTS_OF).format(at, sql.Identifier(table), names(part), names(part, "p")))
        ids = [row[0] for row in server.execute("SELECT id FROM made ORDER BY n")]
    analyze(server, [schema], ("invoices_document", *PARTS))
    return ids


def analyze(server: psycopg.Connection[Any], schemas: Sequence[str], tables: Sequence[str]) -> None:
    """Fresh statistics, and no dead rows for a background process to sweep during a measurement."""
    for schema in schemas:
        at = sql.SQL(", ").join(sql.Identifier(schema, table) for table in tables)
        server.execute(sql.SQL("VACUUM (ANALYZE) {}").format(at))


def _order(n: int, lines: int) -> OrderFacts:
    year = date(2026, 1, 1), date(2026, 12, 31)
    items = [
        LineFacts(
            f"{m // 10 + 1}.{m % 10}", TYPES[(n + m) % len(TYPES)], *year, Decimal(100), Decimal(50), Decimal(19),
            product_code=f"P{m}" if m % 3 == 0 else "",
        )
        for m in range(lines)
    ]  # fmt: skip
    return OrderFacts(f"PO-2026-{n + 1}", "EUR", *year, items, contacts=[ContactFacts("orders@buyer.example", "Betty")])


def _draft(partner: Partner, n: int, lines: int) -> Draft:
    items = [
        DraftLine(
            f"Licences {m}", Decimal(m + 1), Decimal(10 + n), charge_type=CHARGES[(n + m) % len(CHARGES)],
            product_code=f"P{(n * 7 + m) % 50}" if m % 2 else "",
            period_start=date(2026, 10, 1), period_end=date(2026, 10, 31),
        )
        for m in range(lines)
    ]  # fmt: skip
    return Draft(partner, "EUR", items, po_number=f"PO-2026-{n // 10 + 1}" if n % 10 == 0 else "")


def _copy_table(server: psycopg.Connection[Any], table: str, source: str, target: str) -> None:
    at = {"table": sql.Identifier(table), "source": sql.Identifier(source), "target": sql.Identifier(target)}
    server.execute(sql.SQL("INSERT INTO {target}.{table} SELECT * FROM {source}.{table}").format(**at))
    server.execute(
        sql.SQL("SELECT setval(pg_get_serial_sequence(%s, 'id'), max(id)) FROM {target}.{table}").format(**at),
        [f"{target}.{table}"],
    )

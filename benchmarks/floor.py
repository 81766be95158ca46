"""The floor of issuing: the rows an operation wrote, kept beside, then inserted raw into the very same tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import psycopg
from ground import columns, names
from psycopg import sql
from seeds import analyze

from tenants.border import OrganizationRef

HERE = {
    "invoices_document": "JOIN floor.partner p ON p.id = t.partner_id WHERE t.state = 'issued'",
    "ledger_entry": "JOIN floor.partner p ON p.id = t.partner_id",
    "notifications_mail": "JOIN {at}.invoices_document d ON d.public_id = t.about"
    " JOIN floor.partner p ON p.id = d.partner_id",
}
THERE = (
    "invoices_document",
    "invoices_documentline",
    "invoices_documenttax",
    "invoices_adjustment",
    "purchase_orders_balanceentry",
    "ledger_entry",
    "notifications_mail",
)
EVERYWHERE = """
DO $$ DECLARE place text; BEGIN
    FOR place IN SELECT p.place FROM floor.partner p LOOP {} COMMIT; END LOOP;
END $$
"""
TAKE = "EXECUTE format('INSERT INTO floor.there_{0} SELECT %1$L, t.* FROM %1$I.{0} t', place);"
EMPTY = "EXECUTE format('DELETE FROM %I.{}', place);"
RESET = """EXECUTE format('UPDATE %I.purchase_orders_purchaseorderline SET consumed = 0, sent_thresholds = ''{}''
                        WHERE consumed <> 0', place);"""
FLOOR, LINE = "floor", "purchase_orders_purchaseorderline"
MANY = 200  # buyers whose tables are too small, and too many, to be swept each
ORPHANS = """
DELETE FROM {at}.{table} t WHERE NOT EXISTS (SELECT FROM {at}.invoices_document d WHERE d.id = t.document_id)
"""
LEFT = ("invoices_documentline", "invoices_documenttax")


class Scratch:
    """A schema of its own: tables `here_…` hold the supplier's rows, `there_…` the buyers', each row with its buyer."""

    def __init__(
        self, server: psycopg.Connection[Any], supplier: OrganizationRef, buyers: Sequence[OrganizationRef]
    ) -> None:
        self.server, self.supplier, self.buyers = server, supplier, buyers
        self.kept = [("here", table) for table in HERE] + [("there", table) for table in THERE]
        server.execute("CREATE SCHEMA floor")
        for side, table in self.kept:
            self._run("CREATE TABLE {kept} AS SELECT ''::text AS place, t.* FROM {at}.{table} t LIMIT 0", side, table)
            self._run("CREATE INDEX ON {kept} (place)", side, table)
        places = [buyer.schema_name for buyer in buyers]
        self._run("CREATE TABLE floor.partner AS SELECT id, (%s::text[])[row_number() OVER (ORDER BY id)] AS place"
                  " FROM {at}.partners_partner", "here", "partner", places)  # fmt: skip
        server.execute("GRANT USAGE ON SCHEMA floor TO owner; GRANT SELECT ON ALL TABLES IN SCHEMA floor TO owner")
        self.columns = {(side, table): columns(server, supplier.schema_name, table) for side, table in self.kept}

    def take(self) -> dict[tuple[str, str], int]:
        """Keep what was written, and count it by side and table."""
        for side, table in self.kept:
            self._run("TRUNCATE {kept}", side, table)
        for table, chosen in HERE.items():
            self._run("INSERT INTO {kept} SELECT p.place, t.* FROM {at}.{table} t " + chosen, "here", table)
        self._everywhere(*(TAKE.format(table) for table in THERE))
        analyze(self.server, [FLOOR], [f"{side}_{table}" for side, table in self.kept])
        return {key: self._run("SELECT count(*) FROM {kept}", *key)[0][0] for key in self.kept}

    def insert(self, owner: psycopg.Connection[Any]) -> None:
        """The floor itself: a transaction a buyer, an INSERT … SELECT a table."""
        for buyer in self.buyers:
            with owner.transaction():
                for side, table in self.kept:
                    at = self.supplier if side == "here" else buyer
                    owner.execute(self._inserting(side, table, at), [buyer.schema_name])

    def empty(self) -> None:
        """No documents, bookings, mails or history anywhere, and purchase orders as they were."""
        self._everywhere(*(EMPTY.format(table) for table in (*THERE, "history_change")), RESET)
        for table, chosen in reversed(HERE.items()):
            self._run(
                "DELETE FROM {at}.{table} WHERE id IN (SELECT t.id FROM {at}.{table} t " + chosen + ")", "here", table
            )
        self._run("DELETE FROM {at}.history_change; DELETE FROM public.job", "here", "")
        analyze(self.server, [self.supplier.schema_name], (*HERE, "history_change"))
        if len(self.buyers) < MANY:
            analyze(self.server, [buyer.schema_name for buyer in self.buyers], (*THERE, "history_change", LINE))

    def forget_drafts(self) -> None:
        """Lines and taxes whose document is gone."""
        for table in LEFT:
            self._run(ORPHANS, "here", table)

    def _everywhere(self, *statements: str) -> None:
        """In the schema of each buyer, by a loop on the server."""
        self.server.execute(EVERYWHERE.format(" ".join(statements)))

    def _inserting(self, side: str, table: str, at: OrganizationRef) -> sql.Composed:
        into = names(self.columns[side, table])
        return sql.SQL("INSERT INTO {} ({}) SELECT {} FROM {} WHERE place = %s").format(
            sql.Identifier(at.schema_name, table), into, into, sql.Identifier("floor", f"{side}_{table}")
        )

    def _run(self, text: str, side: str, table: str, *given: Any) -> list[Any]:
        where = sql.Identifier(self.supplier.schema_name)
        kept = sql.Identifier("floor", f"{side}_{table}")
        done = self.server.execute(
            sql.SQL(text).format(at=where, table=sql.Identifier(table), kept=kept), given or None
        )
        return done.fetchall() if done.description else []

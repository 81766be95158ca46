"""The lists that are measured: where each is, the pages asked of it, and the SELECT by index that is its floor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from billing_platform.lists.definition import ListDefinition
from invoices.lists.billings import BILLINGS
from invoices.lists.definitions import INCOMING, OUTGOING

BY_DATE = "{at}.invoices_document WHERE direction = '%s'"
LINES = "{at}.invoices_documentline"


@dataclass(frozen=True, slots=True)
class Measured:
    """A list. `source` holds its rows and `order` their usual place, the first of two columns read as an address."""

    definition: ListDefinition
    path: str
    pages: Mapping[str, str]
    counts: tuple[str, ...]
    source: str
    place: tuple[str, ...]

    @property
    def floor(self) -> str:
        """Fifty rows and one more, all columns, behind a place; as many parameters as the place has columns."""
        columns, marks = ", ".join(self.place), ", ".join("%s" for _ in self.place)
        word = "AND" if " WHERE " in self.source else "WHERE"
        return f"SELECT * FROM {self.source} {word} ({columns}) < ({marks}) ORDER BY {self._downwards} LIMIT 51"

    @property
    def place_at(self) -> str:
        """The place of the row behind so many (one parameter)."""
        return f"SELECT {', '.join(self.place)} FROM {self.source} ORDER BY {self._downwards} OFFSET %s LIMIT 1"

    @property
    def _downwards(self) -> str:
        return ", ".join(f"{column} DESC" for column in self.place)


ANY_DOCUMENT = {
    "page 1": "",
    "page 200, by its number": "page=200",
    "page {deep}, by its place": "after={place}&page={deep}",
    "page {deep}, all columns": "after={place}&per=100&columns={every}",
    "view open": "view=open",
    "view overdue": "view=overdue",
    "oldest first": "sort=issue_date",
    "by due date": "sort=-due_date",
    "by due date, deep": "sort=due_date&jump=2026-06-01",
    "newest made": "sort=-created",
    "currency, frequent": "currency=EUR",
    "currency, rare": "currency=JPY",
    "currency, none": "currency=CHF",
    "partner": "partner={partner}",
    "issued last month": "issued=last-month",
    "due next 30 days": "due=next-30-days",
    "total from 9,999": "total_from=9999",
    "total of one amount": "total_from=5000.55&total_to=5000.55",
    "due from 9,990": "amount_due_from=9990",
    "due up to 5": "amount_due_to=5",
    "status paid": "status=paid",
    "status overdue": "status=overdue",
    "status partially paid": "status=partially_paid",
    "status credited": "status=credited",
    "kind, none": "kind=credit_note",
    "age over 120 days": "age=over-120",
    "search a number": "q=B-0500123",
    "search a part of many": "q=B-05",
    "search a partner": "q=org-12",
    "search a PO": "q=PO-4711",
    "search nothing": "q=xyzzy",
    "search and filters": "q=PO-47&view=open&currency=USD&issued=this-year",
}
OF_OUTGOING = {"view drafts": "view=drafts", "tier, frequent": "tier=direct", "tier, none": "tier=indirect"}
OF_INCOMING = {
    "view unmatched": "view=unmatched",
    "view with findings": "view=findings",
    "unmatched for a reason": "reason=no_orders",
}
ANY_LINE = {
    "page 1": "",
    "page 200, by its number": "page=200",
    "page {deep}, by its place": "after={place}&page={deep}",
    "page {deep}, all columns": "after={place}&per=100&columns={every}",
    "view drafts": "view=draft",
    "view issued": "view=issued",
    "by issue date": "sort=-issue_date",
    "by issue date, deep": "sort=issue_date&jump=2026-06-01",
    "by service to": "sort=-service",
    "charge type, frequent": "charge=usage",
    "charge type, none": "charge=unknown",
    "partner": "partner={partner}",
    "currency, rare": "currency=JPY",
    "currency, none": "currency=CHF",
    "issued last month": "issued=last-month",
    "issued last year": "issued=last-year",
    "service last month": "service=last-month",
    "service up to a day": "service_until=2026-01-31",
    "gross from 9,999": "gross_from=9999",
    "gross of one amount": "gross_from=5000.55&gross_to=5000.55",
    "gross and charge type": "gross_from=9900&charge=usage",
    "search a number": "q=B-0500123",
    "search a part of many": "q=B-05",
    "search a partner": "q=org-12",
    "search nothing": "q=xyzzy",
}
COUNTS = ("", "currency=EUR", "q=B-05", "q=xyzzy")
LISTS = {
    "outgoing": Measured(
        OUTGOING, "/invoices/outgoing/", ANY_DOCUMENT | OF_OUTGOING, (*COUNTS, "total_from=9999"),
        BY_DATE.replace("%s", "out"), ("issue_date", "id"),
    ),
    "incoming": Measured(
        INCOMING, "/invoices/incoming/", ANY_DOCUMENT | OF_INCOMING, (*COUNTS, "total_from=9999"),
        BY_DATE.replace("%s", "in"), ("issue_date", "id"),
    ),
    "billings": Measured(BILLINGS, "/invoices/billings/", ANY_LINE, (*COUNTS, "gross_from=9999"), LINES, ("id",)),
}  # fmt: skip

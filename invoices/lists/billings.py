"""Billings: the charge lines of outgoing documents, with what their documents say."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from django.db.models import Case, Count, F, Q, Sum, When
from django.urls import reverse
from django.utils.safestring import SafeString

from billing_platform.lists import filters
from billing_platform.lists.columns import Column, Kind, main_link, with_note
from billing_platform.lists.context import ListContext
from billing_platform.lists.definition import CurrencySum, Figure, ListDefinition, Order, Search, View
from billing_platform.lists.filters import Filter
from invoices.due_dates import provisional_dates
from invoices.lists import columns
from invoices.lists.definitions import ISSUE_DATE as BY_ISSUE_DATE
from invoices.lists.filters import mentioning
from invoices.lists.rows import NEVER_LISTED, PARTNER, TERMS, DocumentRow, partners_of
from invoices.models import ChargeType, Direction, DocumentKind, DocumentLine, PeriodMark, State
from invoices.querysets import AMOUNT, outgoing
from invoices.units import UNITS
from partners.models import Side
from partners.queries import partner_filter
from people.permissions import Permission
from tenants.base import TenantQuerySet

FEW = 5_000  # documents of a search that are looked up one by one
HEAVY = (*NEVER_LISTED, "explanation", "findings")


@dataclass(frozen=True, slots=True)
class LineRow(DocumentRow):
    """One charge line; everything of its document is there too, so that columns of documents read it."""

    line: DocumentLine

    @property
    def charge_type(self) -> ChargeType:
        return ChargeType(self.line.charge_type)

    @property
    def period_mark(self) -> PeriodMark | None:
        return PeriodMark(self.line.period_mark) if self.line.period_mark else None

    @property
    def po_number(self) -> str:
        """The one of the line, else what its document was matched to or names."""
        return self.line.po_number or self.document.matched_po or self.document.po_number


def _lines(context: ListContext) -> TenantQuerySet[Any]:
    return DocumentLine.objects.filter(document__direction=Direction.OUTGOING)


def _prepared(lines: TenantQuerySet[Any], needs: frozenset[str]) -> TenantQuerySet[Any]:
    joined = lines.select_related("document__partner" if PARTNER in needs else "document")
    unread = HEAVY if TERMS in needs else (*HEAVY, "terms_text")
    return joined.defer(*(f"document__{name}" for name in unread))


def _rows(found: Sequence[DocumentLine], context: ListContext, needs: frozenset[str]) -> list[LineRow]:
    documents = {line.document_id: line.document for line in found}
    provisional = provisional_dates(documents.values(), context.today) if TERMS in needs else {}
    partners = partners_of(list(documents.values())) if PARTNER in needs else {}
    return [
        LineRow(each, context.today, provisional.get(each.pk), partners.get(each.partner_id), line)
        for line, each in ((line, line.document) for line in found)
    ]


def sums_of_lines(lines: TenantQuerySet[Any]) -> tuple[CurrencySum, ...]:
    """Gross and net of each currency; credit notes take away, summary invoices list documents and are not added."""
    counted = lines.exclude(document__kind=DocumentKind.SUMMARY).order_by().values("document__currency")
    summed = counted.annotate(count=Count("id"), all_gross=Sum(_signed("gross")), all_net=Sum(_signed("net")))
    columns = ("document__currency", "count", "all_gross", "all_net")
    return tuple(
        CurrencySum(currency, count, (Figure(gross, "gross"), Figure(net, "net")))
        for currency, count, gross, net in summed.order_by("document__currency").values_list(*columns)
    )


def _signed(name: str) -> Case:
    is_credit = Q(document__kind=DocumentKind.CREDIT_NOTE)
    return Case(When(is_credit, then=-F(name)), default=F(name), output_field=AMOUNT)


def _of(name: str) -> Callable[[LineRow], Any]:
    return lambda row: getattr(row.line, name)


def _money(key: str, label: str, **more: Any) -> Column:
    value: Callable[[LineRow], Decimal] = lambda row: row.signed(getattr(row.line, key))  # noqa: E731
    return Column(key, label, Kind.MONEY, value, currency=lambda row: row.document.currency, **more)


def _number_cell(row: LineRow) -> SafeString:
    link = main_link(reverse("invoices:detail", args=(row.public_id,)), row.number)
    return with_note(link, f"line {row.line.label or row.line.no}")


def _unit(row: LineRow) -> str:
    return UNITS.get(row.line.unit, row.line.unit)


def _of_document(column: Column, *, is_on: bool = True) -> Column:
    """A column of documents, beside the line."""
    return replace(column, sort="", is_on=is_on, card="hidden")


ISSUE_DATE, POSTING_DATE, TERMS_TEXT, DUE_DATE, DAYS_OVERDUE = columns.DATES
COLUMNS = (
    replace(columns.NUMBER, cell=_number_cell),
    Column("line", "Line", Kind.NUMBER, _of("no"), is_on=False),
    Column("description", "Description", Kind.TEXT, _of("description"), card="sub"),
    Column("charge_type", "Charge type", Kind.CHOICE, lambda row: row.charge_type, card="line"),
    replace(columns.ORGANIZATION, card="line"),
    Column("status", "Status", Kind.STATUS, lambda row: row.status, card="line"),
    Column("product_code", "Product code", Kind.CODE, _of("product_code")),
    Column("quantity", "Quantity", Kind.QUANTITY, _of("quantity")),
    Column("unit", "Unit", Kind.TEXT, _unit),
    Column("unit_price", "Unit price", Kind.QUANTITY, _of("unit_price")),
    _money("gross", "Gross", card="figure"),
    _money("net", "Net"),
    _money("tax", "Tax"),
    Column("tax_rate", "Tax rate", Kind.PERCENT, _of("tax_rate"), is_on=False),
    Column("period_start", "Service from", Kind.DATE, _of("period_start")),
    Column("period_end", "Service to", Kind.DATE, _of("period_end"), sort="service"),
    Column("period_mark", "Billed", Kind.CHOICE, lambda row: row.period_mark, is_on=False),
    Column("seller_of_record", "Seller of record", Kind.TEXT, _of("seller_of_record")),
    Column("po_number", "PO number", Kind.CODE, lambda row: row.po_number),
    Column("po_line", "PO line", Kind.CODE, _of("po_line_number"), is_on=False),
    replace(ISSUE_DATE, card="hidden"),
    *(_of_document(each, is_on=False) for each in (POSTING_DATE, TERMS_TEXT, DUE_DATE, DAYS_OVERDUE, columns.KIND)),
    _of_document(columns.PAYMENT_METHOD, is_on=False),
    _of_document(columns.AMOUNTS[0], is_on=False),
    Column("erp_id", "ERP ID", Kind.CODE, lambda row: row.partner.erp_id, is_on=False, needs=(PARTNER,)),
)  # fmt: skip


def _filters() -> tuple[Filter, ...]:
    return (
        filters.choice("charge", "Charge type", ChargeType, lambda charge, context: Q(charge_type=charge)),
        partner_filter("partner", "Organization", "document__partner__public_id", Side.BUYER),
        replace(filters.currency("document__currency"), sort=lambda currency: "-issue_date"),
        *filters.days(
            "Issue date", "document__issue_date", first="since", last="until", spans="issued", told="Issued",
            sort="-issue_date",
        ),
        *filters.days(
            "Service", "period_end", first="service_since", last="service_until", spans="service", sort="-service",
        ),
        *filters.amounts("Gross", "gross", least="gross_from", most="gross_to"),
    )  # fmt: skip


def _mentioning(text: str, context: ListContext) -> Q:
    """The lines of the documents that mention it. Those are found first, by a statement of their own, as long as they
    are few: the database can't guess how few, and would walk through all lines for one number.

    Many stand by issue date, as in the list of documents: what they have in common is looked at in each document, from
    the newest on. By when lines were made it would be looked up for every newer line, all of them for old documents.
    """
    found = outgoing().filter(mentioning(text, context)).values_list("pk", flat=True)
    few: list[int] = context.once(("documents", text), lambda: list(found[: FEW + 1]))
    return Q(document__in=few if len(few) <= FEW else found)


def _in_state(state: State, today: date) -> Q:
    return Q(document__state=state)


ORDERS = (
    Order("created", "Created"),
    replace(BY_ISSUE_DATE, field="document__issue_date", through="document"),
    Order("service", "Service to", "period_end", date.fromisoformat, is_nullable=True, control="date"),
)
BILLINGS = ListDefinition(
    key="billings",
    title="Billings",
    one="charge line",
    many="charge lines",
    permission=Permission.SEE_INVOICES,
    url_name="invoices:billings",
    queryset=_lines,
    columns=COLUMNS,
    orders=ORDERS,
    sort="-created",
    views=(
        View("all", "All", lambda today: Q()),
        *(View(state.value, str(state.label), partial(_in_state, state)) for state in State),
    ),
    filters=_filters(),
    search=Search("Invoice number, buyer or PO", _mentioning, sort="-issue_date"),
    prepare=_prepared,
    rows=_rows,
    sums=sums_of_lines,
    row_id=lambda row: f"{row.public_id}-{row.line.no}",
    icon="tag",
)

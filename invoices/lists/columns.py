"""The columns of outgoing and incoming documents."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from operator import attrgetter
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from billing_platform.lists.columns import (
    NONE,
    Column,
    Kind,
    clipped_html,
    code_html,
    main_link,
    status_html,
    with_note,
)
from common.ui import figures
from invoices.lists.rows import CREATED, DELIVERED, EXPLANATION, FINDINGS, OPENED, PARTNER, TERMS, UPDATED, DocumentRow
from people.permissions import Permission


def _currency(row: DocumentRow) -> str:
    return row.document.currency


def _signed(name: str) -> Callable[[DocumentRow], Decimal]:
    return lambda row: row.signed(getattr(row.document, name))


def _of(name: str) -> Callable[[DocumentRow], Any]:
    return attrgetter(f"document.{name}")


def _money(key: str, label: str, value: Callable[[DocumentRow], Decimal | None], **more: Any) -> Column:
    return Column(key, label, Kind.MONEY, value, currency=_currency, **more)


def number_cell(row: DocumentRow) -> SafeString:
    return main_link(reverse("invoices:detail", args=(row.public_id,)), row.number)


def _status_cell(row: DocumentRow) -> SafeString:
    """The status and below it what keeps the document from going on."""
    shown = status_html(row.status)
    if row.document.set_aside:
        shown = with_note(shown, clipped_html(row.document.set_aside))
    if row.finding_count:
        shown = with_note(shown, f"{row.finding_count:,} finding{'' if row.finding_count == 1 else 's'}")
    return with_note(shown, "rules not checked yet") if row.awaits_check else shown


def _due_cell(row: DocumentRow) -> SafeString:
    if row.amount_due is not None:
        return figures.money_html(row.amount_due, row.document.currency)
    pending = figures.money_html(row.signed(row.document.total), row.document.currency)
    return with_note(format_html('<span class="muted">{}</span>', pending), "not issued")


def _due_date_cell(row: DocumentRow) -> SafeString:
    return with_note(SafeString(figures.day_text(row.due_date)), "provisional" if row.provisional else "")


def _overdue_cell(row: DocumentRow) -> SafeString:
    days = row.days_overdue
    return SafeString(f'<span class="late">{days:,} day{"" if days == 1 else "s"}</span>') if days else NONE


def _own_po_cell(row: DocumentRow) -> SafeString:
    return code_html(row.po_number) if row.po_number else SafeString('<span class="cell-none">none</span>')


def _matched_po_cell(row: DocumentRow) -> SafeString:
    if row.po_number:
        return code_html(row.po_number)
    why = clipped_html(row.why_unmatched) if row.why_unmatched else ""
    return with_note(SafeString('<span class="cell-none">No PO</span>'), why)


NUMBER = Column(
    "number",
    "Number",
    Kind.CODE,
    lambda row: row.number,
    cell=number_cell,
    is_fixed=True,
    cell_needs=(PARTNER,),
    card="lead",
)
KIND = Column("kind", "Kind", Kind.CHOICE, lambda row: row.kind)
STATUS = Column(
    "status", "Status", Kind.STATUS, lambda row: row.status, cell=_status_cell, cell_needs=(FINDINGS,), card="line"
)
ORGANIZATION = Column(
    "organization", "Organization", Kind.TEXT, lambda row: row.partner.name, needs=(PARTNER,), card="sub"
)
AMOUNT_DUE = _money("amount_due", "Amount due", lambda row: row.amount_due, cell=_due_cell, card="figure")
DATES = (
    Column("issue_date", "Issue date", Kind.DATE, _of("issue_date"), sort="issue_date"),
    Column("posting_date", "Posting date", Kind.DATE, _of("posting_date")),
    Column("terms", "Payment terms", Kind.TEXT, lambda row: row.terms, needs=(TERMS,)),
    Column(
        "due_date", "Due date", Kind.DATE, lambda row: row.due_date, sort="due_date", cell=_due_date_cell,
        needs=(TERMS,), card="line",
    ),
    Column("days_overdue", "Days overdue", Kind.NUMBER, lambda row: row.days_overdue, cell=_overdue_cell),
)  # fmt: skip
PAYMENT_METHOD = Column("payment_method", "Payment method", Kind.CHOICE, lambda row: row.payment_method)
AMOUNTS = (
    Column("currency", "Currency", Kind.TEXT, _currency),
    _money("net", "Net", _signed("net")),
    _money("tax", "Tax", _signed("tax")),
    _money("total", "Total", _signed("total")),
    _money("paid", "Paid", _of("settled"), is_on=False),
    _money("credited", "Credited", _of("credited"), is_on=False),
    _money("withheld", "Disputed or held", _of("withheld"), is_on=False),
    _money("collectable", "Collectable", lambda row: row.collectable, is_on=False),
)
MORE = (
    Column("buyer_reference", "Buyer reference", Kind.TEXT, _of("buyer_reference"), is_on=False),
    Column("period_start", "Period from", Kind.DATE, _of("period_start"), is_on=False),
    Column("period_end", "Period to", Kind.DATE, _of("period_end"), is_on=False),
    Column(
        "delivered", "Delivered", Kind.INSTANT, lambda row: row.delivered_at, is_on=False, needs=(DELIVERED, PARTNER)
    ),
    Column("opened", "Opened", Kind.INSTANT, _of("opened_at"), is_on=False, needs=(OPENED,)),
    Column("created", "Created", Kind.INSTANT, _of("created_at"), sort="created", is_on=False, needs=(CREATED,)),
    Column("updated", "Updated", Kind.INSTANT, _of("updated_at"), is_on=False, needs=(UPDATED,)),
)


def _partner_columns(*, is_on: bool) -> tuple[Column, ...]:
    return (
        Column("erp_id", "ERP ID", Kind.CODE, lambda row: row.partner.erp_id, is_on=is_on, needs=(PARTNER,)),
        Column("tier", "Tier", Kind.CHOICE, lambda row: row.tier, is_on=is_on, needs=(PARTNER,)),
    )


def _po_number(cell: Callable[[DocumentRow], SafeString], **more: Any) -> Column:
    return Column("po_number", "PO number", Kind.CODE, attrgetter("po_number"), cell=cell, card="line", **more)


OUTGOING_COLUMNS = (
    NUMBER, KIND, STATUS, ORGANIZATION, AMOUNT_DUE, *_partner_columns(is_on=True), *DATES, PAYMENT_METHOD,
    _po_number(_own_po_cell), *AMOUNTS, *MORE,
)  # fmt: skip
INCOMING_COLUMNS = (
    NUMBER, KIND, STATUS, ORGANIZATION, AMOUNT_DUE, *DATES, PAYMENT_METHOD,
    _po_number(_matched_po_cell, cell_needs=(EXPLANATION,), cell_permission=Permission.SEE_PURCHASE_ORDERS), *AMOUNTS,
    *_partner_columns(is_on=False), *MORE,
)  # fmt: skip

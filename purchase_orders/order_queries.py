"""One purchase order as its page and its form show it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from billing_platform.notifications.models import Mail, MailState
from common.money import ZERO
from partners.queries import suppliers
from purchase_orders.document_names import document_names
from purchase_orders.facts import ContactFacts, LineFacts, OrderFacts
from purchase_orders.models import (
    BalanceAdjustment,
    BalanceEntry,
    EntryKind,
    LineType,
    PurchaseOrder,
    PurchaseOrderLine,
)
from purchase_orders.natural_order import natural_key
from purchase_orders.querysets import SUSPENDED, present_orders
from purchase_orders.status import OrderStatus, order_status
from purchase_orders.thresholds import is_below, is_used_up
from tenants.history.models import Change
from tenants.history.queries import told

TABLE = PurchaseOrder._meta.db_table
HEADER = (
    "po_id",
    "currency",
    "effective",
    "expiration",
    "description",
    "bill_from_id",
    "seller_of_record",
    "bill_to",
    "ship_to",
    "tags",
    "thresholds",
)


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line of a purchase order with what invoices used of it; amounts in the order's currency."""

    facts: LineFacts
    tax: Decimal
    value: Decimal
    used: Decimal

    @property
    def kind(self) -> str:
        """What the line takes, and what else narrows it down, in one line."""
        facts = self.facts
        marks = [LineType(facts.type).label, facts.product_code, facts.unit, facts.seller_of_record]
        return " · ".join(filter(None, [*marks, "receipt required" if facts.receipt_required else ""]))


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One use of a line; `document` is the public id of the document whose line it was, `number` what it is called.

    Of an adjustment there is no document, but a `reason`.
    """

    at: datetime
    kind: EntryKind
    line: str
    document: UUID | None
    number: str
    document_line: int
    amount: Decimal
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Edit:
    """Who changed an order last, when (UTC), and what of its header, in words."""

    by: str
    at: datetime
    changed: str


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A mail about the order; `at` is when it went, or when it was written."""

    public_id: UUID
    subject: str
    recipient: str
    state: MailState
    at: datetime

    @property
    def is_sent(self) -> bool:
        return self.state == MailState.SENT


@dataclass(frozen=True, slots=True)
class OrderDetail:
    """A purchase order with its lines and contacts; `is_used` once invoices were matched."""

    id: int
    public_id: UUID
    facts: OrderFacts
    bill_from: str
    edited_at: datetime
    status: OrderStatus
    lines: tuple[LineRow, ...]
    is_used: bool

    @property
    def is_suspended(self) -> bool:
        return self.status in SUSPENDED

    @property
    def is_tracked(self) -> bool:
        return any(line.facts.is_tracked for line in self.lines)

    @property
    def lowest_notice(self) -> int:
        """The lowest notice threshold above 0 %, in percent; 0 where there is none."""
        return min((step for step in self.facts.thresholds if step > 0), default=0)

    @property
    def low_lines(self) -> list[str]:
        """The numbers of the tracked lines below the lowest notice threshold above 0 %."""
        lowest = self.lowest_notice
        tracked = [line for line in self.lines if line.facts.is_tracked]
        return [
            line.facts.number for line in tracked if lowest and is_below(lowest, line.value, line.value - line.used)
        ]

    @property
    def spent_lines(self) -> list[str]:
        """The numbers of the tracked lines that are used up."""
        tracked = [line for line in self.lines if line.facts.is_tracked]
        return [line.facts.number for line in tracked if is_used_up(line.value, line.value - line.used)]

    @property
    def value(self) -> Decimal:
        return sum((line.value for line in self.lines if line.facts.is_tracked), ZERO)

    @property
    def used(self) -> Decimal:
        return sum((line.used for line in self.lines if line.facts.is_tracked), ZERO)


def order_detail(public_id: UUID, today: date) -> OrderDetail:
    """The purchase order, in four statements. Raises PurchaseOrder.DoesNotExist when there is none (any more)."""
    order = present_orders().select_related("bill_from").get(public_id=public_id)
    lines = sorted((_line_row(line) for line in order.lines.all()), key=lambda row: natural_key(row.facts.number))
    return OrderDetail(
        id=order.pk,
        public_id=order.public_id,
        facts=_order_facts(order, lines),
        bill_from=order.bill_from.name if order.bill_from else "",
        edited_at=order.edited_at,
        status=order_status(order.effective, order.expiration, is_suspended=order.is_suspended, today=today),
        lines=tuple(lines),
        is_used=BalanceEntry.objects.filter(line__order=order).exists(),
    )


def entry_count(order_id: int) -> int:
    """How often lines of the order were used; one statement."""
    return BalanceEntry.objects.filter(line__order=order_id).count()


def entry_rows(order_id: int, rows: slice) -> list[EntryRow]:
    """One page of the uses of the order's lines, newest first; three statements."""
    newest = BalanceEntry.objects.filter(line__order=order_id).order_by("-id")
    entries = list(newest.select_related("line")[rows])
    numbers = document_names.of({entry.document for entry in entries})
    reasons = adjustment_reasons(entries)
    return [_entry_row(entry, numbers.get(entry.document, ""), reasons.get(entry.document, "")) for entry in entries]


def adjustment_reasons(entries: Iterable[BalanceEntry]) -> dict[UUID, str]:
    """Why balances were adjusted, by what stands for the document in the entry; one statement, none for none."""
    keys = [entry.document for entry in entries if entry.kind == EntryKind.ADJUSTMENT]
    found = BalanceAdjustment.objects.filter(public_id__in=keys).values_list("public_id", "reason")
    return dict(found) if keys else {}


def last_edit(order_id: int) -> Edit | None:
    """Who edited the order last; at most three statements."""
    newest = told(Change.objects.filter(table=TABLE, row=order_id).order_by("-id")[:1])
    return Edit(newest[0].actor_name, newest[0].at, ", ".join(map(str, newest[0].changed))) if newest else None


def notice_rows(order: UUID, most: int = 20) -> list[NoticeRow]:
    """The newest mails about the order with this public id; one statement."""
    mails = Mail.objects.filter(about=order).order_by("-created_at", "-id")[:most]
    return [
        NoticeRow(mail.public_id, mail.subject, mail.recipient, MailState(mail.state), mail.sent_at or mail.created_at)
        for mail in mails
    ]


def supplier_choices(detail: OrderDetail | None = None) -> tuple[tuple[int, str], ...]:
    """Id and name of the suppliers a purchase order can be for, by name; that of the order stays one of them."""
    choices = dict(suppliers().values_list("id", "name"))
    if detail and detail.facts.bill_from_id:
        choices.setdefault(detail.facts.bill_from_id, detail.bill_from)
    return tuple(choices.items())


def _order_facts(order: PurchaseOrder, lines: list[LineRow]) -> OrderFacts:
    contacts = order.contacts.order_by("id").values_list("email", "name", "language")
    header: dict[str, Any] = {name: getattr(order, name) for name in HEADER}
    return OrderFacts(
        **header, lines=[line.facts for line in lines], contacts=[ContactFacts(*contact) for contact in contacts]
    )


def _entry_row(entry: BalanceEntry, number: str, reason: str) -> EntryRow:
    return EntryRow(
        at=entry.created_at,
        kind=EntryKind(entry.kind),
        line=entry.line.number,
        document=None if entry.kind == EntryKind.ADJUSTMENT else entry.document,
        number=number,
        document_line=entry.document_line,
        amount=entry.amount,
        reason=reason,
    )


def _line_row(line: PurchaseOrderLine) -> LineRow:
    facts = LineFacts(**{name: getattr(line, name) for name in LineFacts.__slots__})
    return LineRow(facts=facts, tax=line.tax_amount, value=line.value, used=line.consumed)

"""The lines and contacts of one purchase order, written over those it has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import ProtectedError

from billing_platform.notifications.operations import notify, send_soon
from common.sql import Rung, step
from purchase_orders.emails import LineNotice, balance_messages
from purchase_orders.facts import ContactFacts, LineFacts
from purchase_orders.models import Contact, PurchaseOrder, PurchaseOrderLine
from purchase_orders.order_rules import line_figures
from purchase_orders.refusals import LineInUse
from purchase_orders.thresholds import crossed

COPIED = [name for name in LineFacts.__slots__ if name not in ("number", "tax_amount")]
WRITTEN = [*COPIED, "tax_amount", "value", "sent_thresholds"]


def write_lines(order: PurchaseOrder, lines: Sequence[LineFacts]) -> list[LineNotice]:
    """Add, change and remove lines by their number; refuses to remove one that was consumed (LineInUse).

    Locks the lines in id order. A changed value counts like consumption: thresholds are crossed or armed again.
    Returns what the contacts are to be told, which `tell_contacts` does once they are written too.
    """
    step(Rung.ORDER_LINES)
    known = {row.number: row for row in order.lines.select_for_update(no_key=True).order_by("id")}
    before = {row.pk: _written(row) for row in known.values()}
    wanted = {line.number.strip() for line in lines}
    _remove([row for number, row in known.items() if number not in wanted])
    rows = [line_row(order, line, known.get(line.number.strip())) for line in lines]
    notices = [notice for row in rows if (notice := _notice(row, order))]
    PurchaseOrderLine.objects.bulk_create([row for row in rows if row.pk is None])
    changed = [row for row in rows if row.pk in before and _written(row) != before[row.pk]]
    PurchaseOrderLine.objects.bulk_update(changed, WRITTEN)
    return notices


def write_contacts(order: PurchaseOrder, contacts: Sequence[ContactFacts]) -> None:
    """The contacts as given, each address once."""
    order.contacts.all().delete()
    Contact.objects.bulk_create(contact_rows(order, contacts))


def contact_rows(order: PurchaseOrder, contacts: Sequence[ContactFacts]) -> list[Contact]:
    """The contacts as rows, each address once; not saved."""
    unique = {contact.email.strip().lower(): contact for contact in contacts}
    return [
        Contact(order=order, email=email, name=contact.name, language=contact.language)
        for email, contact in unique.items()
    ]


def tell_contacts(notices: Sequence[LineNotice]) -> None:
    """Mail the notices to the contacts the order has now; the last writes of the transaction."""
    if notify(balance_messages(notices)):
        send_soon()


def _remove(rows: Sequence[PurchaseOrderLine]) -> None:
    for row in rows:
        in_use = LineInUse(f"Line {row.number} was used by invoices and stays. End it earlier instead.", field="lines")
        if row.entries.exists():
            raise in_use
        try:
            row.delete()
        except ProtectedError as error:
            raise in_use from error


def line_row(order: PurchaseOrder, line: LineFacts, row: PurchaseOrderLine | None = None) -> PurchaseOrderLine:
    """The line as a row, a new one or the one given; not saved."""
    row = row or PurchaseOrderLine(order=order, number=line.number.strip())
    for name in COPIED:
        setattr(row, name, getattr(line, name))
    row.tax_amount, row.value = line_figures(line, order.currency)
    return row


def _written(row: PurchaseOrderLine) -> list[Any]:
    return [getattr(row, name) for name in WRITTEN]


def _notice(row: PurchaseOrderLine, order: PurchaseOrder) -> LineNotice | None:
    if not row.is_tracked or row.pk is None:
        return None
    change = crossed(row.value, frozenset(row.sent_thresholds), row.remaining, order.thresholds)
    row.sent_thresholds = sorted(change.sent)
    if change.mail is None:
        return None
    return LineNotice(
        order.pk, order.public_id, order.po_id, order.currency, row.number, row.value, row.remaining, change.mail,
        row.description, order.expiration,
    )  # fmt: skip

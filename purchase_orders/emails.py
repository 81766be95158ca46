"""What the contacts of a purchase order are told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from billing_platform.notifications.operations import Message
from common.money import round_money
from purchase_orders.models import Contact

SUBJECT = {
    "en": "{po_id}: line {number} is below {percent} %",
    "de": "{po_id}: Position {number} unter {percent} %",
}
SUBJECT_EMPTY = {"en": "{po_id}: line {number} is used up", "de": "{po_id}: Position {number} ist aufgebraucht"}
TEXT = {
    "en": "Line {number} of purchase order {po_id} has {remaining} {currency} of {value} {currency} left, below the"
    " notice at {percent} %.\n\nFurther invoices still match it when nothing fits better. Extend the purchase order or"
    " add a line if more is to come.\n\nYou get this because you are a contact of {po_id}.\n",
    "de": "Von Position {number} der Bestellung {po_id} sind {remaining} {currency} von {value} {currency} übrig,"
    " weniger als die Meldeschwelle von {percent} %.\n\nWeitere Rechnungen werden ihr trotzdem zugeordnet, wenn nichts"
    " besser passt. Erweitern Sie die Bestellung oder legen Sie eine Position an, wenn noch etwas kommt.\n\nSie"
    " erhalten diese Nachricht als Kontakt von {po_id}.\n",
}


@dataclass(frozen=True, slots=True)
class LineNotice:
    """A tracked line whose remaining amount fell below `percent` of its value; amounts in the PO's currency."""

    order_id: int
    order: UUID
    po_id: str
    currency: str
    number: str
    value: Decimal
    remaining: Decimal
    percent: int


def balance_messages(notices: Sequence[LineNotice]) -> list[Message]:
    """One mail for each notice and contact, in the contact's language; one query for all contacts."""
    contacts: dict[int, list[Contact]] = defaultdict(list)
    if notices:
        for contact in Contact.objects.filter(order_id__in={notice.order_id for notice in notices}).order_by("id"):
            contacts[contact.order_id].append(contact)
    return [_balance_message(notice, contact) for notice in notices for contact in contacts[notice.order_id]]


def _balance_message(notice: LineNotice, contact: Contact) -> Message:
    language = contact.language if contact.language in TEXT else "en"
    amounts = {name: round_money(getattr(notice, name), notice.currency) for name in ("value", "remaining")}
    words = {name: getattr(notice, name) for name in ("po_id", "number", "percent", "currency")} | {
        name: f"{amount:,}" for name, amount in amounts.items()
    }
    subject = (SUBJECT_EMPTY if notice.remaining <= 0 else SUBJECT)[language]
    return Message("po_balance", contact.email, subject.format(**words), TEXT[language].format(**words), notice.order)

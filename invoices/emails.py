"""What buyers are told about documents."""

from __future__ import annotations

from collections.abc import Sequence

from billing_platform.notifications.operations import Message
from common.money import round_money
from invoices.issue_writes import Issued
from partners.models import Partner

SUBJECT = {"en": "{number}: {total} {currency}, due {due}", "de": "{number}: {total} {currency}, fällig am {due}"}
TEXT = {
    "en": "{supplier} has issued {number} of {issued} over {total} {currency}. It is due on {due}{po}.\n",
    "de": "{supplier} hat {number} vom {issued} über {total} {currency} gestellt. Fällig am {due}{po}.\n",
}
PO = {"en": " and was matched to purchase order {po}", "de": "; zugeordnet zur Bestellung {po}"}


def issued_messages(issued: Sequence[Issued], partner: Partner, supplier: str) -> list[Message]:
    """One mail for each document to the buyer's billing address; none where the partner has no address."""
    if not partner.email:
        return []
    return [_issued_message(each, partner, supplier) for each in issued]


def _issued_message(each: Issued, partner: Partner, supplier: str) -> Message:
    language = partner.language if partner.language in TEXT else "en"
    words = {
        "number": each.number,
        "supplier": supplier,
        "currency": each.currency,
        "total": f"{round_money(each.total, each.currency):,}",
        "issued": each.issue_date.isoformat(),
        "due": each.due_date.isoformat(),
        "po": PO[language].format(po=each.po) if each.po else "",
    }
    return Message(
        "invoice_issued",
        partner.email,
        SUBJECT[language].format(**words),
        TEXT[language].format(**words),
        each.public_id,
    )

"""What the contacts of a purchase order are told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from uuid import UUID

from billing_platform.addresses import link, root_of
from billing_platform.notifications.kinds import mail_kind
from billing_platform.notifications.letter import Letter, Tone
from billing_platform.notifications.operations import Message
from common.money import round_money
from common.tongue import Tongue, tongue_of
from purchase_orders.email_words import BALANCE
from purchase_orders.models import Contact
from tenants import border

DETAIL = "purchase_orders:detail"
LITTLE = 25  # percent of a line's value: below it the notice is a warning
PO_BALANCE = mail_kind("po_balance", "Little left of a PO line", about="Purchase order", page=DETAIL)


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
    description: str
    expiration: date

    @property
    def state(self) -> str:
        """`below` the notice, `little` when less than one percent is left, `empty`, or `over` when below zero."""
        if self.remaining < 0:
            return "over"
        if self.remaining == 0:
            return "empty"
        return "below" if self.left else "little"

    @property
    def left(self) -> int:
        """What is left in whole percent, cut: 24.9 % never reads as the 25 % it fell below."""
        if not self.value:
            return 0
        return int((self.remaining * 100 / self.value).to_integral_value(ROUND_FLOOR))


def balance_messages(notices: Sequence[LineNotice]) -> list[Message]:
    """One mail for each notice and contact, in the contact's language; one query for all contacts, one for the host."""
    contacts = contacts_of({notice.order_id for notice in notices})
    root = root_of(border.present_organization()) if contacts else ""
    return [_message(notice, contact, root) for notice in notices for contact in contacts.get(notice.order_id, ())]


def contacts_of(order_ids: Collection[int]) -> dict[int, list[Contact]]:
    """The contacts of orders by their order; one statement, none for no order. Orders without any are missing."""
    contacts: dict[int, list[Contact]] = defaultdict(list)
    if order_ids:
        for contact in Contact.objects.filter(order_id__in=order_ids).order_by("id"):
            contacts[contact.order_id].append(contact)
    return contacts


def balance_letter(notice: LineNotice, language: str, buyer: str, root: str) -> Letter:
    """The news that little or nothing is left of a line, in a language, from the organization whose PO it is."""
    tongue = tongue_of(language)
    words, said, state = BALANCE[tongue.language], _figures(notice, tongue), notice.state
    return Letter(
        language=tongue.language,
        sender=buyer,
        subject=words[f"subject.{state}"].format(**said),
        preheader=words[f"preheader.{state}"].format(**said),
        tone=_tone(notice),
        tone_word=words[f"tone.{state}"].format(**said),
        title=words[f"title.{state}"].format(**said),
        figure=tongue.amount(round_money(notice.remaining, notice.currency), notice.currency),
        unit=notice.currency,
        share=max(notice.left, 0),
        why=words[f"why.{state}"].format(**said),
        facts=_facts(notice, words, said),
        reason=words[f"reason.{state}"].format(**said),
        action=words["action"],
        address=link(root, DETAIL, notice.order),
    )


def _message(notice: LineNotice, contact: Contact, root: str) -> Message:
    letter = balance_letter(notice, contact.language, border.present_organization().name, root)
    return Message(PO_BALANCE.name, contact.email, letter, notice.order, notice.po_id)


def _figures(notice: LineNotice, tongue: Tongue) -> dict[str, str]:
    amounts = {
        "value": notice.value,
        "remaining": notice.remaining,
        "over": -notice.remaining,
        "used": notice.value - notice.remaining,
    }
    return {
        name: tongue.money(round_money(amount, notice.currency), notice.currency) for name, amount in amounts.items()
    } | {
        "po": notice.po_id,
        "line": notice.number,
        "percent": str(notice.percent),
        "left": str(notice.left),
        "description": notice.description,
        "expiration": tongue.day(notice.expiration),
    }


def _tone(notice: LineNotice) -> Tone:
    if notice.remaining <= 0:
        return Tone.BAD
    return Tone.WARN if notice.left < LITTLE else Tone.NEWS


def _facts(notice: LineNotice, words: Mapping[str, str], said: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    names = ["line", *(["description"] if notice.description else []), "value", "used", "expiration"]
    return tuple((words[f"fact.{name}"], said[name]) for name in names)

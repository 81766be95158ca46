"""What the contacts of a purchase order that ends are told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from billing_platform.addresses import link, root_of
from billing_platform.notifications.kinds import mail_kind
from billing_platform.notifications.letter import Letter, Tone
from billing_platform.notifications.operations import Message
from common.money import round_money
from common.tongue import Tongue, tongue_of
from purchase_orders.emails import DETAIL, contacts_of
from purchase_orders.expiry import ladder
from purchase_orders.expiry_words import EXPIRY
from tenants import border

PO_EXPIRY = mail_kind("po_expiry", "PO ends", about="Purchase order", page=DETAIL)
NEAR = 7  # days: from there on the notice is a warning


@dataclass(frozen=True, slots=True)
class EndNotice:
    """A purchase order that ends `days` from today (negative: ended); amounts of its tracked lines, in its currency."""

    order_id: int
    order: UUID
    po_id: str
    description: str
    currency: str
    effective: date
    expiration: date
    days: int
    value: Decimal
    remaining: Decimal
    is_tracked: bool

    @property
    def state(self) -> str:
        if self.days < 0:
            return "ended"
        return {0: "today", 1: "tomorrow"}.get(self.days, "ahead")


def expiry_messages(notices: Sequence[EndNotice]) -> list[Message]:
    """One mail for each notice and contact, in the contact's language; one query for all contacts, one for the host."""
    contacts = contacts_of({notice.order_id for notice in notices})
    here = border.present_organization()
    root = root_of(here) if contacts else ""
    return [
        Message(
            PO_EXPIRY.name, who.email, expiry_letter(each, who.language, here.name, root), each.order, each.po_id
        )
        for each in notices
        for who in contacts.get(each.order_id, ())
    ]  # fmt: skip


def expiry_letter(notice: EndNotice, language: str, buyer: str, root: str) -> Letter:
    """The news that a purchase order ends, in a language, from the organization whose order it is."""
    tongue = tongue_of(language)
    words, said, state = EXPIRY[tongue.language], _figures(notice, tongue), notice.state
    return Letter(
        language=tongue.language,
        sender=buyer,
        subject=words[f"subject.{state}"].format(**said),
        preheader=words["preheader" if notice.is_tracked else "preheader.untracked"].format(**said),
        tone=_tone(notice),
        tone_word=words[f"tone.{state}"].format(**said),
        title=words[f"title.{state}"].format(**said),
        figure=tongue.amount(round_money(notice.remaining, notice.currency), notice.currency)
        if notice.is_tracked else "",
        unit=notice.currency if notice.is_tracked else "",
        why=words["why.ended" if state == "ended" else "why.open"].format(**said),
        facts=tuple((words[f"fact.{name}"], said[name]) for name in _facts(notice)),
        reason=words["reason"].format(**said),
        action=words["action"],
        address=link(root, DETAIL, notice.order),
    )  # fmt: skip


def _figures(notice: EndNotice, tongue: Tongue) -> dict[str, str]:
    words = EXPIRY[tongue.language]
    effective, expiration = tongue.day(notice.effective), tongue.day(notice.expiration)
    *first, last = map(str, ladder(notice.effective, notice.expiration))
    amounts = {"value": notice.value, "remaining": notice.remaining}
    return {
        name: tongue.money(round_money(amount, notice.currency), notice.currency) for name, amount in amounts.items()
    } | {
        "po": notice.po_id,
        "days": str(notice.days),
        "description": notice.description,
        "expiration": expiration,
        "valid": words["valid"].format(effective=effective, expiration=expiration),
        "ladder": words["and"].format(first=", ".join(first), last=last),
    }


def _tone(notice: EndNotice) -> Tone:
    if notice.days < 0:
        return Tone.BAD
    return Tone.WARN if notice.days <= NEAR else Tone.NEWS


def _facts(notice: EndNotice) -> list[str]:
    amounts = ["value", "remaining"] if notice.is_tracked else []
    return [*(["description"] if notice.description else []), *amounts, "valid"]

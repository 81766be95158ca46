"""What buyers are told about documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from billing_platform.addresses import link as link_to
from billing_platform.addresses import root_of
from billing_platform.notifications.kinds import mail_kind
from billing_platform.notifications.letter import Letter, Tone
from billing_platform.notifications.operations import Message
from common.money import round_money
from common.tongue import Tongue, tongue_of
from invoices.email_words import ISSUED
from invoices.issue_writes import Issued
from invoices.models import DocumentKind
from invoices.pdf.figures import locale_of
from invoices.pdf.inputs import language_of
from partners.models import Partner
from tenants import border
from tenants.border import Link

DETAIL = "invoices:detail"
INVOICE_ISSUED = mail_kind("invoice_issued", "Invoice issued", about="Invoice", page=DETAIL)


@dataclass(frozen=True, slots=True)
class Reader:
    """A buyer as letters address it: its names and language; `root` is where its own pages begin, empty for none."""

    tongue: Tongue
    supplier: str
    buyer: str
    root: str


def issued_messages(issued: Sequence[Issued], partner: Partner, link: Link | None) -> list[Message]:
    """One mail for each document to the buyer's billing address; none where the partner has no address.

    They are in the language and locale of the document's PDF. An organization of the platform is led to its own pages.
    One statement, for its host.
    """
    if not partner.email:
        return []
    reader = reader_of(partner, link)
    return [_message(each, partner.email, reader) for each in issued]


def reader_of(partner: Partner, link: Link | None) -> Reader:
    """The buyer as it is written to; one statement, for its host."""
    root = root_of(link.buyer) if link else ""
    tongue = tongue_of(locale_of(language_of(partner, link), partner.country))
    return Reader(tongue, border.present_organization().name, partner.name, root)


def issued_letter(issued: Issued, reader: Reader) -> Letter:
    """The news of one issued document: what is to be paid by when, and the purchase order it was matched to."""
    words, tongue = ISSUED[reader.tongue.language], reader.tongue
    said = _figures(issued, reader)
    kind = issued.kind
    return Letter(
        language=tongue.language,
        sender=reader.supplier,
        subject=words[f"subject.{_subject(issued)}"].format(**said),
        preheader=words[f"title.{kind}"].format(**said),
        tone=Tone.GOOD if kind == DocumentKind.CREDIT_NOTE else Tone.NEWS,
        tone_word=words[f"tone.{kind}"],
        title=words[f"title.{kind}"].format(**said),
        figure=tongue.amount(_asked(issued), issued.currency),
        unit=issued.currency,
        why=words[f"why.{_why(issued, reader)}"].format(**said),
        facts=_facts(issued, words, said),
        reason=words["reason"].format(**said),
        action=words[f"action.{kind}"] if reader.root else "",
        address=link_to(reader.root, DETAIL, issued.public_id) if reader.root else "",
    )


def _message(issued: Issued, address: str, reader: Reader) -> Message:
    return Message(INVOICE_ISSUED.name, address, issued_letter(issued, reader), issued.public_id, issued.number)


def _figures(issued: Issued, reader: Reader) -> dict[str, str]:
    tongue, currency = reader.tongue, issued.currency
    return {
        "number": issued.number,
        "supplier": reader.supplier,
        "buyer": reader.buyer,
        "asked": tongue.money(_asked(issued), currency),
        "total": tongue.money(round_money(issued.total, currency), currency),
        "issued": tongue.day(issued.issue_date),
        "due": tongue.day(issued.due_date),
        "po": issued.po,
    }


def _asked(issued: Issued) -> Decimal:
    return round_money(issued.total if issued.kind == DocumentKind.CREDIT_NOTE else issued.payable, issued.currency)


def _subject(issued: Issued) -> str:
    if issued.kind == DocumentKind.CREDIT_NOTE:
        return "credit"
    return "due" if issued.payable > 0 else "paid"


def _why(issued: Issued, reader: Reader) -> str:
    """Which sentence: due, paid or credit; matched, unmatched, or of a buyer who keeps no purchase orders here."""
    if issued.po:
        return f"{_subject(issued)}.matched"
    return f"{_subject(issued)}.unmatched" if reader.root else _subject(issued)


def _facts(issued: Issued, words: Mapping[str, str], said: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    names = ["number", "issued"]
    if _subject(issued) == "due":
        names.append("due")
    if issued.po:
        names.append("po")
    names.append("total")
    return tuple((words[f"fact.{name}"], said[name]) for name in names)

"""What an e-invoice must say to be taken in: number, issue date, currency, totals, and a specification that is read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from common.money import UnknownCurrency, minor_units
from common.xml_fields import QUOTED, Fields
from invoices.einvoice.document import Kind
from invoices.einvoice.refusals import MandatoryMissing, MandatoryUnreadable, UnknownProfile

LONGEST_NUMBER = 100
CREDIT_NOTE_CODES = frozenset({"381", "396", "261", "262"})
READ_SPECIFICATIONS = (
    "urn:cen.eu:en16931:2017",
    "urn:factur-x.eu:1p0:",
    "urn:zugferd.de:2p0:",
    "urn.cpro.gouv.fr:1p0:",
    "urn:peppol:pint:",
)
# Seen in documents whose root element tells that they are of version 2 after all.
OUTDATED_SPECIFICATION = "urn:ferd:crossindustrydocument:invoice:1p0:"


@dataclass(frozen=True, slots=True)
class HeadingPaths:
    """Where a syntax keeps the fields of the heading."""

    customization_id: str
    profile_id: str
    number: str
    type_code: str
    issue_date: str
    currency: str
    gross: str
    payable: str


@dataclass(frozen=True, slots=True)
class Heading:
    """The fields without which a file is refused, and those that say what kind of document it is."""

    customization_id: str | None
    profile_id: str | None
    number: str
    type_code: str | None
    kind: Kind
    issue_date: date
    currency: str
    gross: Decimal
    payable: Decimal


def read_heading(document: Fields, paths: HeadingPaths, *, is_credit_note_element: bool) -> Heading:
    """The heading, and the currency set for the amounts read after it. Refuses what lacks a mandatory field."""
    customization_id = document.text(paths.customization_id)
    _accept_specification(document, customization_id, paths.customization_id)
    number = _mandatory_number(document, paths.number)
    issue_date = _mandatory_date(document, paths.issue_date)
    document.reading.currency = _mandatory_currency(document, paths.currency)
    type_code = document.text(paths.type_code)
    return Heading(
        customization_id=customization_id,
        profile_id=document.text(paths.profile_id),
        number=number,
        type_code=type_code,
        kind=kind_of(type_code, is_credit_note_element=is_credit_note_element),
        issue_date=issue_date,
        currency=document.reading.currency,
        gross=_mandatory_amount(document, paths.gross, "total with tax (BT-112)"),
        payable=_mandatory_amount(document, paths.payable, "amount due (BT-115)"),
    )


def kind_of(type_code: str | None, *, is_credit_note_element: bool) -> Kind:
    """A credit note for the codes 381, 396, 261 and 262 (UNTDID 1001), an invoice for every other.

    Without a code the name of the document element decides.
    """
    is_credit_note = type_code in CREDIT_NOTE_CODES if type_code else is_credit_note_element
    return "credit_note" if is_credit_note else "invoice"


def _accept_specification(document: Fields, claimed: str | None, path: str) -> None:
    if claimed is None:
        message = "The document does not say which specification it follows (BT-24)."
        document.note(".", "no_specification_id", "warning", message)
    elif claimed.lower().startswith(OUTDATED_SPECIFICATION):
        message = f"The document names the ZUGFeRD 1 profile {claimed[:QUOTED]} but is written in version 2."
        document.note(path, "outdated_specification_id", "warning", message)
    elif not claimed.lower().startswith(READ_SPECIFICATIONS):
        raise UnknownProfile(
            f"The document follows {claimed[:QUOTED]}, which is not read ({document.place(path)}). "
            "Ask for an invoice by EN 16931, such as Peppol BIS 3, XRechnung or Factur-X."
        )


def _mandatory_text(document: Fields, path: str, code: str, name: str) -> str:
    text = document.text(path)
    if text is None:
        raise MandatoryMissing(f"The document has no {name}.", code=code)
    if document.count(path) > 1:
        document.note(path, "repeated_field", "error", f"The {name} is given more than once; the first counts.")
    return text


def _mandatory_number(document: Fields, path: str) -> str:
    number = _mandatory_text(document, path, "no_number", "invoice number (BT-1)")
    if len(number) > LONGEST_NUMBER:
        message = f"The invoice number has {len(number)} characters, at most {LONGEST_NUMBER} are taken."
        raise MandatoryUnreadable(message, code="invalid_number")
    return number


def _mandatory_date(document: Fields, path: str) -> date:
    text = _mandatory_text(document, path, "no_date", "issue date (BT-2)")
    day = document.day(path)
    if day is None:
        message = f"The issue date “{text[:QUOTED]}” is no date ({document.place(path)})."
        raise MandatoryUnreadable(message, code="invalid_date")
    return day


def _mandatory_currency(document: Fields, path: str) -> str:
    currency = _mandatory_text(document, path, "no_currency", "currency (BT-5)")
    try:
        minor_units(currency)
    except UnknownCurrency:
        message = f"“{currency[:QUOTED]}” is no currency of ISO 4217 ({document.place(path)})."
        raise MandatoryUnreadable(message, code="invalid_currency") from None
    return currency


def _mandatory_amount(document: Fields, path: str, name: str) -> Decimal:
    text = _mandatory_text(document, path, "no_total", name)
    amount = document.amount(path)
    if amount is None:
        message = f"The {name} “{text[:QUOTED]}” is no amount ({document.place(path)})."
        raise MandatoryUnreadable(message, code="invalid_total")
    return amount

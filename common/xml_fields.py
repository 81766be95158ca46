"""Read single fields of an XML element by path, noting as findings what is there but cannot be read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from lxml import etree

from common.findings import Finding, Severity
from common.safe_xml import XmlRefused
from common.xml_values import DateForm, content_from, date_from, flag_from, number_from

QUOTED = 60
MAX_ROWS = 25_000
MAX_CHILDREN = 4 * MAX_ROWS  # of one element; where there are more, nothing is searched among them
TOO_MANY = f"The document has more than {MAX_ROWS:,} lines, taxes, allowances and charges."


class TooManyRows(XmlRefused):
    """More lines, taxes, allowances and other repeated parts than any document has."""

    code = "too_many_rows"


@dataclass(slots=True)
class Reading:
    """What holds for all fields of one document, and the findings made so far."""

    namespaces: dict[str, str]
    date_form: DateForm
    currency: str = ""
    findings: list[Finding] = field(default_factory=list)
    rows: int = 0

    def count_rows(self, more: int) -> None:
        self.rows += more
        if self.rows > MAX_ROWS:
            raise TooManyRows(TOO_MANY)

    def note(self, code: str, severity: Severity, message: str, element: etree._Element) -> None:
        self.findings.append(Finding(code, severity, message, place_of(element)))


class Fields:
    """One element and how to read below it. Of an absent element nothing can be read: every answer is empty."""

    __slots__ = ("element", "reading")

    def __init__(self, element: etree._Element | None, reading: Reading) -> None:
        if element is not None and len(element) > MAX_CHILDREN:
            raise TooManyRows(TOO_MANY)
        self.element = element
        self.reading = reading

    def below(self, path: str) -> Fields:
        return Fields(self._find(path), self.reading)

    def each(self, path: str) -> Iterator[Fields]:
        """Each element at the path. Refuses a document with more than 25,000 such rows in all."""
        elements = self._all(path)
        self.reading.count_rows(len(elements))
        return (Fields(element, self.reading) for element in elements)

    def text(self, path: str) -> str | None:
        """The text of the first element at the path, outer white space left out; None where there is none."""
        return text_of(self._find(path))

    def texts(self, path: str) -> tuple[str, ...]:
        return tuple(text for element in self._all(path) if (text := text_of(element)) is not None)

    def attribute(self, path: str, name: str) -> str | None:
        element = self._find(path)
        return (element.get(name) or "").strip() or None if element is not None else None

    def number(self, path: str) -> Decimal | None:
        """A quantity, price or rate as written; a finding where the text is no number."""
        element = self._find(path)
        return self._number_of(element) if element is not None else None

    def amount(self, path: str) -> Decimal | None:
        """A number in the document's currency; a finding where it says that it is in another."""
        element = self._find(path)
        currency = element.get("currencyID", "") if element is not None else ""
        if element is not None and currency not in ("", self.reading.currency):
            message = f"The amount is in {currency[:QUOTED]}, the document in {self.reading.currency}."
            self.reading.note("amount_in_other_currency", "error", message, element)
        return self.number(path)

    def tax_totals(self, path: str) -> tuple[Decimal | None, Decimal | None]:
        """The tax total in the document's currency (BT-110) and the one in another, the tax currency (BT-111)."""
        own = other = None
        for element in self._all(path):
            amount = self._number_of(element)
            if element.get("currencyID", self.reading.currency) == self.reading.currency:
                own = amount if own is None else own
            else:
                other = amount if other is None else other
        return own, other

    def day(self, path: str) -> date | None:
        """A date in the form of the syntax, or in the one its `format` names; a finding where it is none."""
        element = self._find(path)
        text = text_of(element)
        if element is None or text is None:
            return None
        day = date_from(text, element.get("format") or self.reading.date_form)
        if day is None:
            self._note_unreadable("unreadable_date", text, "a date", element)
        return day

    def is_charge(self, path: str) -> bool:
        """Whether a row is a charge; what does not say so clearly is read as an allowance, with a finding."""
        flag = flag_from(self.text(path) or "")
        if flag is None:
            self.note(path, "charge_or_allowance_unclear", "error", "Not said whether a charge or an allowance.")
        return flag or False

    def content(self, path: str) -> bytes | None:
        """The bytes of an embedded file, none where the text is no base64; None where no file is embedded."""
        element = self._find(path)
        if element is None:
            return None
        text = text_of(element) or ""
        content = content_from(text)
        if content is None:
            self._note_unreadable("unreadable_attachment", text, "base64", element)
        return content or b""

    def count(self, path: str) -> int:
        return len(self._all(path))

    def place(self, path: str) -> str:
        """Where the element at the path is, else where it is missing."""
        element = self._nearest(path)
        return place_of(element) if element is not None else ""

    def note(self, path: str, code: str, severity: Severity, message: str) -> None:
        element = self._nearest(path)
        if element is not None:
            self.reading.note(code, severity, message, element)

    def _nearest(self, path: str) -> etree._Element | None:
        element = self._find(path)
        return element if element is not None else self.element

    def _find(self, path: str) -> etree._Element | None:
        return self.element.find(path, self.reading.namespaces) if self.element is not None else None

    def _all(self, path: str) -> list[etree._Element]:
        return self.element.findall(path, self.reading.namespaces) if self.element is not None else []

    def _number_of(self, element: etree._Element) -> Decimal | None:
        text = text_of(element)
        number = number_from(text) if text is not None else None
        if text is not None and number is None:
            self._note_unreadable("unreadable_number", text, "a number", element)
        return number

    def _note_unreadable(self, code: str, text: str, expected: str, element: etree._Element) -> None:
        self.reading.note(code, "error", f"“{text[:QUOTED]}” is not {expected}.", element)


def text_of(element: etree._Element | None) -> str | None:
    return (element.text or "").strip() or None if element is not None else None


def place_of(element: etree._Element) -> str:
    """The element's name and its line in the file."""
    return f"{etree.QName(element).localname}, XML line {element.sourceline}"

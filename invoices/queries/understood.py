"""What was understood of a received document: the stored fields, by the business term they were read from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from common.ui.figures import day_text, number_text
from common.xml_values import date_from, number_from
from invoices.einvoice.document import NOT_CHARGED
from invoices.einvoice.shown import Group
from invoices.models import Document, DocumentLine, DocumentTax

Stored = str | Decimal | date | None
Fields = Mapping[str, Stored]
# What stands in for a term that was not sent is stored in its field.
STANDS_IN = {"BT-154": "BT-153", "BT-157": "BT-155", "BT-28": "BT-27", "BT-45": "BT-44"}
STATUS = "ram:LineStatusReasonCode"


@dataclass(frozen=True, slots=True)
class Understood:
    """The stored fields of the heading, and those of each numbered group by its kind and number."""

    heading: Fields
    numbered: Mapping[tuple[str, int], Fields]

    def fields_of(self, group: Group) -> Fields:
        """The fields to set beside what a group says."""
        return self.numbered.get((group.kind, group.number), {}) if group.number else self.heading


def understood(document: Document, groups: Sequence[Group]) -> Understood:
    """The stored fields of the document beside the groups that were sent; three statements."""
    numbered: dict[tuple[str, int], Fields] = {}
    numbered.update(_lines(document, [group for group in groups if group.kind == "Line"]))
    numbered.update(_taxes(document, [group for group in groups if group.kind == "Tax rate"]))
    adjustments = document.adjustments.order_by("id").values_list("amount", "is_charge")
    for number, (amount, is_charge) in enumerate(adjustments, 1):
        numbered["Allowance or charge", number] = {"BT-99" if is_charge else "BT-92": amount}
    return Understood(heading_of(document), numbered)


def heading_of(document: Document) -> Fields:
    """The fields of the document as a whole by business term."""
    seller, buyer = document.supplier_party, document.buyer_party
    return {
        "BT-1": document.number, "BT-2": document.issue_date, "BT-3": document.type_code, "BT-5": document.currency,
        "BT-9": document.due_date, "BT-10": document.buyer_reference, "BT-13": document.po_number,
        "BT-20": document.terms_text, "BT-73": document.period_start, "BT-74": document.period_end,
        "BT-27": seller.get("name"), "BT-31": seller.get("tax_id"), "BT-37": seller.get("city"),
        "BT-40": seller.get("country"), "BT-44": buyer.get("name"), "BT-48": buyer.get("tax_id"),
        "BT-52": buyer.get("city"), "BT-55": buyer.get("country"), "BT-109": document.net, "BT-110": document.tax,
        "BT-112": document.total, "BT-113": document.prepaid, "BT-114": document.rounding, "BT-115": document.payable,
    }  # fmt: skip


def agrees(sent: str, stored: Stored) -> bool:
    """Whether a text that was sent says what is stored: as a number, as a day of either syntax, else word for word."""
    if isinstance(stored, Decimal):
        return number_from(sent) == stored
    if isinstance(stored, date):
        return stored in (date_from(sent, "ISO"), date_from(sent, "102"))
    return sent == stored or sent in (stored or "").split("\n")


def in_words(stored: Stored) -> str:
    """A stored field ready to print; nothing for none."""
    if isinstance(stored, Decimal):
        return number_text(stored)
    return day_text(stored) if isinstance(stored, date) else stored or ""


def _lines(document: Document, groups: Sequence[Group]) -> dict[tuple[str, int], Fields]:
    """Lines that only group or inform are not stored, the others in their order."""
    charged = [group for group in groups if not _only_informs(group)]
    pairs = zip(charged, document.lines.order_by("no"), strict=False)
    return {("Line", group.number): _line(line) for group, line in pairs}


def _only_informs(group: Group) -> bool:
    return any(entry.path.endswith(STATUS) and entry.value in NOT_CHARGED for entry in group.entries)


def _line(line: DocumentLine) -> Fields:
    return {
        "BT-126": line.label, "BT-129": line.quantity, "BT-130": line.unit, "BT-131": line.net,
        "BT-132": line.po_line_number, "BT-134": line.period_start, "BT-135": line.period_end,
        "BT-146": line.unit_price, "BT-151": line.tax_category, "BT-152": line.tax_rate, "BT-153": line.description,
        "BT-155": line.product_code,
    }  # fmt: skip


def _taxes(document: Document, groups: Sequence[Group]) -> dict[tuple[str, int], Fields]:
    """The row of the same category and rate; rows that were sent twice are one, added up."""
    rows = {(row.category, row.rate): row for row in document.taxes.all()}
    found: dict[tuple[str, int], Fields] = {}
    for group in groups:
        rate = number_from(group.value_of("BT-119") or "") or Decimal(0)
        row = rows.get(((group.value_of("BT-118") or "")[:3], round(rate, 4)))
        if row is not None:
            found["Tax rate", group.number] = _tax(row)
    return found


def _tax(row: DocumentTax) -> Fields:
    return {"BT-116": row.taxable, "BT-117": row.tax, "BT-118": row.category, "BT-119": row.rate}

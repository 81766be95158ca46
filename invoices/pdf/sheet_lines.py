"""The lines on paper; of a very long document their sums by kind of charge, and the lines in a file."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Sum

from common.pdf import AttachedFile
from invoices.models import Document, DocumentLine
from invoices.pdf import words
from invoices.pdf.figures import Figures

MOST_PRINTED = 2000  # lines; a page more costs ever more time to lay out
WIDEST = 12  # characters of an amount that a column holds: "1,234,567.89"
LONG_WORD = re.compile(r"\S{40}(?=\S)")
BREAK = "\u200b"
FILE = "lines.csv"
COLUMNS = (
    "no", "product_code", "description", "quantity", "unit", "unit_price", "discount", "tax_category", "tax_rate",
    "net", "adjustment", "tax", "gross", "period_start", "period_end", "po_number", "po_line_number",
    "seller_of_record",
)  # fmt: skip
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One line; `about` stands small below the name."""

    no: int
    name: str
    about: str
    quantity: str
    unit_price: str
    discount: str
    tax: str
    net: str


@dataclass(frozen=True, slots=True)
class PaperGroup:
    """The lines of one kind of charge and tax rate."""

    name: str
    count: str
    tax: str
    net: str


@dataclass(frozen=True, slots=True)
class Listing:
    """The lines, or where there are too many of them their groups; `is_discounted` says whether any has a discount."""

    lines: tuple[PaperLine, ...]
    groups: tuple[PaperGroup, ...]
    is_discounted: bool

    @property
    def is_wide(self) -> bool:
        """Whether an amount is too long for its column, so that all are printed smaller in wider ones."""
        amounts = [(line.unit_price, line.discount, line.net) for line in self.lines]
        return any(len(text) > WIDEST for each in [*amounts, *((group.net,) for group in self.groups)] for text in each)


def listing_of(document: Document, figures: Figures, labels: Mapping[str, str]) -> Listing:
    """The lines in order, or their groups; two statements at most."""
    if _is_long(document):
        return Listing((), _groups(document, figures), False)
    rows = list(document.lines.order_by("no"))
    lines = tuple(_line(row, figures, labels) for row in rows)
    return Listing(lines, (), any(row.discount for row in rows))


def files_of(document: Document, listing: Listing) -> tuple[AttachedFile, ...]:
    """Every line as a file, where the paper has only their groups."""
    if not listing.groups or document.issued_at is None:
        return ()
    return (AttachedFile(FILE, _csv(document), f"{document.number}: lines", document.issued_at),)


def _is_long(document: Document) -> bool:
    return document.lines.order_by()[: MOST_PRINTED + 1].count() > MOST_PRINTED


def _line(row: DocumentLine, figures: Figures, labels: Mapping[str, str]) -> PaperLine:
    unit = words.unit_name(row.unit, figures.language, is_one=row.quantity == 1)
    return PaperLine(
        no=row.no,
        name=breakable(row.description),
        about=" · ".join(part for part in _about(row, figures, labels) if part),
        quantity=f"{figures.number(row.quantity)} {unit}".strip(),
        unit_price=figures.amount(row.unit_price),
        discount=figures.amount(row.discount) if row.discount else "",
        tax=tax_short(row.tax_category, row.tax_rate, figures),
        net=figures.amount(row.net),
    )


def breakable(text: str) -> str:
    """The text with invisible places to break in words longer than a line, whose layout costs the square of theirs."""
    return LONG_WORD.sub(f"\\g<0>{BREAK}", text)


def _about(row: DocumentLine, figures: Figures, labels: Mapping[str, str]) -> tuple[str, ...]:
    mark = labels.get(row.period_mark, "")
    period = " ".join(part for part in (figures.period(row.period_start, row.period_end), mark) if part)
    order = f"{labels['po_line']} {row.po_line_number}" if row.po_line_number else ""
    seller = f"{labels['supplied_by']} {row.seller_of_record}" if row.seller_of_record else ""
    return row.product_code, period, order, seller


def tax_short(category: str, rate: Decimal, figures: Figures) -> str:
    """The rate; where there is none, the category."""
    return f"{figures.number(rate)} %" if rate or category == "S" else words.tax_name(category, figures.language)


def _groups(document: Document, figures: Figures) -> tuple[PaperGroup, ...]:
    keys = ("charge_type", "tax_category", "tax_rate")
    found = document.lines.values(*keys).annotate(count=Count("id"), sum=Sum("net")).order_by(*keys)
    return tuple(
        PaperGroup(
            words.charge_name(row["charge_type"], figures.language),
            figures.number(row["count"]),
            tax_short(row["tax_category"], row["tax_rate"], figures),
            figures.amount(row["sum"]),
        )
        for row in found
    )


def _csv(document: Document) -> bytes:
    text = io.StringIO()
    table = csv.writer(text, delimiter=";", lineterminator="\r\n")
    table.writerow(COLUMNS)
    for row in document.lines.order_by("no").values_list(*COLUMNS).iterator(chunk_size=2000):
        table.writerow([_cell(value) for value in row])
    return text.getvalue().encode("utf-8-sig")


def _cell(value: object) -> object:
    """Figures as they are, text as text: never what a spreadsheet would take for a formula."""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value

"""One document with its parts, shaped for its page."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from common.postal import on_one_line
from common.ui.figures import amount_text, day_text, number_text
from invoices.models import Adjustment, Direction, Document, DocumentLine, DocumentTax, State
from invoices.parties import party_of
from invoices.units import unit_words
from tenants import border

TAX_WORDS = {
    "S": "VAT",
    "Z": "Zero rated",
    "E": "Exempt",
    "AE": "Reverse charge",
    "K": "Intra-community supply",
    "G": "Export",
    "O": "Not taxable",
}


@dataclass(frozen=True, slots=True)
class LineRow:
    """One line ready to print; amounts in the document's currency, positive as on the document."""

    no: int
    description: str
    about: str
    quantity: Decimal
    unit: str
    unit_price: Decimal
    price_note: str
    tax_words: str
    net: Decimal
    net_note: str
    adjustment: Decimal
    tax: Decimal
    gross: Decimal
    po_line: str


@dataclass(frozen=True, slots=True)
class Figure:
    """One row of the totals; `css` is "", "total" or "due"."""

    label: str
    amount: Decimal
    css: str = ""


@dataclass(frozen=True, slots=True)
class Party:
    """Supplier or buyer as it stands on the document."""

    role: str
    name: str
    place: str
    tax_id: str
    organization_id: str


def document_by_public_id(public_id: UUID) -> Document | None:
    """The document in this organization's books with its partner and order, or None. One statement."""
    return Document.objects.select_related("partner", "order").filter(public_id=public_id).first()


def line_rows(document: Document) -> tuple[LineRow, ...]:
    """The lines in order; one statement."""
    lines = document.lines.select_related("order_line").order_by("no")
    return tuple(_line_row(line) for line in lines)


def totals(document: Document) -> tuple[Figure, ...]:
    """From the lines' net down to what is due; two statements."""
    taxes = document.taxes.order_by("-rate", "category")
    figures = [*_adjustments(document), Figure("Net", document.net), *(_tax_figure(tax) for tax in taxes)]
    figures.append(Figure("Total", document.total, "total"))
    further = (
        ("Prepaid", -document.prepaid),
        ("Rounding", document.rounding),
        ("Credited", -document.credit_applied),
        ("Paid", -document.settled),
    )
    figures += [Figure(label, amount) for label, amount in further if amount]
    if document.state == State.ISSUED:
        figures.append(Figure("Amount due", document.amount_due, "due"))
    return tuple(figures)


def parties(document: Document) -> tuple[Party, ...]:
    """Supplier and buyer: frozen copies once issued, the present ones before."""
    if document.state == State.ISSUED:
        return (_party("Supplier", document.supplier_party), _party("Buyer", document.buyer_party))
    own, buyer = border.present_organization(), document.partner
    return (_party("Supplier", party_of(own)), _party("Buyer", party_of(buyer)))


def tax_words(category: str, rate: Decimal) -> str:
    """A tax as people say it: "VAT 19 %", "Reverse charge"."""
    words = TAX_WORDS.get(category, category or "Tax")
    return f"{words} {number_text(rate)} %" if rate or category == "S" else words


def period_of(billed: Document | DocumentLine) -> str:
    """A service period: "1 Mar 2026 – 31 Mar 2026, in arrears"; empty without one."""
    days = " – ".join(day_text(day) for day in (billed.period_start, billed.period_end) if day)
    return ", ".join(part for part in (days, billed.get_period_mark_display().lower()) if part)


def _line_row(line: DocumentLine) -> LineRow:
    facts = (line.product_code, line.get_charge_type_display(), period_of(line), line.seller_of_record)
    return LineRow(
        no=line.no,
        description=line.description,
        about=" · ".join(fact for fact in facts if fact),
        quantity=line.quantity,
        unit=unit_words(line.unit),
        unit_price=line.unit_price,
        price_note=_price_note(line),
        tax_words=f"{number_text(line.tax_rate)} %" if line.tax_rate else tax_words(line.tax_category, line.tax_rate),
        net=line.net,
        net_note=_net_note(line),
        adjustment=line.adjustment,
        tax=line.tax,
        gross=line.gross,
        po_line=line.order_line.number if line.order_line else "",
    )


def _price_note(line: DocumentLine) -> str:
    """What the unit price is for, where that is not one unit: "per 2 hours"."""
    if line.base_quantity == 1:
        return ""
    return f"per {number_text(line.base_quantity)} {unit_words(line.unit)}".strip()


def _net_note(line: DocumentLine) -> str:
    """The discount and the charge of the line, which its net contains."""
    currency = line.document.currency
    parts = (
        f"discount {amount_text(line.discount, currency)}" if line.discount else "",
        f"charge {amount_text(line.charge, currency)}" if line.charge else "",
    )
    return ", ".join(part for part in parts if part)


def _adjustments(document: Document) -> list[Figure]:
    rows = list(document.adjustments.order_by("id"))
    if not rows:
        return []
    line_net = document.net - sum((_signed(row) for row in rows), Decimal(0))
    return [Figure("Lines", line_net), *(Figure(_reason(row), _signed(row)) for row in rows)]


def _signed(row: Adjustment) -> Decimal:
    return row.amount if row.is_charge else -row.amount


def _reason(row: Adjustment) -> str:
    return row.reason or ("Charge" if row.is_charge else "Allowance")


def _tax_figure(tax: DocumentTax) -> Figure:
    return Figure(tax_words(tax.category, tax.rate), tax.tax)


def _party(role: str, facts: dict[str, str]) -> Party:
    place = on_one_line(**{name: facts.get(name, "") for name in ("street", "postcode", "city", "country")})
    return Party(role, facts.get("name", ""), place, facts.get("tax_id", ""), facts.get("organization_id", ""))


def is_incoming(document: Document) -> bool:
    """Whether a supplier invoiced it to this organization."""
    return document.direction == Direction.INCOMING


def is_unopened(document: Document) -> bool:
    """Whether it was received and nobody here has opened it yet."""
    return is_incoming(document) and document.opened_at is None

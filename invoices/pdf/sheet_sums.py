"""The sums at the foot of the paper, why no tax is charged, and how to pay."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from stdnum import iban

from invoices.models import Adjustment, Document, DocumentKind, DocumentTax, State
from invoices.pdf import words
from invoices.pdf.figures import Figures
from invoices.pdf.inputs import PdfInputs
from invoices.pdf.sheet_lines import tax_short
from invoices.remittance import in_groups, remittance_reference


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A label with its value; `css` is "", "strong", "total", "due" or "mono"."""

    label: str
    value: str
    css: str = ""


@dataclass(frozen=True, slots=True)
class Payment:
    """The payment box: its heading with the day, and the rows to copy into a transfer."""

    title: str
    rows: tuple[PaperRow, ...]


def sums_of(document: Document, figures: Figures, labels: Mapping[str, str]) -> tuple[PaperRow, ...]:
    """From the lines down to what is to be paid, each tax rate with what it is charged on; two statements."""
    rows = [*_adjustments(document, figures, labels), PaperRow(labels["net"], figures.money(document.net))]
    rows += [_tax(tax, figures, labels) for tax in _taxes(document)]
    rows.append(PaperRow(labels["total"], figures.money(document.total), "total"))
    further = (("prepaid", -document.prepaid), ("rounding", document.rounding))
    rows += [PaperRow(labels[name], figures.money(amount)) for name, amount in further if amount]
    last = "amount_credited" if document.kind == DocumentKind.CREDIT_NOTE else "amount_due"
    return (*rows, PaperRow(labels[last], figures.money(document.payable), "due"))


def reasons_of(document: Document, figures: Figures) -> tuple[str, ...]:
    """One sentence for each tax category without tax; one statement."""
    return tuple(
        f"{tax_short(tax.category, tax.rate, figures)}: {reason}"
        for tax in _taxes(document)
        if not tax.rate and (reason := words.tax_reason(tax.category, tax.exemption, figures.language))
    )


def payment_of(document: Document, inputs: PdfInputs, figures: Figures, labels: Mapping[str, str]) -> Payment | None:
    """How to pay an issued document that asks for money; the account's rows only where the supplier named one."""
    if document.state != State.ISSUED or document.kind == DocumentKind.CREDIT_NOTE or document.payable <= 0:
        return None
    title = f"{labels['pay_by']} {figures.day(document.due_date)}" if document.due_date else labels["amount_due"]
    holder = inputs.bank.get("holder") or document.supplier_party.get("name", "")
    rows = (
        PaperRow(labels["amount"], figures.money(document.payable), "strong"),
        PaperRow(labels["holder"], holder),
        PaperRow("IBAN", iban.format(inputs.bank.get("iban", "")), "mono"),
        PaperRow("BIC", inputs.bank.get("bic", ""), "mono"),
        PaperRow(labels["reference"], in_groups(remittance_reference(document.number)), "mono"),
    )
    return Payment(title, tuple(row for row in rows if row.value))


def _adjustments(document: Document, figures: Figures, labels: Mapping[str, str]) -> Iterable[PaperRow]:
    adjustments = list(document.adjustments.order_by("id"))
    if not adjustments:
        return ()
    lines = document.net - sum((_signed(each) for each in adjustments), Decimal(0))
    told = [(each.reason or labels["charge" if each.is_charge else "allowance"], _signed(each)) for each in adjustments]
    return [PaperRow(label, figures.money(amount)) for label, amount in ((labels["sum_of_lines"], lines), *told)]


def _signed(adjustment: Adjustment) -> Decimal:
    return adjustment.amount if adjustment.is_charge else -adjustment.amount


def _taxes(document: Document) -> list[DocumentTax]:
    return list(document.taxes.order_by("-rate", "category"))


def _tax(tax: DocumentTax, figures: Figures, labels: Mapping[str, str]) -> PaperRow:
    name = words.tax_name(tax.category, figures.language)
    rate = f" {figures.number(tax.rate)} %" if tax.rate or tax.category == "S" else ""
    return PaperRow(f"{name}{rate} {labels['on']} {figures.amount(tax.taxable)}", figures.money(tax.tax))

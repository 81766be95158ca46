"""What a buyer should know about a document that was read: what it leaves open, and which of its figures do not agree.

The rules here are the product's own, under codes of its own; the official rules of EN 16931 are checked elsewhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from common.findings import Finding, Severity
from common.money import minor_units, round_money
from common.tongue import ENGLISH
from invoices.einvoice.document import EInvoice, ELine, EPeriod
from invoices.einvoice.sums import differences
from payment_terms.printed_terms import read_printed_terms
from payment_terms.rules import due_date
from payment_terms.wording import as_text

KEPT_DECIMALS = 8
CORRECTED_INVOICE = "384"
Check = tuple[object, str, Severity, str]


def findings_of(document: EInvoice) -> tuple[Finding, ...]:
    """Findings about the document as a whole, then line by line, then about its sums; errors forbid approval unseen."""
    return (
        *_missing_in_heading(document),
        *_contradictions(document),
        *_terms_contradicted(document),
        *_excess_decimals(document),
        *(finding for line in document.lines for finding in _missing_in_line(line)),
        *differences(document),
    )


def _missing_in_heading(document: EInvoice) -> Iterator[Finding]:
    has_due_date, has_original = _has_due_date_or_needs_none(document), _names_original_or_needs_none(document)
    checks: tuple[Check, ...] = (
        (document.type_code, "no_type_code", "error", "The document has no type code (BT-3)."),
        *_parties(document),
        (document.totals.net is not None, "no_net_total", "warning", "The document has no total without tax (BT-109)."),
        (document.totals.tax is not None, "no_tax_total", "warning", "The document has no tax total (BT-110)."),
        (document.taxes, "no_tax_breakdown", "warning", "The document does not break its tax down by rate."),
        (document.lines, "no_lines", "warning", "The document has no lines."),
        (has_due_date, "no_due_date", "warning", "Neither due date nor payment terms are given."),
        (has_original, "no_original", "warning", "The corrected invoice is not named (BT-25)."),
    )
    return _failed(checks, "document")


def _parties(document: EInvoice) -> tuple[Check, ...]:
    seller = document.seller
    tax_id = seller.vat_id or seller.tax_registration_id
    return (
        (seller.name, "no_supplier_name", "error", "The document does not name its supplier (BT-27)."),
        (tax_id, "no_supplier_tax_id", "warning", "The supplier has no tax number (BT-31, BT-32)."),
        (seller.country, "no_supplier_country", "warning", "The supplier has no country (BT-40)."),
        (document.buyer.name, "no_buyer_name", "error", "The document does not name its buyer (BT-44)."),
    )


def _failed(checks: tuple[Check, ...], place: str) -> Iterator[Finding]:
    return (Finding(code, severity, message, place) for is_there, code, severity, message in checks if not is_there)


def _has_due_date_or_needs_none(document: EInvoice) -> bool:
    owes = document.kind == "invoice" and document.totals.payable > 0
    return bool(document.due_date or document.payment.terms) or not owes


def _names_original_or_needs_none(document: EInvoice) -> bool:
    return bool(document.references.preceding_invoices) or document.type_code != CORRECTED_INVOICE


def _contradictions(document: EInvoice) -> Iterator[Finding]:
    if document.due_date and document.due_date < document.issue_date:
        yield Finding("due_before_issue", "warning", "The due date lies before the issue date.", "document")
    if _is_reversed(document.period):
        yield Finding("period_reversed", "warning", "The invoicing period ends before it starts.", "document")
    for line in document.lines:
        if _is_reversed(line.period):
            yield Finding("period_reversed", "warning", "The period ends before it starts.", line.place)
    for line_id, times in Counter(line.id for line in document.lines if line.id).items():
        if times > 1:
            yield Finding("repeated_line_id", "warning", f"{times} lines have this number.", f"line {line_id}")


def _terms_contradicted(document: EInvoice) -> Iterator[Finding]:
    """The due date (BT-9), and the day printed in the terms (BT-20), against the days that the terms say."""
    printed = read_printed_terms(document.payment.terms or "")
    if printed.due is None:
        return
    counted = due_date(printed.due, document.issue_date)
    for name, day in (("The due date (BT-9)", document.due_date), ("The day printed in the terms", printed.due_on)):
        if day and day != counted:
            words = f"{name} is {day}, but {as_text(printed.due)} from the issue date is {counted}."
            yield Finding("due_date_contradicts_terms", "warning", words, "document")


def _is_reversed(period: EPeriod | None) -> bool:
    return period is not None and bool(period.start and period.end and period.end < period.start)


def _excess_decimals(document: EInvoice) -> Iterator[Finding]:
    """Figures finer than the minor unit of the currency, and quantities and prices finer than the 8 decimals kept."""
    unit = minor_units(document.currency)
    for name, amount in (("total", document.totals.gross), ("amount due", document.totals.payable)):
        if amount != round_money(amount, document.currency):
            sent = ENGLISH.amount(amount, document.currency)
            message = f"The {name} {sent} has more decimals than the {unit} of {document.currency}."
            yield Finding("too_many_decimals", "warning", message, "document")
    for line in document.lines:
        for name, number in (("quantity", line.quantity), ("unit price", line.unit_price)):
            if number is not None and number != round(number, KEPT_DECIMALS):
                message = f"The {name} {number:,f} has more than {KEPT_DECIMALS} decimals."
                yield Finding("too_many_decimals", "warning", message, line.place)


def _missing_in_line(line: ELine) -> Iterator[Finding]:
    checks: tuple[Check, ...] = (
        (line.id, "no_line_id", "warning", "The line has no number (BT-126)."),
        (line.net is not None or not line.is_charged, "no_line_net", "error", "The line has no net amount (BT-131)."),
        (line.name or line.description, "no_item_name", "warning", "The line does not say what it bills (BT-153)."),
        (
            line.quantity is not None or not line.is_charged,
            "no_quantity",
            "warning",
            "The line has no quantity (BT-129).",
        ),
        (line.unit_price is not None or not line.is_charged, "no_price", "warning", "The line has no price (BT-146)."),
        (line.tax_category or not line.is_charged, "no_line_tax", "warning", "The line has no tax category (BT-151)."),
    )
    return _failed(checks, line.place)

"""Compare the sums of a document with its parts; figures stay as sent, a difference is only told.

Sums must agree to the minor unit of the currency. Products (price times quantity, tax) may differ by one unit of it:
senders round prices and taxes at different steps.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from common.findings import Finding
from common.money import ZERO, minor_units, percentage, proportion, round_money
from common.tongue import ENGLISH
from invoices.einvoice.document import EAllowanceCharge, EInvoice, ELine, ETax

ONE = Decimal(1)
QUOTED = 20
TaxKey = tuple[str | None, Decimal]


@dataclass(frozen=True, slots=True)
class _Comparison:
    """A figure as sent beside the one that its parts give; either may be unknown."""

    code: str
    place: str
    name: str
    sent: Decimal | None
    computed: Decimal | None
    is_product: bool = False


def differences(document: EInvoice) -> tuple[Finding, ...]:
    """A warning for each figure that its parts do not give. Rules: EN 16931-1, calculations of BG-22, 23 and 25."""
    comparisons = (*_totals(document), *_taxes(document), *_lines(document))
    return tuple(_finding(row, document.currency) for row in comparisons if _differs(row, document.currency))


def _differs(row: _Comparison, currency: str) -> bool:
    if row.sent is None or row.computed is None:
        return False
    difference = abs(round_money(row.sent, currency) - round_money(row.computed, currency))
    allowed = ONE.scaleb(-minor_units(currency)) if row.is_product else ZERO
    return difference > allowed


def _finding(row: _Comparison, currency: str) -> Finding:
    computed = round_money(row.computed or ZERO, currency)
    sent, given = (ENGLISH.money(amount, currency) for amount in (row.sent or ZERO, computed))
    message = f"{row.name}: {sent} is stated, the parts give {given}."
    return Finding(row.code, "warning", message, row.place)


def _totals(document: EInvoice) -> Iterator[_Comparison]:
    totals, place = document.totals, "totals"
    charged = [line.net for line in document.lines if line.is_charged]
    if charged:
        yield _Comparison("sum_of_lines_differs", place, "Sum of the lines", totals.line_net_sum, _sum(charged))
    allowances, charges = _sides(document.allowances_charges)
    if document.allowances_charges:
        yield _Comparison("allowances_differ", place, "Sum of allowances", totals.allowances or ZERO, allowances)
        yield _Comparison("charges_differ", place, "Sum of charges", totals.charges or ZERO, charges)
    net = _less(totals.line_net_sum, totals.allowances, totals.charges)
    yield _Comparison("net_total_differs", place, "Total without tax", totals.net, net)
    gross = None if totals.net is None else totals.net + (totals.tax or ZERO)
    yield _Comparison("total_differs", place, "Total with tax", totals.gross, gross)
    payable = totals.gross - (totals.prepaid or ZERO) + (totals.rounding or ZERO)
    yield _Comparison("payable_differs", place, "Amount due", totals.payable, payable)


def _taxes(document: EInvoice) -> Iterator[_Comparison]:
    if not document.taxes:
        return
    total, parts = _sum(row.tax for row in document.taxes), _taxable_parts(document)
    yield _Comparison("sum_of_taxes_differs", "totals", "Tax total", document.totals.tax, total)
    for row in document.taxes:
        place = f"tax {(row.category or '?')[:QUOTED]} {row.rate if row.rate is not None else '?'}"
        tax = _tax_of(row, document.currency)
        yield _Comparison("tax_differs", place, "Tax", row.tax, tax, is_product=True)
        taxable = parts.get(_tax_key(row.category, row.rate))
        yield _Comparison("taxable_differs", place, "Taxable amount", row.taxable, taxable)


def _lines(document: EInvoice) -> Iterator[_Comparison]:
    for line in document.lines:
        if line.is_charged:
            net = _line_net(line, document.currency)
            yield _Comparison("line_net_differs", line.place, "Net amount", line.net, net, is_product=True)


def _tax_of(row: ETax, currency: str) -> Decimal | None:
    return None if row.taxable is None or row.rate is None else percentage(row.taxable, row.rate, currency)


def _taxable_parts(document: EInvoice) -> dict[TaxKey, Decimal | None]:
    """Nets of the lines less allowances plus charges of each category and rate that a line has."""
    nets: dict[TaxKey, list[Decimal | None]] = {}
    for line in document.lines:
        if line.is_charged:
            nets.setdefault(_tax_key(line.tax_category, line.tax_rate), []).append(line.net)
    for item in document.allowances_charges:
        amount = item.amount if item.is_charge or item.amount is None else -item.amount
        nets.get(_tax_key(item.tax_category, item.tax_rate), []).append(amount)
    return {key: _sum(amounts) for key, amounts in nets.items()}


def _tax_key(category: str | None, rate: Decimal | None) -> TaxKey:
    return category, rate or ZERO


def _line_net(line: ELine, currency: str) -> Decimal | None:
    """Quantity times unit price by base quantity, rounded, less allowances plus charges of the line."""
    base = ONE if line.base_quantity is None else line.base_quantity
    if line.quantity is None or line.unit_price is None or base == ZERO:
        return None
    return _less(proportion(line.quantity, line.unit_price, base, currency), *_sides(line.allowances_charges))


def _sides(rows: Iterable[EAllowanceCharge]) -> tuple[Decimal | None, Decimal | None]:
    """The sum of the allowances and the sum of the charges; None where an amount is not known."""
    known = tuple(rows)
    return (
        _sum(row.amount for row in known if not row.is_charge),
        _sum(row.amount for row in known if row.is_charge),
    )


def _less(amount: Decimal | None, allowances: Decimal | None, charges: Decimal | None) -> Decimal | None:
    return None if amount is None else amount - (allowances or ZERO) + (charges or ZERO)


def _sum(amounts: Iterable[Decimal | None]) -> Decimal | None:
    total = ZERO
    for amount in amounts:
        if amount is None:
            return None
        total += amount
    return total

"""Totals of a document after EN 16931: nets, tax per category and rate, and each line's exact share of the total."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from common.allocation import spread, spread_tax
from common.errors import InvalidAmount, Refusal
from common.money import MAX_INTEGER_DIGITS, ZERO, extended_price, percentage, round_money

_TOO_LARGE = Decimal(10) ** MAX_INTEGER_DIGITS


class CreditExceedsInvoice(Refusal):
    """More net would be credited than was invoiced under this category and rate."""

    code = "credit_exceeds_invoice"


@dataclass(frozen=True, slots=True)
class TaxKey:
    """What tax is computed by: the category code (BT-151, UNCL 5305) and the rate in percent (BT-152), 0 where none."""

    category: str
    rate: Decimal


@dataclass(frozen=True, slots=True)
class LineInput:
    """One line as entered: quantity and unit price with up to 8 decimals, discount as an amount off the line."""

    quantity: Decimal
    unit_price: Decimal
    discount: Decimal
    tax_category: str
    tax_rate: Decimal


@dataclass(frozen=True, slots=True)
class AllowanceCharge:
    """A deduction from the whole document (BG-20) or, with `is_charge`, an addition to it (BG-21), before tax."""

    amount: Decimal
    is_charge: bool
    tax_category: str
    tax_rate: Decimal
    reason: str = ""

    @property
    def signed(self) -> Decimal:
        """The amount as it changes the net: a charge adds, an allowance takes away."""
        return self.amount if self.is_charge else -self.amount


@dataclass(frozen=True, slots=True)
class NetLine:
    """A line's net amount (BT-131) and what it is taxed by."""

    net: Decimal
    tax: TaxKey


@dataclass(frozen=True, slots=True)
class LineTotals:
    """A line's share of the document: gross = net + its share of allowances and charges + its share of tax."""

    net: Decimal
    share_of_adjustments: Decimal
    tax: Decimal
    gross: Decimal


@dataclass(frozen=True, slots=True)
class TaxTotal:
    """One row of the tax breakdown (BG-23)."""

    category: str
    rate: Decimal
    taxable: Decimal
    tax: Decimal


@dataclass(frozen=True, slots=True)
class Totals:
    """All figures of a document in its currency; the grosses of the lines add up to `total` exactly."""

    lines: tuple[LineTotals, ...]
    taxes: tuple[TaxTotal, ...]
    line_net: Decimal  # BT-106, sum of the line nets
    allowances: Decimal  # BT-107
    charges: Decimal  # BT-108
    net: Decimal  # BT-109
    tax: Decimal  # BT-110
    total: Decimal  # BT-112
    prepaid: Decimal  # BT-113
    rounding: Decimal  # BT-114
    amount_due: Decimal  # BT-115


@dataclass(frozen=True, slots=True)
class Credited:
    """What credit notes before gave back of one row of the tax breakdown."""

    net: Decimal
    tax: Decimal


def document_totals(
    lines: Sequence[LineInput],
    adjustments: Sequence[AllowanceCharge] = (),
    *,
    currency: str,
    prepaid: Decimal = ZERO,
    rounding: Decimal = ZERO,
) -> Totals:
    """The totals of a document from its lines and document-level allowances and charges (EN 16931, BR-CO-10 to 17).

    Refuses an amount of more than 15 digits before the mark, and an adjustment or tax where there is no line at all.
    """
    netted = [net_line(line, currency) for line in lines]
    rounded = [_rounded(adjustment, currency) for adjustment in adjustments]
    taxes = tax_totals(netted, rounded, currency)
    line_net = _sum((line.net for line in netted), currency)
    allowances = _sum((each.amount for each in rounded if not each.is_charge), currency)
    charges = _sum((each.amount for each in rounded if each.is_charge), currency)
    net = line_net - allowances + charges
    tax = _sum((each.tax for each in taxes), currency)
    prepaid, rounding = round_money(prepaid, currency), round_money(rounding, currency)
    shares = line_shares(netted, rounded, taxes, currency)
    due = net + tax - prepaid + rounding
    for figure in (line_net, allowances, charges, net, tax, net + tax, due):
        _bounded(figure)
    return Totals(shares, taxes, line_net, allowances, charges, net, tax, net + tax, prepaid, rounding, due)


def net_line(line: LineInput, currency: str) -> NetLine:
    """The line with its net: quantity x unit price - discount, rounded once."""
    net = _bounded(extended_price(line.quantity, line.unit_price, line.discount, currency))
    return NetLine(net, TaxKey(line.tax_category, line.tax_rate))


def tax_totals(lines: Sequence[NetLine], adjustments: Sequence[AllowanceCharge], currency: str) -> tuple[TaxTotal, ...]:
    """The tax breakdown, one row per category and rate in order of appearance: tax = round(taxable x rate)."""
    taxable: dict[TaxKey, Decimal] = {}
    for line in lines:
        taxable[line.tax] = taxable.get(line.tax, ZERO) + line.net
    for key, amount in _adjustment_by_tax(adjustments).items():
        taxable[key] = taxable.get(key, ZERO) + amount
    return tuple(
        TaxTotal(key.category, key.rate, round_money(amount, currency), percentage(amount, key.rate, currency))
        for key, amount in taxable.items()
    )


def line_shares(
    lines: Sequence[NetLine], adjustments: Sequence[AllowanceCharge], taxes: Sequence[TaxTotal], currency: str
) -> tuple[LineTotals, ...]:
    """Each line's share of the adjustments and taxes of a document; the grosses add up to nets, adjustments and taxes.

    The taxes may be computed here or stated by the sender of a received document. What belongs to a category and rate
    is spread over its lines; what has no line of its own (freight taxed otherwise than all goods) over all lines.
    """
    nets = [line.net for line in lines]
    places = _lines_by_tax(lines)
    own, foreign = _adjustment_shares(nets, places, adjustments, currency)
    taxable = [net + share for net, share in zip(nets, own, strict=True)]
    tax_column = _zeros(len(lines), currency)
    for each in taxes:
        at = places.get(TaxKey(each.category, each.rate))
        if at is None:
            _add(tax_column, range(len(lines)), spread(each.tax, nets, currency))
        else:
            _add(tax_column, at, spread_tax(each.tax, each.rate, [taxable[place] for place in at], currency))
    return tuple(
        LineTotals(net, ours + theirs, tax, net + ours + theirs + tax)
        for net, ours, theirs, tax in zip(nets, own, foreign, tax_column, strict=True)
    )


def partial_credit_tax(net: Decimal, invoiced: TaxTotal, before: Credited, currency: str) -> Decimal:
    """Tax of a credit note of `net` against one row of an invoice: round(cumulative net x rate) - tax credited before.

    Crediting all of it gives back all its tax, also where the sender's figure is a cent off. Refuses a credit beyond
    what was invoiced.
    """
    cumulative = before.net + net
    if abs(cumulative) > abs(invoiced.taxable) or cumulative * invoiced.taxable < 0:
        left = invoiced.taxable - before.net
        raise CreditExceedsInvoice(f"At most {left:,f} {currency} net are left to credit at this rate.")
    if cumulative == invoiced.taxable:
        return invoiced.tax - before.tax
    so_far = percentage(cumulative, invoiced.rate, currency)
    return min(so_far, invoiced.tax, key=abs) - before.tax


def _adjustment_shares(
    nets: list[Decimal], places: dict[TaxKey, list[int]], adjustments: Sequence[AllowanceCharge], currency: str
) -> tuple[list[Decimal], list[Decimal]]:
    """Per line its share of the adjustments under its own tax, and of those under a tax that no line has."""
    own, foreign = _zeros(len(nets), currency), _zeros(len(nets), currency)
    for key, amount in _adjustment_by_tax(adjustments).items():
        if at := places.get(key):
            _add(own, at, spread(amount, [nets[place] for place in at], currency))
        else:
            _add(foreign, range(len(nets)), spread(amount, nets, currency))
    return own, foreign


def _zeros(count: int, currency: str) -> list[Decimal]:
    return [round_money(ZERO, currency)] * count


def _add(column: list[Decimal], places: Iterable[int], amounts: list[Decimal]) -> None:
    for place, amount in zip(places, amounts, strict=True):
        column[place] += amount


def _lines_by_tax(lines: Sequence[NetLine]) -> dict[TaxKey, list[int]]:
    places: dict[TaxKey, list[int]] = {}
    for place, line in enumerate(lines):
        places.setdefault(line.tax, []).append(place)
    return places


def _adjustment_by_tax(adjustments: Sequence[AllowanceCharge]) -> dict[TaxKey, Decimal]:
    sums: dict[TaxKey, Decimal] = {}
    for each in adjustments:
        key = TaxKey(each.tax_category, each.tax_rate)
        sums[key] = sums.get(key, ZERO) + each.signed
    return sums


def _rounded(adjustment: AllowanceCharge, currency: str) -> AllowanceCharge:
    return replace(adjustment, amount=_bounded(round_money(adjustment.amount, currency)))


def _bounded(amount: Decimal) -> Decimal:
    if abs(amount) >= _TOO_LARGE:
        raise InvalidAmount(f"An amount may have at most {MAX_INTEGER_DIGITS} digits before the decimal mark.")
    return amount


def _sum(amounts: Iterable[Decimal], currency: str) -> Decimal:
    return round_money(sum(amounts, ZERO), currency)

"""What a purchase order must satisfy before it is written; pure."""

from __future__ import annotations

from decimal import Decimal

from common.money import percentage, round_money
from purchase_orders.facts import LineFacts, OrderFacts
from purchase_orders.refusals import LineRepeated, TooMany, WrongDates

MOST_LINES, MOST_CONTACTS, MOST_TAGS = 100, 10, 50


def check_facts(facts: OrderFacts) -> None:
    """Refuse dates that do not fit, repeated line numbers, and more of anything than allowed; names what and how many."""
    for name, found, most in (
        ("lines", facts.lines, MOST_LINES),
        ("contacts", facts.contacts, MOST_CONTACTS),
        ("tags", facts.tags, MOST_TAGS),
    ):
        if len(found) > most:
            raise TooMany(f"A purchase order has at most {most} {name}; this one has {len(found)}.", field=name)
    if facts.expiration < facts.effective:
        raise WrongDates("The purchase order ends before it starts.", field="expiration")
    numbers = [line.number.strip() for line in facts.lines]
    if "" in numbers or len(set(numbers)) < len(numbers):
        raise LineRepeated("Give each line a number of its own.", field="lines")
    for line in facts.lines:
        _check_line(line, facts)


def line_figures(line: LineFacts, currency: str) -> tuple[Decimal, Decimal]:
    """(tax, value) of a line in the currency's minor units."""
    net = round_money(line.quantity * line.unit_price, currency)
    tax = line.tax_amount if line.tax_percent is None else percentage(net, line.tax_percent, currency)
    tax = round_money(tax, currency)
    return tax, net + tax


def _check_line(line: LineFacts, facts: OrderFacts) -> None:
    if line.ends_on < line.starts_on:
        raise WrongDates(f"Line {line.number} ends before it starts.", field="lines")
    if line.starts_on < facts.effective or line.ends_on > facts.expiration:
        raise WrongDates(
            f"Line {line.number} lies outside the purchase order ({facts.effective} to {facts.expiration}).", field="lines"
        )

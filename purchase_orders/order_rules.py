"""What a purchase order must satisfy before it is written; pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal

from common.money import extended_price, percentage, round_money
from purchase_orders.facts import LineFacts, OrderFacts
from purchase_orders.refusals import LineRepeated, TooMany, WrongDates, WrongValue

MOST_LINES, MOST_CONTACTS, MOST_TAGS = 100, 10, 50
LONGEST_PO_ID, LONGEST_LINE_NUMBER, LONGEST_TAG = 200, 40, 60
# Characters of every other text, whatever way it comes in by.
LONGEST = {"description": 2000, "seller_of_record": 200, "bill_to": 1000, "ship_to": 1000, "line_description": 500,
           "product_code": 100, "unit": 20, "line_seller": 200, "contact_name": 150}  # fmt: skip
MOST_QUANTITY, MOST_VALUE = Decimal(10) ** 12, Decimal(10) ** 15


def check_facts(facts: OrderFacts) -> None:
    """Refuse texts, dates, figures and numbers of lines, contacts and tags that a purchase order does not hold."""
    for name, found, most in (
        ("lines", facts.lines, MOST_LINES),
        ("contacts", facts.contacts, MOST_CONTACTS),
        ("tags", facts.tags, MOST_TAGS),
    ):
        if len(found) > most:
            raise TooMany(f"A purchase order has at most {most} {name}; this one has {len(found)}.", field=name)
    if not 0 < len(po_key(facts.po_id)) <= LONGEST_PO_ID:
        raise WrongValue(f"A PO ID has 1 to {LONGEST_PO_ID} characters.", field="po_id")
    if not facts.po_id.strip().isprintable():
        raise WrongValue("A PO ID is one line of visible characters.", field="po_id")
    if any(len(tag) > LONGEST_TAG for tag in facts.tags):
        raise WrongValue(f"A tag has at most {LONGEST_TAG} characters.", field="tags")
    if not all(0 <= percent <= 100 for percent in facts.thresholds):
        raise WrongValue("A notice threshold lies between 0 and 100 %.", field="thresholds")
    if facts.expiration < facts.effective:
        raise WrongDates("The purchase order ends before it starts.", field="expiration")
    for line in facts.lines:
        check_line(line, facts)
    for number in repeated_numbers(facts):
        raise LineRepeated(f"Two lines have the number {number}. Give each line a number of its own.", field="lines")


def check_line(line: LineFacts, facts: OrderFacts) -> None:
    """Refuse a line without a number, outside its purchase order, or worth more than an amount can be."""
    if not 0 < len(line.number.strip()) <= LONGEST_LINE_NUMBER:
        raise WrongValue(f"A line number has 1 to {LONGEST_LINE_NUMBER} characters.", field="number")
    if not line.number.strip().isprintable():
        raise WrongValue("A line number is one line of visible characters.", field="number")
    _check_dates(line, facts)
    if not (0 <= line.quantity < MOST_QUANTITY and 0 <= line.unit_price < MOST_VALUE):
        raise WrongValue(
            f"Quantity and price of line {line.number} are zero or more, of at most 12 and 15 whole digits."
        )
    if not 0 <= line_figures(line, facts.currency)[1] < MOST_VALUE:
        raise WrongValue(f"The value of line {line.number} is zero or more and has at most 15 whole digits.")


def line_figures(line: LineFacts, currency: str) -> tuple[Decimal, Decimal]:
    """(tax, value) of a line in the currency's minor units."""
    return priced(line.quantity, line.unit_price, line.tax_percent, line.tax_amount, currency)


def priced(
    quantity: Decimal, unit_price: Decimal, tax_percent: Decimal | None, tax_amount: Decimal, currency: str
) -> tuple[Decimal, Decimal]:
    """(tax, value) of so many at this price before tax, in the currency's minor units; a percentage beats an amount."""
    net = extended_price(quantity, unit_price, Decimal(0), currency)
    tax = round_money(tax_amount if tax_percent is None else percentage(net, tax_percent, currency), currency)
    return tax, net + tax


def repeated_numbers(facts: OrderFacts) -> Iterator[str]:
    """The line numbers that an earlier line has too; case and surrounding spaces make no difference."""
    seen: set[str] = set()
    for line in facts.lines:
        key = line.number.strip().casefold()
        if key in seen:
            yield line.number
        seen.add(key)


def numbered(typed: Iterable[str]) -> list[str]:
    """The numbers typed; a missing one becomes the next above the highest whole number there is."""
    typed = list(typed)
    highest = max((int(number) for number in typed if number.isascii() and number.isdigit()), default=0)
    numbers = []
    for number in typed:
        highest += 0 if number else 1
        numbers.append(number or str(highest))
    return numbers


def uncovered_from(facts: OrderFacts) -> date | None:
    """The first day of an order's validity that comes after the end of all its lines; None when there is none."""
    last = max((line.ends_on for line in facts.lines), default=None)
    return last + timedelta(days=1) if last and last < facts.expiration else None


def po_key(po_id: str) -> str:
    """What makes two PO IDs the same: trimmed, without case."""
    return po_id.strip().casefold()


def _check_dates(line: LineFacts, facts: OrderFacts) -> None:
    if line.ends_on < line.starts_on:
        raise WrongDates(f"Line {line.number} ends before it starts.", field="ends_on")
    if line.starts_on < facts.effective:
        start = _words(facts.effective)
        raise WrongDates(
            f"Line {line.number} starts before the purchase order. Start it on {start} or later, or let the"
            " purchase order start earlier.",
            field="starts_on",
        )
    if line.ends_on > facts.expiration:
        end = _words(facts.expiration)
        raise WrongDates(
            f"Line {line.number} ends after the purchase order. End it on {end} or earlier, or extend the"
            " purchase order.",
            field="ends_on",
        )


def _words(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


def full_words(active: int, most: int, more: int = 1) -> str:
    """Why one more order, or so many more, can't be active: one sentence for every way in."""
    wanted = "" if more == 1 else f", {more:,} more are wanted"
    return f"{active:,} of {most:,} active purchase orders{wanted}. Suspend one, or let one expire, then try again."

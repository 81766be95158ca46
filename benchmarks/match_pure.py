"""Microseconds a line of the pure matching rule: one buyer with 100 POs × 100 line items, 1,000 and 10,000 lines.

Run `PYTHONPATH=. python benchmarks/match_pure.py`. Each book is matched with three kinds of batches: twenty invoices
over and over, one month's run, and a year of invoices of which hardly two ask the same. Columns: processor seconds of
the whole call; of these for arranging the book (the same call with one invoice); the rest per invoice line; all per
invoice line; writing the explanations as JSON per invoice line, which is not part of the others; matched invoices.
Explanations of all 100 POs are included. The last column is the whole time against that of a tenth of the lines.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from purchase_orders.book import Book, BookLine, BookOrder, ChargeType, InvoiceLineToMatch, InvoiceToMatch, LineType
from purchase_orders.explanation import to_json
from purchase_orders.matching import choose

YEAR = date(2026, 1, 1), date(2026, 12, 31)
TYPES = list(LineType)
CHARGES = [ChargeType.USAGE, ChargeType.SUBSCRIPTION, ChargeType.SERVICES, ChargeType.MARKETPLACE]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--repeats", type=int, default=5)
    repeats = parser.parse_args().repeats
    heads = f"{'lines':>8}{'s':>9}{'arrange s':>11}{'µs/line':>9}{'in all':>9}{'json µs':>9}{'matched':>9}"
    print(f"{'book, batch':<50}{heads}{'10 ×':>10}")
    for name, book in books().items():
        for batch, invoices in BATCHES.items():
            before = print_row(f"{name}, {batch}", book, invoices(200), repeats)
            print(f"{print_row(f'{name}, {batch}', book, invoices(2_000), repeats) / before:>9.1f} ×")


def books() -> dict[str, Book]:
    """Books that show different cliffs: alike orders, products, everything level and taken, mixed validity."""
    return {
        "mixed types, months and products": Book(tuple(order(n, mixed_line) for n in range(100))),
        "same 100 products in every PO": Book(tuple(order(n, product_line) for n in range(100))),
        "every line item takes everything": Book(tuple(order(n, all_line) for n in range(100))),
        "the same, all but used up": Book(tuple(order(n, spent_line) for n in range(100))),
        "types by quarter, half the POs expired": Book(tuple(aged(n) for n in range(100))),
    }


def order(n: int, line: Callable[[int, int], BookLine]) -> BookOrder:
    return BookOrder(
        id=n,
        po_id=f"PO-2026-{n}",
        currency="EUR" if n % 10 else "USD",
        bill_from=None if n % 3 else "acme",
        seller_of_record=None,
        effective=YEAR[0],
        expiration=YEAR[1],
        is_suspended=n % 25 == 24,
        is_deleted=False,
        edited_at=datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=n * 37 % 100),
        lines=tuple(line(n, m) for m in range(100)),
    )


def aged(n: int) -> BookOrder:
    made = order(n, quarter_line)
    return replace(made, expiration=date(2026, 6, 30)) if n % 2 else made


def mixed_line(n: int, m: int) -> BookLine:
    dice = random.Random(n * 1000 + m)
    month = dice.randint(1, 9)
    return all_line(n, m)._replace(
        type=dice.choice(TYPES),
        start=date(2026, month, 1),
        end=date(2026, month + 3, 1) - timedelta(days=1),
        product_code=f"P{dice.randint(1, 500)}" if m % 2 else None,
        seller_of_record=f"seller {dice.randint(1, 5)}" if m % 20 == 0 else None,
        remaining=Decimal(dice.randint(0, 20_000)),
    )


def product_line(n: int, m: int) -> BookLine:
    return all_line(n, m)._replace(type=TYPES[m % 6], product_code=f"P{m}")


def all_line(n: int, m: int) -> BookLine:
    return BookLine(
        id=n * 100 + m,
        number=f"{m // 10}.{m % 10}",
        type=LineType.ALL,
        start=YEAR[0],
        end=YEAR[1],
        product_code=None,
        seller_of_record=None,
        is_tracked=m % 5 != 0,
        remaining=Decimal(50_000),
    )


def spent_line(n: int, m: int) -> BookLine:
    return all_line(n, m)._replace(is_tracked=True, remaining=Decimal(100))


def quarter_line(n: int, m: int) -> BookLine:
    quarter = m % 4
    last = date(2026 + (quarter == 3), (quarter * 3 + 4) % 12 or 12, 1) - timedelta(days=1)
    return all_line(n, m)._replace(
        type=TYPES[m % 6], start=date(2026, quarter * 3 + 1, 1), end=last, remaining=Decimal(2_000)
    )


def alike(count: int) -> list[InvoiceToMatch]:
    """Twenty kinds of invoices over and over, as subscriptions and monthly usage bring them."""
    kinds = month_of(20)
    return [replace(kinds[n % 20], key=n) for n in range(count)]


def month_of(count: int) -> list[InvoiceToMatch]:
    """One month's run: the same period, fifty products, a PO number on every tenth."""
    dice = random.Random(count)
    return [invoice(n, 5, lambda: f"P{dice.randint(1, 50)}", dice) for n in range(count)]


def year_of(count: int) -> list[InvoiceToMatch]:
    """Invoices of a whole year in one batch, any of five hundred products, so that hardly two ask the same."""
    dice = random.Random(count)
    return [invoice(n, dice.randint(1, 11), lambda: f"P{dice.randint(1, 500)}", dice) for n in range(count)]


def invoice(n: int, month: int, product: Callable[[], str], dice: random.Random) -> InvoiceToMatch:
    return InvoiceToMatch(
        key=n,
        supplier="acme",
        currency="EUR",
        issue_date=date(2026, month + 1, dice.randint(1, 28)),
        period_start=date(2026, month, 1) if n % 4 else None,
        period_end=date(2026, month + 1, 1) - timedelta(days=1) if n % 4 else None,
        po_number=f"po-2026-{dice.randint(0, 99)}" if n % 10 == 0 else None,
        lines=tuple(
            InvoiceLineToMatch(
                key=n * 5 + m,
                charge_type=dice.choice(CHARGES),
                gross=Decimal(dice.randint(100, 90_000)) / 100,
                product_code=product() if dice.random() < 0.5 else None,
                seller_of_record=f"seller {dice.randint(1, 5)}" if m == 4 else None,
            )
            for m in range(5)
        ),
    )


def print_row(name: str, book: Book, invoices: list[InvoiceToMatch], repeats: int) -> float:
    lines = sum(len(invoice.lines) for invoice in invoices)
    whole, matches = fastest(lambda: choose(invoices, book), repeats)
    arrange, _ = fastest(lambda: choose(invoices[1:2], book), repeats)
    written, _ = fastest(lambda: [to_json(match.explanation) for match in matches], repeats)
    each = 1_000_000 / lines
    matched = sum(match.order_id is not None for match in matches)
    print(
        f"{name:<50}{lines:>8,}{whole:>9.4f}{arrange:>11.4f}{(whole - arrange) * each:>9.1f}"
        f"{whole * each:>9.1f}{written * each:>9.1f}{matched:>9,}",
        end="\n" if len(invoices) < 2_000 else "",
    )
    return whole


def fastest(act: Callable[[], list[Any]], repeats: int) -> tuple[float, list[Any]]:
    """The shortest of several runs in seconds, and what the last one gave."""
    best = float("inf")
    for _ in range(repeats):
        begun = time.process_time()
        given = act()
        best = min(best, time.process_time() - begun)
    return best, given


BATCHES = {"alike": alike, "a month": month_of, "a year": year_of}

if __name__ == "__main__":
    main()

"""The matching rule written down a second time, slowly and plainly, to compare the real one with."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from purchase_orders.book import Book, BookLine, BookOrder, InvoiceLineToMatch, InvoiceToMatch
from purchase_orders.natural_order import natural_key

NOBODY = {"", "-", "na", "n/a", "none", "dummywert"}
TYPES = {"usage": "MONTHLY_USAGE", "subscription": "SUBSCRIPTION", "services": "SERVICES", "unknown": ""}
Answer = tuple[int | None, list[int | None], dict[str, str]]


def reference(invoices: list[InvoiceToMatch], book: Book) -> list[Answer]:
    """For each invoice: the order's id, the line items' ids, and for each live PO ID the rule that decided it."""
    left = {line.id: line.remaining for order in book.orders for line in order.lines}
    return [answer(invoice, [order for order in book.orders if not order.is_deleted], left) for invoice in invoices]


def answer(invoice: InvoiceToMatch, orders: list[BookOrder], left: dict[int, Decimal]) -> Answer:
    rules = {order.po_id: broken(order, invoice) for order in orders}
    unmatched: list[int | None] = [None] * len(invoice.lines)
    candidates = [order for order in orders if not rules[order.po_id]]
    numbers = {fold(text) for text in (invoice.po_number, *(line.po_number for line in invoice.lines))} - NOBODY
    stop = "no_lines" if not invoice.lines else "several_numbers" if len(numbers) > 1 else ""
    if not stop and numbers and not any(fold(order.po_id) in numbers for order in candidates):
        stop = "number"
    if stop:
        return None, unmatched, rules | {order.po_id: stop for order in candidates}
    if numbers:
        rules |= {order.po_id: "number" for order in candidates if fold(order.po_id) not in numbers}
        candidates = [order for order in candidates if fold(order.po_id) in numbers]
    laid = {order.po_id: lay(order, invoice, bool(numbers), left) for order in candidates}
    able = [order for order in candidates if any(laid[order.po_id][0])]
    rules |= {order.po_id: "dropped" for order in candidates if order not in able}
    if not able:
        return None, unmatched, rules
    merits = {order.po_id: merit(laid[order.po_id]) for order in able}
    able.sort(key=lambda order: natural_key(order.po_id))
    chosen = max(able, key=lambda order: (*merits[order.po_id], order.edited_at))
    for order in able:
        rules[order.po_id] = outranked_by(chosen, order, merits)
    lines, _, running = laid[chosen.po_id]
    left.update(running)
    return chosen.id, [line.id if line else None for line, _ in lines_with_rank(lines)], rules


def broken(order: BookOrder, invoice: InvoiceToMatch) -> str:
    if order.is_suspended:
        return "suspended"
    if order.currency != invoice.currency:
        return "currency"
    return "" if order.bill_from in (None, invoice.supplier) else "supplier"


def outranked_by(chosen: BookOrder, order: BookOrder, merits: dict[str, tuple[int, int, bool]]) -> str:
    if order is chosen:
        return "chosen"
    pairs = zip(("coverage", "rank", "balance"), merits[chosen.po_id], merits[order.po_id], strict=True)
    for rule, theirs, own in pairs:
        if theirs != own:
            return rule
    return "po_id" if order.edited_at == chosen.edited_at else "edited"


Laid = tuple[list[tuple[BookLine, int] | None], bool, dict[int, Decimal]]


def merit(laid: Laid) -> tuple[int, int, bool]:
    ranks = [rank for line, rank in lines_with_rank(laid[0]) if line]
    return len(ranks), max(ranks), laid[1]


def lines_with_rank(lines: list[tuple[BookLine, int] | None]) -> list[tuple[BookLine | None, int]]:
    return [line or (None, 0) for line in lines]


def lay(order: BookOrder, invoice: InvoiceToMatch, is_named: bool, left: dict[int, Decimal]) -> Laid:
    running = {line.id: left[line.id] for line in order.lines}
    lines: list[tuple[BookLine, int] | None] = []
    is_enough = True
    for line in invoice.lines:
        able = [(item, rank(line, item, is_named)) for item in order.lines if admits(order, item, line, invoice)]
        able = [(item, how) for item, how in able if how]
        if not able:
            lines.append(None)
            continue
        item, how = max(able, key=lambda pair: preference(*pair, line, running))
        is_enough = is_enough and suffices(item, line, running)
        if item.is_tracked:
            running[item.id] -= line.gross
        lines.append((item, how))
    return lines, is_enough, running


def preference(item: BookLine, how: int, line: InvoiceLineToMatch, running: dict[int, Decimal]) -> tuple[object, ...]:
    return how, suffices(item, line, running), -(item.end - item.start).days, Lower(item.number)


class Lower:
    """Sorts the lower number as the greater."""

    def __init__(self, number: str) -> None:
        self.key = natural_key(number)

    def __lt__(self, other: Lower) -> bool:
        return self.key > other.key

    def __gt__(self, other: Lower) -> bool:
        return self.key < other.key


def suffices(item: BookLine, line: InvoiceLineToMatch, running: dict[int, Decimal]) -> bool:
    return not item.is_tracked or line.gross <= 0 or running[item.id] >= line.gross


def admits(order: BookOrder, item: BookLine, line: InvoiceLineToMatch, invoice: InvoiceToMatch) -> bool:
    wanted = {order.seller_of_record, item.seller_of_record} - {None}
    return item.start <= billed(line, invoice) <= item.end and wanted <= {line.seller_of_record}


def rank(line: InvoiceLineToMatch, item: BookLine, is_named: bool) -> int:
    if is_named and line.po_line_number and fold(line.po_line_number) == fold(item.number):
        return 5
    if line.product_code and line.product_code == item.product_code:
        return 4
    if line.charge_type == "marketplace":
        if item.type == "MARKETPLACE_TRANSACTION" and is_named:
            return 3
        if item.type == "MARKETPLACE_BLANKET" and not is_named:
            return 2
    elif item.type == TYPES[line.charge_type]:
        return 2
    return 1 if item.type == "ALL" else 0


def billed(line: InvoiceLineToMatch, invoice: InvoiceToMatch) -> date:
    start, end, mark = line.period_start, line.period_end, line.period_mark
    if not start and not end:
        start, end, mark = invoice.period_start, invoice.period_end, mark or invoice.period_mark
    if mark == "in_advance":
        return start or end or invoice.issue_date
    return end or start or invoice.issue_date


def fold(text: str | None) -> str:
    return (text or "").strip().casefold()

"""Properties of matching over random books and batches, and agreement with the rule written down a second time."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from purchase_orders.book import Book, BookLine, BookOrder, ChargeType, InvoiceLineToMatch, InvoiceToMatch, LineType
from purchase_orders.explanation import Explanation, Outcome, from_json, supplier_view, to_json
from purchase_orders.explanation_text import headline, notes, sentences
from purchase_orders.matching import choose
from tests.purchase_orders.matching_reference import reference

DAYS = [date(2026, 1, 1), date(2026, 2, 15), date(2026, 3, 1), date(2026, 3, 31), date(2026, 6, 30)]
PRODUCTS = [None, None, "P-1", "P-2"]
SELLERS = [None, None, None, "globex", "hooli"]
PO_NUMBERS = [None, None, None, None, "", "n/a", "PO-1", " po-1.10", "PO-2", "PO-9"]
MARKS = [None, "in_advance", "in_arrears"]
UNQUALIFIED = {"ended", "starts", "type", "seller", "line_ended", "line_starts"}
THOROUGH = settings(max_examples=300, deadline=None)

periods = st.tuples(st.sampled_from(DAYS), st.sampled_from(DAYS)).map(sorted)


@st.composite
def book_orders(draw: st.DrawFn, place: int, po_id: str) -> BookOrder:
    first, last = draw(periods)
    inside = st.tuples(st.sampled_from(DAYS), st.sampled_from(DAYS)).map(
        lambda days: sorted(min(max(day, first), last) for day in days)
    )
    numbers = draw(st.lists(st.sampled_from(["1", "1.2", "1.10", "2"]), unique=True, max_size=4))
    return BookOrder(
        id=place,
        po_id=po_id,
        currency=draw(st.sampled_from(["EUR", "EUR", "EUR", "USD"])),
        bill_from=draw(st.sampled_from([None, "acme", "acme", "umbrella"])),
        seller_of_record=draw(st.sampled_from(SELLERS)),
        effective=first,
        expiration=last,
        is_suspended=draw(st.integers(0, 9)) == 0,
        is_deleted=draw(st.integers(0, 9)) == 0,
        edited_at=datetime(2026, 1, draw(st.integers(1, 2)), tzinfo=UTC),
        lines=tuple(
            draw(book_lines(place * 100 + n, number, draw(inside))) for n, number in enumerate(numbers, 1)
        ),
    )


@st.composite
def book_lines(draw: st.DrawFn, line_id: int, number: str, period: list[date]) -> BookLine:
    return BookLine(
        id=line_id,
        number=number,
        type=draw(st.sampled_from([LineType.ALL, LineType.MONTHLY_USAGE, *LineType])),
        start=period[0],
        end=period[1],
        product_code=draw(st.sampled_from(PRODUCTS)),
        seller_of_record=draw(st.sampled_from(SELLERS)),
        is_tracked=draw(st.booleans()),
        remaining=Decimal(draw(st.sampled_from([-5, 0, 10, 20, 64, 100]))),
    )


@st.composite
def books(draw: st.DrawFn) -> Book:
    po_ids = draw(st.lists(st.sampled_from(["PO-1", "PO-1.10", "PO-1.9", "PO-2", "po-10"]), unique=True))
    return Book(tuple(draw(book_orders(place, po_id)) for place, po_id in enumerate(po_ids, 1)))


@st.composite
def invoices(draw: st.DrawFn) -> InvoiceToMatch:
    period = draw(st.none() | periods)
    return InvoiceToMatch(
        key=draw(st.integers(1, 99)),
        supplier="acme",
        currency=draw(st.sampled_from(["EUR", "EUR", "EUR", "USD"])),
        issue_date=draw(st.sampled_from(DAYS)),
        lines=tuple(draw(st.lists(invoice_lines(), max_size=4))),
        po_number=draw(st.sampled_from(PO_NUMBERS)),
        period_start=period[0] if period else None,
        period_end=period[1] if period else None,
        period_mark=draw(st.sampled_from(MARKS)),
    )


@st.composite
def invoice_lines(draw: st.DrawFn) -> InvoiceLineToMatch:
    period = draw(st.none() | st.none() | periods)
    return InvoiceLineToMatch(
        key=draw(st.integers(1, 99)),
        charge_type=draw(st.sampled_from([ChargeType.USAGE, *ChargeType])),
        gross=Decimal(draw(st.sampled_from([-10, -5, 0, 5, 10, 15, 60]))),
        product_code=draw(st.sampled_from([*PRODUCTS, "P-3"])),
        seller_of_record=draw(st.sampled_from([*SELLERS, "stark"])),
        period_start=period[0] if period else None,
        period_end=period[1] if period else None,
        period_mark=draw(st.sampled_from(MARKS)),
        po_number=draw(st.sampled_from([*[None] * 20, *PO_NUMBERS])),
        po_line_number=draw(st.sampled_from([None, None, None, "1", "1.2", "7"])),
    )


batches = st.lists(invoices(), max_size=6)


@THOROUGH
@given(batches, books())
def test_the_answer_is_the_one_of_the_rule_written_down_plainly(batch, book):
    found = choose(batch, book)

    for match, (order_id, line_ids, rules) in zip(found, reference(batch, book), strict=True):
        assert (match.order_id, [at.book_line_id for at in match.assignments]) == (order_id, line_ids)
        assert rules_of(match.explanation) == rules


@THOROUGH
@given(batches, books(), st.randoms(use_true_random=False))
def test_the_answer_does_not_depend_on_the_order_of_the_book(batch, book, dice):
    assert choose(batch, shuffled(book, dice)) == choose(batch, book)


@given(batches, books())
def test_the_same_question_gets_the_same_answer(batch, book):
    assert choose(batch, book) == choose(batch, book)


@given(batches, books())
def test_an_invoice_alone_is_matched_as_the_first_of_a_batch(batch, book):
    assert choose(batch[:1], book) == choose(batch, book)[:1]


@THOROUGH
@given(batches, books())
def test_orders_that_cannot_be_candidates_may_come_without_line_items(batch, book):
    assert choose(batch, without_useless_lines(batch, book)) == choose(batch, book)


@given(batches, books())
def test_an_invoice_uses_line_items_of_one_order_at_most(batch, book):
    order_of = {line.id: order.id for order in book.orders for line in order.lines}

    for match in choose(batch, book):
        used = {order_of[at.book_line_id] for at in match.assignments if at.book_line_id}
        assert used == ({match.order_id} if match.order_id else set())


@given(batches, books())
def test_every_invoice_line_gets_one_answer_in_its_place(batch, book):
    for invoice, match in zip(batch, choose(batch, book), strict=True):
        assert match.key == invoice.key
        assert [at.line_key for at in match.assignments] == [line.key for line in invoice.lines]


@THOROUGH
@given(batches, books())
def test_the_next_invoice_finds_what_the_ones_before_left(batch, book):
    rest = book
    for invoice, match in zip(batch, choose(batch, book), strict=True):
        alone = choose([invoice], rest)[0]
        assert alone == match
        rest = after(rest, invoice, match)


@THOROUGH
@given(batches, books(), st.sampled_from([0, -1000]))
def test_balances_never_decide_whether_an_invoice_is_matched(batch, book, left):
    drained = Book(
        tuple(
            replace(order, lines=tuple(replace(line, remaining=Decimal(left)) for line in order.lines))
            for order in book.orders
        )
    )

    assert [match.order_id is None for match in choose(batch, drained)] == [
        match.order_id is None for match in choose(batch, book)
    ]


@given(batches, books())
def test_the_explanation_names_every_live_order_once(batch, book):
    live = sorted(order.po_id for order in book.orders if not order.is_deleted)

    for match in choose(batch, book):
        assert sorted(po_id for group in match.explanation.groups for po_id in group.orders) == live


@given(batches, books())
def test_an_explanation_survives_its_json(batch, book):
    for match in choose(batch, book):
        assert from_json(to_json(match.explanation)) == match.explanation


@given(batches, books())
def test_every_explanation_can_be_said(batch, book):
    for match in choose(batch, book):
        assert headline(match.explanation).endswith(".")
        assert all(entry.text for entry in sentences(match.explanation))
        assert all(notes(match.explanation))


@given(batches, books())
def test_the_supplier_sees_no_order_of_others(batch, book):
    hidden = {order.po_id for order in book.orders if order.bill_from == "umbrella" or order.currency == "USD"}

    for invoice, match in zip(batch, choose(batch, book), strict=True):
        named = {number.casefold() for number in match.explanation.named}
        seen = {po_id for group in supplier_view(match.explanation).groups for po_id in group.orders}
        if invoice.currency == "EUR":
            assert not {po_id for po_id in seen & hidden if po_id.casefold() not in named}


def rules_of(explanation: Explanation) -> dict[str, str]:
    return {
        po_id: "dropped" if group.rule in UNQUALIFIED else str(group.rule)
        for group in explanation.groups
        for po_id in group.orders
    }


def shuffled(book: Book, dice: random.Random) -> Book:
    orders = [replace(order, lines=tuple(dice.sample(order.lines, len(order.lines)))) for order in book.orders]
    dice.shuffle(orders)
    return Book(tuple(orders))


def without_useless_lines(batch: list[InvoiceToMatch], book: Book) -> Book:
    wanted = {invoice.currency for invoice in batch}
    return Book(
        tuple(
            replace(order, lines=())
            if order.is_suspended or order.currency not in wanted or order.bill_from == "umbrella"
            else order
            for order in book.orders
        )
    )


def after(book: Book, invoice: InvoiceToMatch, match: object) -> Book:
    taken: dict[int, Decimal] = {}
    for line, at in zip(invoice.lines, match.assignments, strict=True):
        if at.book_line_id:
            taken[at.book_line_id] = taken.get(at.book_line_id, Decimal(0)) + line.gross
    return Book(
        tuple(
            replace(
                order,
                lines=tuple(
                    replace(line, remaining=line.remaining - taken.get(line.id, Decimal(0))) for line in order.lines
                ),
            )
            for order in book.orders
        )
    )

"""Whatever is issued, moved, matched again, credited and edited in whatever order: the balance is what is assigned."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import ClassVar
from uuid import uuid4

import pytest
from django.db.models import Sum

from common.errors import Refusal
from invoices.models import Document, DocumentLine
from invoices.operations.give_back import give_back
from invoices.operations.issue import issue_invoices
from invoices.operations.match_again import match_again
from invoices.operations.move import move_lines, move_to_order
from ledger.books import check_books
from purchase_orders.models import BalanceEntry, PurchaseOrder, PurchaseOrderLine
from purchase_orders.operations.orders import delete_order, set_suspended
from tests.building import line, order, po_line, verified

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)
STEPS, MOST_STEPS = 14, 120


class Trade:
    """One random act after the other between acme and initech.

    What the rules refuse and what changes nothing is passed over; `done` counts by kind the acts that did something.
    """

    KINDS: ClassVar = {"issue": 3, "move": 4, "move_lines": 3, "match_again": 3, "credit": 3, "change_order": 1}

    def __init__(self, door: Callable[..., object], seed: int) -> None:
        self.door, self.dice, self.done = door, random.Random(seed), Counter[str]()
        with door("initech"):
            for n in range(3):
                order(f"PO-{n}", lines=[po_line("1"), po_line("2", "SERVICES", quantity=Decimal(2))], contacts=[])

    def issue(self) -> int:
        with self.door("acme"):
            lines = [line(f"{self.dice.randint(1, 90_000) / 100}") for _ in range(self.dice.randint(1, 3))]
            named = self.dice.choice(["", "", "PO-0", "PO-1", "PO-9"])
            kind = self.dice.choice(["invoice", "invoice", "invoice", "credit_note"])
            document = verified("initech", *lines, po_number=named, kind=kind)
            return issue_invoices([document.pk], today=TODAY).issued

    def move(self) -> bool:
        with self.door("initech"):
            target = self.dice.choice(PurchaseOrder.objects.order_by("id")).public_id
            return move_to_order(self.any_document(), target, reason="moved")

    def move_lines(self) -> bool:
        with self.door("initech"):
            document = self.any_document()
            numbers = DocumentLine.objects.filter(document__public_id=document).values_list("no", flat=True)
            items = self.dice.choice([[""], ["", "1", "2"]])
            wanted = {no: self.dice.choice(items) for no in numbers.order_by("no")}
            return move_lines(document, wanted, reason="lines")

    def match_again(self) -> int:
        with self.door("initech"):
            return match_again(list(Document.objects.values_list("public_id", flat=True)), reason="again").matched

    def credit(self) -> bool:
        with self.door("acme"):
            amounts = self.dice.choice([None, {1: Decimal("0.07")}])
            return any(give_back(self.any_document(), uuid4(), amounts).values())

    def change_order(self) -> int:
        with self.door("initech"):
            made = self.dice.choice(PurchaseOrder.objects.order_by("id"))
            if self.dice.random() < 0.2:
                delete_order(made.pk)
            return set_suspended([made.pk], suspended=not made.is_suspended, today=TODAY)

    def any_document(self):
        return self.dice.choice(Document.objects.order_by("id")).public_id

    def act(self) -> None:
        [kind] = self.dice.choices(list(self.KINDS), weights=list(self.KINDS.values()))
        try:
            self.done[kind] += bool(getattr(self, kind)())
        except Refusal:
            return

    @property
    def is_whole(self) -> bool:
        return all(self.done[kind] for kind in self.KINDS)


@pytest.mark.parametrize("seed", [0, 2, 3])
def test_every_balance_is_what_is_assigned_less_what_was_credited(door, seed):
    trade = Trade(door, seed)
    for _ in range(3):
        trade.issue()
    for step in range(MOST_STEPS):
        if step >= STEPS and trade.is_whole:
            break
        trade.act()
        with door("initech"):
            assert_balances_tie()
    assert trade.is_whole, f"each kind did something: {trade.done}"
    for name in ("acme", "initech"):
        with door(name):
            assert list(check_books()) == []


def assert_balances_tie() -> None:
    assigned: dict[int, Decimal] = {}
    for row in DocumentLine.objects.filter(order_line__isnull=False).select_related("document"):
        sign = -1 if row.document.kind == "credit_note" else 1
        assigned[row.order_line_id] = assigned.get(row.order_line_id, Decimal(0)) + sign * (row.gross - row.credited)
    entered = dict(BalanceEntry.objects.values_list("line").annotate(Sum("amount")).order_by())
    for each in PurchaseOrderLine.objects.all():
        assert each.consumed == assigned.get(each.pk, 0) == entered.get(each.pk, 0)
    for document in Document.objects.all():
        orders = {row.order_line.order_id for row in document.lines.select_related("order_line") if row.order_line}
        assert orders in (set(), {document.order_id}), "at most one purchase order"

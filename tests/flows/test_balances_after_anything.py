"""Whatever is issued, moved, matched again, credited and edited in whatever order: the balance is what is assigned."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date
from decimal import Decimal
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
STEPS = 14


class Trade:
    """One random act after the other between acme and initech; what the rules refuse is passed over."""

    def __init__(self, door: Callable[..., object], seed: int) -> None:
        self.door, self.dice = door, random.Random(seed)
        with door("initech"):
            for n in range(3):
                order(f"PO-{n}", lines=[po_line("1"), po_line("2", "SERVICES", quantity=Decimal(2))], contacts=[])

    def issue(self) -> None:
        with self.door("acme"):
            lines = [line(f"{self.dice.randint(1, 90_000) / 100}") for _ in range(self.dice.randint(1, 3))]
            named = self.dice.choice(["", "", "PO-0", "PO-1", "PO-9"])
            kind = self.dice.choice(["invoice", "invoice", "invoice", "credit_note"])
            document = verified("initech", *lines, po_number=named, kind=kind)
            issue_invoices([document.pk], today=TODAY)

    def move(self) -> None:
        with self.door("initech"):
            target = self.dice.choice(PurchaseOrder.objects.order_by("id")).public_id
            move_to_order(self.any_document(), target, reason="moved")

    def move_lines(self) -> None:
        with self.door("initech"):
            move_lines(self.any_document(), {1: self.dice.choice(["", "1", "2"])}, reason="lines")

    def match_again(self) -> None:
        with self.door("initech"):
            match_again(list(Document.objects.values_list("public_id", flat=True)), reason="again")

    def credit(self) -> None:
        with self.door("acme"):
            amounts = self.dice.choice([None, {1: Decimal("0.07")}])
            give_back(self.any_document(), uuid4(), amounts)

    def change_order(self) -> None:
        with self.door("initech"):
            made = self.dice.choice(PurchaseOrder.objects.order_by("id"))
            if self.dice.random() < 0.2:
                delete_order(made.pk)
            set_suspended([made.pk], suspended=not made.is_suspended, today=TODAY)

    def any_document(self):
        return self.dice.choice(Document.objects.order_by("id")).public_id

    def act(self) -> None:
        acts = [self.issue, self.move, self.move_lines, self.match_again, self.credit, self.change_order]
        try:
            self.dice.choices(acts, weights=[3, 4, 3, 2, 3, 1])[0]()
        except Refusal:
            return


@pytest.mark.parametrize("seed", range(4))
def test_every_balance_is_what_is_assigned_less_what_was_credited(door, seed):
    trade = Trade(door, seed)
    for _ in range(3):
        trade.issue()
    for _ in range(STEPS):
        trade.act()
        with door("initech"):
            assert_balances_tie()
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

"""Moves beside moves, issuing and edits, each in a connection of its own: nothing lost, nothing used twice."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier
from typing import Any

from django.db import connection

from common.retry import BuyerBusy
from invoices.models import Document
from invoices.operations.issue import issue_invoices
from invoices.operations.match_again import match_again
from invoices.operations.move import move_to_order
from invoices.refusals import MovedMeanwhile
from ledger.books import check_books
from purchase_orders.facts import OrderFacts
from purchase_orders.models import PurchaseOrderLine
from purchase_orders.operations.orders import edit_order
from tests.building import YEAR, line, order, po_line, verified
from tests.invoices.association import changes, copy_of, issued, public_id, used

GROSS = Decimal("119.00")
WORKERS = 16


def at_once(door, *acts: tuple[str, Callable[[], Any]]) -> list[Any]:
    """Each act in the books it names, in a thread of its own, all at the same moment; what they answered or refused."""
    ready = Barrier(len(acts))

    def run(act: tuple[str, Callable[[], Any]]) -> Any:
        try:
            with door(act[0]):
                ready.wait(20)
                return act[1]()
        except (MovedMeanwhile, BuyerBusy) as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as people:
        return list(people.map(run, acts))


def books_tie(door, *names: str) -> None:
    for name in names:
        with door(name):
            assert list(check_books()) == []


def test_of_two_who_move_the_same_document_at_once_the_later_is_told(committed, door):
    with door("initech"):
        order("PO-1")
    document = issued(door)
    with door("initech"):
        targets = [order(po_id).public_id for po_id in ("PO-2", "PO-3")]
    acts = [("initech", lambda to=to: move_to_order(document.public_id, to, reason="mine", seen=0)) for to in targets]
    answers = at_once(door, *acts)
    assert sorted(map(str, answers)) == ["True", "moved_meanwhile"]
    with door("initech"):
        assert used("PO-1") == 0
        assert used("PO-2") + used("PO-3") == GROSS
        assert len(changes()) == 1
    books_tie(door, "acme", "initech")


def test_matching_the_same_document_again_twice_at_once_matches_it_once(committed, door):
    document = issued(door)
    with door("initech"):
        order("PO-1")
    act = ("initech", lambda: match_again([document.public_id], reason="again").matched)
    assert sorted(at_once(door, act, act)) == [0, 1]
    with door("initech"):
        assert used("PO-1") == GROSS
    books_tie(door, "acme", "initech")


def test_moving_while_invoices_are_issued_and_the_order_is_edited_loses_nothing(committed, door, today):
    lines = [po_line("1", quantity=Decimal(900)), po_line("2", quantity=Decimal(900))]
    with door("initech"):
        first, second = order("PO-1", lines=lines), order("PO-2", lines=lines)
    moved = [issued(door, po_number="PO-1") for _ in range(4)]
    with door("acme"):
        drafts = [verified("initech", line(), po_number=po_id).pk for po_id in ("PO-1", "PO-2") for _ in range(2)]
    facts = {o: OrderFacts(o.po_id, "EUR", *YEAR, lines, description="edited") for o in (first, second)}
    acts = [
        *(("initech", lambda d=d: move_to_order(d.public_id, second.public_id, reason="x")) for d in moved),
        *(("acme", lambda i=i: issue_invoices([i], today=today).issued) for i in drafts),
        *(("initech", lambda o=o: edit_order(o.pk, facts[o], today=today).po_id) for o in (first, second)),
    ]
    answers = at_once(door, *acts)
    done = sum(1 for answer in answers[:4] if answer is True)
    with door("initech"):
        issued_now = Document.objects.filter(issued_at__isnull=False).count() - 4
        total = sum(PurchaseOrderLine.objects.values_list("consumed", flat=True))
        assert total == GROSS * (4 + issued_now)
        assert len(changes()) == done
    books_tie(door, "acme", "initech")


def test_sixteen_workers_on_one_line_lose_no_use(committed, door, today):
    with door("initech"):
        order("PO-1", lines=[po_line("1", quantity=Decimal(9000))], contacts=[])
        order("PO-2", lines=[po_line("1", quantity=Decimal(9000))], contacts=[])
    on_two = [issued(door, po_number="PO-2") for _ in range(WORKERS // 2)]
    with door("acme"):
        drafts = [verified("initech", po_number="PO-1").pk for _ in range(WORKERS // 2)]
    with door("initech"):
        target = public_id("PO-1")
    answers = at_once(
        door,
        *(("acme", lambda i=i: issue_invoices([i], today=today).issued) for i in drafts),
        *(("initech", lambda d=d: move_to_order(d.public_id, target, reason="x")) for d in on_two),
    )
    arrived = sum(1 for answer in answers if answer in (1, True))
    with door("initech"):
        assert arrived >= WORKERS // 2
        assert used("PO-1") == GROSS * arrived
        assert used("PO-2") == GROSS * (len(on_two) - sum(1 for each in answers[WORKERS // 2 :] if each is True))
        assert all(copy_of(each).matched_po in ("PO-1", "PO-2") for each in on_two)
    books_tie(door, "acme", "initech")

"""Trouble planted in the books on purpose; docs/demo.md says where each is found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import cycle
from typing import Any

from demo.catalogue import COMPUTE, CONSULTING, EVENT, HANDBOOK, SUPPORT, SUPPORT_DE, TRAINING, Product
from demo.scene import Event, Scene
from demo.year import Year
from invoices.models import DocumentKind
from invoices.operations.draft import Draft
from invoices.operations.issue import issue_invoices
from invoices.operations.verify import return_to_draft, verify_documents
from people.permissions import Role

Period = tuple[date, date] | None


@dataclass(frozen=True, slots=True)
class Desk:
    """For whom the drafts of today are, and over what, by turns."""

    buyers: tuple[str, ...]
    products: tuple[Product, ...]


DESKS = {
    "acme": Desk(("initech", "vandelay"), (SUPPORT, CONSULTING, HANDBOOK)),
    "globex": Desk(("verne", "initech"), (SUPPORT, CONSULTING)),
    "nordwind": Desk(("lindenau",), (SUPPORT_DE, TRAINING)),
}


def events(year: Year) -> Iterator[Event]:
    """Wrong invoices over the year, then what lies on the desks today."""
    for supplier, month, day, act in (
        ("acme", 9, 20, _unknown_number), ("acme", 10, 6, _suspended_order), ("acme", 10, 20, _other_currency),
        ("acme", 10, 22, _before_the_order), ("acme", 9, 24, _expired_order), ("globex", 8, 20, _late),
        ("globex", 10, 12, _late), ("nordwind", 10, 14, _two_numbers), ("acme", 7, 23, _credit),
        ("globex", 9, 9, _credit_without_order), ("acme", 10, 9, _late_for_the_revived),
    ):  # fmt: skip
        yield Event(year.day(month, day), supplier, Role.BILLING_ADMIN, act, minute=180)
    for supplier, desk in DESKS.items():
        yield Event(year.today, supplier, Role.BILLING_ADMIN, partial(_desk, desk=desk), minute=240)


def _unknown_number(scene: Scene) -> None:
    _bill(scene, "initech", SUPPORT, 6, po="PO-4711")


def _suspended_order(scene: Scene) -> None:
    _bill(scene, "initech", SUPPORT, 3, po="PRINT-OLD")


def _other_currency(scene: Scene) -> None:
    _bill(scene, "initech", CONSULTING, 2, po="HARDWARE-US")


def _before_the_order(scene: Scene) -> None:
    """Usage of two months before the framework order began."""
    year = scene.year
    _bill(scene, "initech", COMPUTE, 3, po="CLOUD-FRAME", period=(year.first(-3), year.last(-2)))


def _expired_order(scene: Scene) -> None:
    _bill(scene, "vandelay", TRAINING, 1, po="4500031", period=(scene.year.first(9), scene.year.day(9, 20)))


def _late(scene: Scene) -> None:
    """Hours of three months ago, billed only now."""
    month = 5 if scene.day < scene.year.first(10) else 7
    _bill(scene, "verne", SUPPORT, 4, po="BC-021", period=(scene.year.first(month), scene.year.last(month)))


def _late_for_the_revived(scene: Scene) -> None:
    """The order had ended months ago, and was extended for this invoice."""
    _bill(scene, "initech", EVENT, 3, po="ROLLOUT", period=(scene.year.first(3), scene.year.last(3)))


def _two_numbers(scene: Scene) -> None:
    line = SUPPORT_DE.times(2, po_number="BEST-130")
    scene.issue([Draft(scene.buyer("lindenau"), "EUR", [line], po_number="BEST-112")])


def _credit(scene: Scene) -> None:
    _bill(scene, "initech", COMPUTE, 1, po="CLOUD-FRAME", kind=DocumentKind.CREDIT_NOTE,
          period=(scene.year.first(6), scene.year.last(6)))  # fmt: skip


def _credit_without_order(scene: Scene) -> None:
    _bill(scene, "verne", SUPPORT, 1, kind=DocumentKind.CREDIT_NOTE)


def _desk(scene: Scene, desk: Desk) -> None:
    """What waits today: drafts, one with a note, one set aside, one taken back, and verified ones to issue."""
    today, buyers, products = scene.day, cycle(desk.buyers), cycle(desk.products)

    def saved(quantity: int, **facts: Any) -> int:
        return int(scene.draft(next(buyers), next(products).times(quantity), **facts).pk)

    saved(2)
    saved(5, internal_note="Ask Ben about the hours: the time sheet says four.")
    below_zero = saved(-3, buyer_reference="Return of last month")
    back = saved(4)
    waiting = [saved(quantity) for quantity in (3, 7)]
    too_early = saved(1, issue_date=scene.year.first(12))
    verify_documents([below_zero, back, too_early, *waiting], today=today)
    issue_invoices([too_early], today=today)
    return_to_draft(back, reason="wrong cost centre, see the order of the buyer")


def _bill(
    scene: Scene, buyer: str, product: Product, quantity: int, *, po: str = "", period: Period = None,
    kind: DocumentKind = DocumentKind.INVOICE,
) -> None:  # fmt: skip
    start, end = period or (None, None)
    draft = Draft(
        scene.buyer(buyer), "EUR", [product.times(quantity)], kind=kind, po_number=po, period_start=start,
        period_end=end, period_mark="in_arrears" if period else "",
    )  # fmt: skip
    scene.issue([draft])

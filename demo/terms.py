"""The payment terms of the demo: every kind the rules know, changes during the year, and one that is to come."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from demo.scene import Event, Scene
from demo.year import Year
from payment_terms.operations import set_first_terms, set_terms, undo_terms
from payment_terms.rules import Kind, Terms
from people.permissions import Role

DISCOUNT = Terms(Kind.NET, 45, discount_percent=Decimal(2), discount_days=10)
# Sellers settle with the distributor twice a year, and two customers have long terms: nothing is paid in the demo,
# so these are what keeps most of the older invoices from being overdue.
FIRST = {
    ("acme", "initech"): Terms(Kind.NET, 14),
    ("acme", "vandelay"): Terms(Kind.EOM_PLUS, 15),
    ("acme", "pendant"): DISCOUNT,
    ("acme", "globex"): Terms(Kind.DAY_OF_MONTH, day=31, months=12),
    ("acme", "nordwind"): Terms(Kind.PLUS_EOM, 365),
    ("globex", "initech"): Terms(Kind.NET, 365),
    ("globex", "verne"): Terms(Kind.DAY_OF_MONTH, day=15, months=2),
    ("nordwind", "tanaka"): Terms(Kind.DAY_OF_MONTH, day=31, months=6),
}


@dataclass(frozen=True, slots=True)
class Change:
    """New terms, agreed on a day of a month of the story; they count from the first of the month after."""

    supplier: str
    buyer: str
    month: int
    terms: Terms


CHANGES = (
    Change("acme", "initech", 4, Terms(Kind.NET, 30)),
    Change("acme", "vandelay", 6, Terms(Kind.NET, 60)),
    Change("nordwind", "tanaka", 8, Terms(Kind.DAY_OF_MONTH, day=31, months=3)),
    Change("globex", "verne", 5, Terms(Kind.NET, 90, discount_percent=Decimal("1.5"), discount_days=14)),
)
PENDING = (("acme", "initech", Terms(Kind.NET, 45)), ("nordwind", "lindenau", Terms(Kind.NET, 21)))


def events(year: Year) -> Iterator[Event]:
    """First terms with the relationship, changes on the 12th, and two that were agreed four days ago at most."""
    for (supplier, buyer), terms in FIRST.items():
        yield Event(year.first(0), supplier, Role.ADMIN, partial(_first, buyer=buyer, terms=terms), minute=0)
    for change in CHANGES:
        changed = partial(_change, buyer=change.buyer, terms=change.terms)
        yield Event(year.day(change.month, 12), change.supplier, Role.ADMIN, changed)
    for on, act in ((8, _change_mind), (9, _undo)):
        yield Event(year.day(10, on), "acme", Role.ADMIN, act)
    for supplier, buyer, terms in PENDING:
        day = max(year.first(11), year.before(4))
        yield Event(day, supplier, Role.ADMIN, partial(_change, buyer=buyer, terms=terms))


def _first(scene: Scene, buyer: str, terms: Terms) -> None:
    set_first_terms(scene.buyer(buyer), terms)


def _change_mind(scene: Scene) -> None:
    set_terms(scene.buyer("pendant").pk, Terms(Kind.EOM_PLUS, 30), today=scene.day)


def _undo(scene: Scene) -> None:
    undo_terms(scene.buyer("pendant").pk, today=scene.day)


def _change(scene: Scene, buyer: str, terms: Terms) -> None:
    set_terms(scene.buyer(buyer).pk, terms, today=scene.day)

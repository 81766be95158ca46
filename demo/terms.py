"""The payment terms of the demo: every kind the rules know, changes during the year, and one that is to come."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from demo.scene import Event, Scene
from demo.year import Year
from payment_terms.models import CountsFrom, TermsBatch
from payment_terms.operations import (
    change_default,
    change_many,
    choose_counts_from,
    set_first_terms,
    set_terms,
    undo_batch,
    undo_terms,
)
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
# Changed together, by buyer: the first were undone the day after, the second count from next month.
TOO_SHORT = {"vandelay": Terms(Kind.NET, 7), "pendant": Terms(Kind.NET, 7)}
TOGETHER = {
    "vandelay": Terms(Kind.NET, 45),
    "pendant": Terms(Kind.NET, 30, discount_percent=Decimal(2), discount_days=10),
}
DEFAULT = Terms(Kind.EOM_PLUS, 10)
AT_ONCE = Terms(Kind.NET, 60)


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
    yield from _of_everybody(year)
    for supplier, buyer, terms in PENDING:
        day = max(year.first(11), year.before(4))
        yield Event(day, supplier, Role.ADMIN, partial(_change, buyer=buyer, terms=terms))


def _of_everybody(year: Year) -> Iterator[Event]:
    """Changes of many rows, one of them undone; another default; a supplier whose changes count on the same day."""
    lately = max(year.first(11), year.before(3))
    for supplier, day, act in (
        ("acme", year.day(9, 10), partial(_change_together, changes=TOO_SHORT)),
        ("acme", year.day(9, 11), _undo_together),
        ("acme", lately, partial(_change_together, changes=TOGETHER)),
        ("nordwind", year.day(7, 5), _new_default),
        ("globex", year.day(9, 3), _count_at_once),
        ("globex", year.day(9, 4), partial(_change, buyer="verne", terms=AT_ONCE)),
    ):
        yield Event(day, supplier, Role.ADMIN, act)


def _first(scene: Scene, buyer: str, terms: Terms) -> None:
    set_first_terms(scene.buyer(buyer), terms)


def _change_mind(scene: Scene) -> None:
    set_terms(scene.buyer("pendant").pk, Terms(Kind.EOM_PLUS, 30), today=scene.day)


def _undo(scene: Scene) -> None:
    undo_terms(scene.buyer("pendant").pk, today=scene.day)


def _change(scene: Scene, buyer: str, terms: Terms) -> None:
    set_terms(scene.buyer(buyer).pk, terms, today=scene.day)


def _change_together(scene: Scene, changes: Mapping[str, Terms]) -> None:
    change_many({scene.buyer(buyer).pk: terms for buyer, terms in changes.items()}, today=scene.day)


def _undo_together(scene: Scene) -> None:
    undo_batch(TermsBatch.objects.latest("id").public_id, today=scene.day)


def _new_default(scene: Scene) -> None:
    change_default(DEFAULT, today=scene.day)


def _count_at_once(_: Scene) -> None:
    choose_counts_from(CountsFrom.IMMEDIATELY)

"""Invoices for something that happens once: what uses up the one-time orders and the ones that ended since."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from demo.catalogue import CONSULTING, CONSULTING_USD, EVENT, HANDBOOK, SUITE_USD, SUPPORT_DE, TRAINING, Product
from demo.scene import Event, Scene
from demo.year import Year
from invoices.operations.draft import Draft
from people.permissions import Role


@dataclass(frozen=True, slots=True)
class Once:
    """One invoice on a day of a month of the story; it names its order."""

    supplier: str
    buyer: str
    month: int
    day: int
    product: Product
    quantity: int
    po: str
    currency: str = "EUR"


ONCE = (
    Once("nordwind", "lindenau", 0, 21, SUPPORT_DE, 18, "BEST-098"),
    Once("acme", "initech", 1, 19, HANDBOOK, 20, "PRINT-OLD"),
    Once("acme", "initech", 1, 19, CONSULTING, 3, "MIGRATION"),
    Once("acme", "initech", 2, 24, CONSULTING, 4, "LAUNCH-CAMPAIGN"),
    Once("acme", "initech", 2, 11, CONSULTING, 2, "MIGRATION"),
    Once("globex", "verne", 2, 25, CONSULTING, 3, "BC-003"),
    Once("acme", "vandelay", 3, 22, TRAINING, 2, "4500031"),
    Once("acme", "initech", 3, 11, EVENT, 4, "ROLLOUT"),
    Once("acme", "initech", 5, 19, SUITE_USD, 150, "HARDWARE-US", "USD"),
    Once("acme", "pendant", 5, 23, CONSULTING_USD, 1, "PP-10060", "USD"),
    Once("acme", "initech", 9, 15, EVENT, 5, "EVENTS-TEAM"),
    Once("acme", "initech", 10, 15, EVENT, 5, "EVENTS-TEAM"),
)


def events(year: Year) -> Iterator[Event]:
    """Each on its day."""
    for once in ONCE:
        yield Event(year.day(once.month, once.day), once.supplier, Role.BILLING_ADMIN, partial(_bill, once=once))


def _bill(scene: Scene, once: Once) -> None:
    line = once.product.times(once.quantity)
    scene.issue([Draft(scene.buyer(once.buyer), once.currency, [line], po_number=once.po)])

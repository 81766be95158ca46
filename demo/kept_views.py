"""Views of lists that people keep: some for themselves, some for everybody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from billing_platform.lists.operations import save_view
from demo.scene import Event, Scene
from demo.year import Year
from people.permissions import Role


@dataclass(frozen=True, slots=True)
class Kept:
    """The state of a list, as the query of its address, under a name."""

    organization: str
    role: Role
    list_key: str
    name: str
    query: str
    is_shared: bool = False


KEPT = (
    Kept("acme", Role.BILLING_ADMIN, "outgoing", "Overdue, oldest first", "view=overdue&sort=due_date"),
    Kept("acme", Role.BILLING_ADMIN, "outgoing", "Large and open in euro",
         "view=open&currency=EUR&total_from=5000&sort=-issue_date", is_shared=True),
    Kept("initech", Role.BUYER, "incoming", "Named an unknown PO", "view=unmatched&reason=unknown_number"),
    Kept("initech", Role.BUYER, "purchase-orders", "At risk, first to end", "status=at_risk&sort=expires_on",
         is_shared=True),
)  # fmt: skip


def events(year: Year) -> Iterator[Event]:
    """All of them a few days ago."""
    for minute, kept in enumerate(KEPT):
        yield Event(year.before(2), kept.organization, kept.role, partial(_keep, kept=kept), minute=30 + minute)


def _keep(scene: Scene, kept: Kept) -> None:
    save_view(scene.person, kept.list_key, kept.name, kept.query, is_shared=kept.is_shared)

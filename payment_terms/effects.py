"""What a change of terms would do, as the rooms above know it: drafts, and whatever else is not issued yet.

A room adds a source in its `AppConfig.ready`; nothing here imports it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from payment_terms.rules import Terms


@dataclass(frozen=True, slots=True)
class Affected:
    """Documents of one buyer and currency whose due date a change would move; `amount` is what they ask for.

    `issued_on` is the day they are expected to be issued, the first day the change counts for at the earliest.
    """

    partner_id: int
    currency: str
    documents: int
    amount: Decimal
    issued_on: date
    due_before: date
    due_after: date


Source = Callable[[Mapping[int, Terms], date, date], Sequence[Affected]]
SOURCES: dict[str, Source] = {}


def tell_effects(name: str, source: Source) -> None:
    """Register `source` under what it counts ("drafts").

    It is given the terms each buyer would have, the first issue date they count for and today, and answers in a fixed
    number of statements.
    """
    SOURCES[name] = source


def effects_of(wanted: Mapping[int, Terms], counts_from: date, today: date) -> dict[str, Sequence[Affected]]:
    """What the change would do, by the name of what is counted."""
    return {name: source(wanted, counts_from, today) for name, source in SOURCES.items()}

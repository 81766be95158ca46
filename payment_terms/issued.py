"""Whether anything was issued to a buyer, as the rooms above know it; nothing here imports them.

A room adds a source in its `AppConfig.ready`.
"""

from __future__ import annotations

from collections.abc import Callable

Source = Callable[[int], bool]
SOURCES: dict[str, Source] = {}


def tell_issued(name: str, source: Source) -> None:
    """Register `source`, which answers in one statement whether it issued anything to the buyer with this id."""
    SOURCES[name] = source


def is_issued_to(partner_id: int) -> bool:
    """Whether anything was issued to the buyer with this id."""
    return any(source(partner_id) for source in SOURCES.values())

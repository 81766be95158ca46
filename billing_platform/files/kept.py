"""The registry of who keeps stored bytes, filled by the apps whose rows name them."""

from __future__ import annotations

from collections.abc import Callable, Collection

NamedIn = Callable[[Collection[str]], set[str]]
KEEPERS: dict[str, NamedIn] = {}


def keeps_files(name: str) -> Callable[[NamedIn], NamedIn]:
    """Register a query that answers which of the given hashes rows of the open organization name.

    What no keeper names is an orphan and is swept.
    """

    def register(named_in: NamedIn) -> NamedIn:
        KEEPERS[name] = named_in
        return named_in

    return register


def kept_of(hashes: Collection[str]) -> set[str]:
    """Those of the hashes that somebody keeps; one statement a keeper."""
    return set().union(*(named_in(hashes) for named_in in KEEPERS.values()))

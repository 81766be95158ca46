"""The registry of book checks, filled by the apps that keep money, and the check that runs them all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

BookCheck = Callable[[], list[str]]
CHECKS: dict[str, BookCheck] = {}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing in one organization's books that does not tie."""

    check: str
    text: str


def book_check(name: str) -> Callable[[BookCheck], BookCheck]:
    """Register a function that returns one sentence for each thing that does not tie; run inside each door."""

    def register(function: BookCheck) -> BookCheck:
        CHECKS[name] = function
        return function

    return register


def check_books() -> Iterator[Finding]:
    """Every finding of every check in the books of the open organization."""
    for name, check in CHECKS.items():
        for text in check():
            yield Finding(name, text)

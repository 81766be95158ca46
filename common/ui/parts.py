"""Typed values that the shared components print: facts, events, explanations, links."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

Verdict = Literal["chosen", "outranked", "dropped"]


class Toned(Protocol):
    """A state as a screen shows it: a member of a TextChoices enum that also has a tone.

    `tone` is "good", "warn", "bad", "busy" or "quiet".
    """

    @property
    def label(self) -> object: ...

    @property
    def tone(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of a definition list; `url` makes the value a link, `note` stands small below it.

    `is_lead` prints it as the one big figure of the page.
    """

    label: str
    value: object
    url: str = ""
    note: str = ""
    is_lead: bool = False


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One event of a history; `when` is text ready to print, `tone` "next" marks what comes next."""

    what: str
    when: str
    tone: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class RuleFact:
    """One rule that was looked at for a candidate, in words, and whether it spoke for it."""

    text: str
    holds: bool = True


@dataclass(frozen=True, slots=True)
class Consideration:
    """One candidate of an automatic choice: what became of it and why."""

    verdict: Verdict
    what: str
    why: str
    url: str = ""
    rules: tuple[RuleFact, ...] = ()


@dataclass(frozen=True, slots=True)
class Tab:
    """A choice of view on the same page: a link to its address."""

    label: str
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Crumb:
    """A parent of the page."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a piece of work is, for `components/_progress.html`; `words` ("12 of 40 read · 2 refused") say it all.

    `done` and `total` draw the bar; `note` stands small beside the words. `poll_url` is asked again every two seconds
    while it is not empty, and its answer replaces the part of the page with the id `target`. `stop_url` is posted to by
    a button labelled `stop_label`.
    """

    label: str
    done: int
    total: int
    words: str
    note: str = ""
    tone: str = ""
    poll_url: str = ""
    target: str = "progress"
    stop_url: str = ""
    stop_label: str = ""

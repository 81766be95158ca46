"""A letter: what one mail says, in the words of its reader, before it has a look."""

from __future__ import annotations

import re
from dataclasses import MISSING, dataclass, fields
from enum import StrEnum
from typing import Any

# Control characters, and the marks that turn the direction of writing: nothing in a letter needs them, and both can
# make a line look like something it is not.
UNWANTED = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
LONGEST_SUBJECT = 250


class Tone(StrEnum):
    """What kind of news it is; each has a colour and a shape, and never goes without a word."""

    NEWS = "news"
    GOOD = "good"
    WARN = "warn"
    BAD = "bad"

    @property
    def shape(self) -> str:
        return {"news": "○", "good": "●", "warn": "▲", "bad": "◆"}[self.value]


@dataclass(frozen=True, slots=True)
class Letter:
    """One piece of news: a word of its tone, one sentence, the figure, why, facts, one button, why one gets it.

    Every text is in `language`, ready to print and as plain text: whatever shows it escapes it. `figure` is an amount
    in `unit`, empty for none. `share` is the percentage that a bar shows as left, None for no bar. `action` names the
    button, `address` is where it leads, an absolute link; both are empty where the reader can open nothing.
    """

    language: str
    sender: str
    subject: str
    preheader: str
    tone: Tone
    tone_word: str
    title: str
    why: str
    facts: tuple[tuple[str, str], ...]
    reason: str
    figure: str = ""
    unit: str = ""
    share: int | None = None
    action: str = ""
    address: str = ""


NAMES = tuple(field.name for field in fields(Letter))
EMPTY = {field.name: "" for field in fields(Letter) if field.default is MISSING}


def as_stored(letter: Letter) -> dict[str, Any]:
    """The letter as JSON keeps it, without its empty parts; `from_stored` reads it back."""
    return {name: value for name in NAMES if (value := getattr(letter, name)) not in ("", None)}


def from_stored(stored: dict[str, Any]) -> Letter:
    """The letter that was stored, also by a release that knew fewer of its parts."""
    given = {name: stored[name] for name in NAMES if name in stored}
    facts = tuple((label, value) for label, value in given.pop("facts"))
    return Letter(**{**EMPTY, **given, "facts": facts, "tone": Tone(given["tone"])})


def clean(letter: Letter) -> Letter:
    """The letter with every text on one line and without characters that only mislead."""
    values: dict[str, Any] = {name: getattr(letter, name) for name in NAMES}
    texts = {name: one_line(value) for name, value in values.items() if type(value) is str}
    facts = tuple((one_line(label), one_line(value)) for label, value in letter.facts)
    return Letter(**{**values, **texts, "facts": facts})


def one_line(text: str) -> str:
    """The text on one line, single spaces between its words, without control characters."""
    return " ".join(UNWANTED.sub("", text).split())


def subject_line(subject: str) -> str:
    """A subject as a header carries it: one line of at most 250 characters."""
    return one_line(subject)[:LONGEST_SUBJECT]

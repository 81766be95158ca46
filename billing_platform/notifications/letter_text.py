"""A letter as plain text that reads well by itself: wrapped, facts in two columns, the link on a line of its own."""

from __future__ import annotations

from textwrap import wrap

from billing_platform.notifications.letter import Letter, clean

WIDTH = 72
WIDEST_LABEL = 28


def text_of(letter: Letter) -> str:
    """The letter as text of lines of at most 72 characters; only a link and a word without a space may be longer."""
    said = clean(letter)
    blocks = [
        _wrapped(said.sender),
        _wrapped(f"{said.tone.shape} {said.tone_word}") + "\n" + _wrapped(said.title),
        f"{said.figure} {said.unit}".strip(),
        _wrapped(said.why),
        _facts(said.facts),
        f"{said.action}:\n{said.address}" if said.address else "",
        _wrapped(said.reason),
    ]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _wrapped(text: str, first: str = "", later: str = "") -> str:
    lines = wrap(text, WIDTH, initial_indent=first, subsequent_indent=later, break_long_words=False,
                 break_on_hyphens=False)  # fmt: skip
    return "\n".join(lines)


def _facts(facts: tuple[tuple[str, str], ...]) -> str:
    width = min(max((len(label) for label, _ in facts), default=0), WIDEST_LABEL) + 2
    return "\n".join(_wrapped(value, label.ljust(width), " " * width) for label, value in facts)

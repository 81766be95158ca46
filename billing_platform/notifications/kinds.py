"""The messages there are, in words, and the page of what each tells of; the rooms that write them say so at start."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MailKind:
    """A message: `name` is what its rows carry, `label` its words, `about` what it tells of, `page` the URL's name.

    A private one carries a link that is its recipient's alone, so no page here shows what it says.
    """

    name: str
    label: str
    about: str
    page: str
    is_private: bool = False


KINDS: dict[str, MailKind] = {}


def mail_kind(name: str, label: str, *, about: str = "", page: str = "", is_private: bool = False) -> MailKind:
    """Register a message; without `page` it leads nowhere. A name belongs to one message alone."""
    kind = MailKind(name, label, about, page, is_private)
    if KINDS.setdefault(name, kind) != kind:
        raise ValueError(f"{name!r} is another message already")
    return kind


def kind_label(name: str) -> str:
    """The words for a kind: "Invoice issued"; of one that no release knows any more, its name made readable."""
    return KINDS[name].label if name in KINDS else name.replace("_", " ").capitalize()


def is_private(name: str) -> bool:
    """Whether mails of this kind are their recipient's alone."""
    return name in KINDS and KINDS[name].is_private

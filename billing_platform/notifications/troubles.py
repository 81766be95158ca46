"""Why a mail did not go, in words: what a mail server's answer means, and what somebody can do about it."""

from __future__ import annotations

import re
import smtplib
from dataclasses import dataclass

SERVER_CLOSES = 421  # RFC 5321, 3.8: the server ends the conversation, whatever mail was at hand
UNKNOWN_ADDRESS = re.compile(r"5\d\d[ -]5\.1\.")  # RFC 3463, 3.2: the address itself is wrong, and stays wrong


@dataclass(frozen=True, slots=True)
class Trouble:
    """What went wrong as a title, and the next step."""

    title: str
    advice: str


class Unwritable(Exception):
    """A mail that can't be brought into the form in which mails travel, told in words; trying again can't help."""


RULES = (
    (r"[45]\d\d[ -][45]\.2\.2\b|(452|552)\b", Trouble(
        "The recipient's mailbox is full",
        "Tell the recipient by another way, or name another address where this one is kept.",
    )),
    (r"53[0-8]\b", Trouble(
        "The mail server wants us to sign in",
        "Whoever runs this installation corrects the name and password of the mail server in EMAIL_URL.",
    )),
    (r"5\d\d[ -]5\.7\.|554\b", Trouble(
        "The recipient's mail server refuses mail from here",
        "Ask whoever runs your mail server: it may not be allowed to send for your domain, or to this address.",
    )),
    (r"5\d\d[ -]5\.1\.|55[0136]\b", Trouble(
        "The mail server does not know this address",
        "Ask the recipient for the right address and change it where it is kept: further mails go there.",
    )),
    (r"4\d\d\b", Trouble(
        "The mail server asks to come back later",
        "Nothing is wrong with this mail.",
    )),
    (r"5\d\d\b", Trouble(
        "The mail server refuses this mail",
        "Its answer says why. Whoever runs your mail server can look it up there.",
    )),
    (r"Unwritable|ValueError|BadHeaderError|UnicodeError", Trouble(
        "This mail could not be written",
        "A name or address in it has characters that no mail may have. Correct it where it is kept.",
    )),
)  # fmt: skip
NO_ANSWER = Trouble(
    "The mail server could not be reached, or broke off",
    "Nothing is wrong with this mail. Whoever runs this installation sees to the mail server.",
)


def trouble_of(answer: str) -> Trouble:
    """What an answer, as `answer_of` writes it, means."""
    found = (trouble for pattern, trouble in RULES if re.match(pattern, answer))
    return next(found, NO_ANSWER)


def answer_of(error: Exception) -> str:
    """The server's answer, "550 5.1.1 no such mailbox"; where it gave none, the name of the error and its text."""
    reply = _reply(error)
    if reply is None:
        return f"{type(error).__name__}: {error}"
    code, text = reply
    words = text.decode(errors="replace") if isinstance(text, bytes) else str(text)
    return f"{code} {' '.join(words.split())}"


def is_refusal(error: Exception) -> bool:
    """Whether the server answered that it won't take this mail, or it can't be written; else the server broke off."""
    reply = _reply(error)
    return isinstance(error, ValueError | Unwritable) if reply is None else reply[0] != SERVER_CLOSES


def is_final(error: Exception) -> bool:
    """Whether trying again can't help: the server said that there is no such address, or the mail can't be written."""
    is_unknown = isinstance(error, smtplib.SMTPRecipientsRefused) and UNKNOWN_ADDRESS.match(answer_of(error))
    return isinstance(error, Unwritable) or bool(is_unknown)


def _reply(error: Exception) -> tuple[int, bytes | str] | None:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        replies: list[tuple[int, bytes]] = list(error.recipients.values())
        return replies[0] if replies else None
    if isinstance(error, smtplib.SMTPResponseException):
        return error.smtp_code, error.smtp_error
    return None

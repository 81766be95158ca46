"""What a mail looks like on its way: headers, text and HTML, as they are handed to the server and kept afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from email import message_from_string
from email.message import Message as MimeMessage
from email.policy import default
from email.utils import format_datetime, formataddr, parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.message import sanitize_address

from billing_platform.notifications.letter import from_stored, one_line
from billing_platform.notifications.letter_html import html_of
from billing_platform.notifications.letter_text import text_of
from billing_platform.notifications.models import Mail, MailState
from billing_platform.notifications.troubles import Unwritable
from tenants import border
from tenants.models import now

UNREADABLE = "What this mail was to say can't be read any more."


@dataclass(frozen=True, slots=True)
class Look:
    """A mail as its recipient gets it: `headers` as they are sent, `html` empty for one of text alone.

    `headers` are empty where the mail can't be written, or went before they were kept.
    """

    headers: str
    text: str
    html: str

    @property
    def sender(self) -> str:
        return self._header("From")

    @property
    def message_id(self) -> str:
        return self._header("Message-ID")

    def _header(self, name: str) -> str:
        return str(message_from_string(self.headers, policy=default).get(name, ""))


class Outgoing(EmailMultiAlternatives):
    """A message that is made once: what is kept of it is what went, to the boundary and the second."""

    made: MimeMessage | None = None

    def message(self, **options: Any) -> Any:
        if self.made is None:
            self.made = super().message(**options)
        return self.made


@dataclass(frozen=True, slots=True)
class Written:
    """A message ready to be handed over: nothing of it is left to be made, so what goes wrong now is the server's."""

    message: Outgoing
    look: Look


def written(mail: Mail) -> Written:
    """The message of a mail to the last byte, from the name of the present organization. Raises Unwritable.

    Its Message-ID is the mail's own, so that one sent twice by a crash is recognized as the same.
    """
    name = border.present_organization().name
    try:
        return _written(mail, name)
    except Exception as error:  # of many kinds, from four packages; no connection is made here, no row read
        raise Unwritable(one_line(f"{type(error).__name__}: {error}")) from error


def look_of(mail: Mail) -> Look:
    """What went, word for word; of a mail that has not gone yet, what would go now, as far as it can be written."""
    if mail.state == MailState.SENT:
        return Look(mail.headers, *_words_at_least(mail))
    try:
        return written(mail).look
    except Unwritable:
        return Look("", *_words_at_least(mail))


def _written(mail: Mail, name: str) -> Written:
    text, html = _words(mail)
    message = Outgoing(mail.subject, text, from_email=_sender(name), to=[mail.recipient], headers=_headers(mail))
    if html:
        message.attach_alternative(html, "text/html")
    sanitize_address(mail.recipient, settings.DEFAULT_CHARSET)
    message.message().as_bytes(linesep="\r\n")
    head = message.message().as_bytes().partition(b"\n\n")[0].decode()
    return Written(message, Look(head, text, html))


def _words_at_least(mail: Mail) -> tuple[str, str]:
    """The words of a mail that can't be written; where they themselves are what is broken, a sentence saying so."""
    try:
        return _words(mail)
    except (KeyError, TypeError, ValueError, AttributeError):
        return UNREADABLE, ""


def _words(mail: Mail) -> tuple[str, str]:
    if mail.letter is None:
        return mail.text, mail.html
    letter = from_stored(mail.letter)
    return text_of(letter), html_of(letter)


def _sender(name: str) -> str:
    address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    return formataddr((" ".join(name.split()), address))


def _headers(mail: Mail) -> dict[str, str]:
    host = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return {
        "Message-ID": f"<{mail.public_id}@{host}>",
        "Date": format_datetime(now()),
        "Auto-Submitted": "auto-generated",
        "Content-Language": mail.language,
    }

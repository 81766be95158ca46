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

from billing_platform.notifications.letter import from_stored
from billing_platform.notifications.letter_html import html_of
from billing_platform.notifications.letter_text import text_of
from billing_platform.notifications.models import Mail, MailState
from tenants import border
from tenants.models import now


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

    html = ""
    made: MimeMessage | None = None

    def message(self, **options: Any) -> Any:
        if self.made is None:
            self.made = super().message(**options)
        return self.made


def outgoing(mail: Mail) -> Outgoing:
    """The message of a mail, from the name of the present organization. Raises ValueError where it can't be written.

    Its Message-ID is the mail's own, so that one sent twice by a crash is recognized as the same.
    """
    text, html = _words(mail)
    message = Outgoing(mail.subject, text, from_email=_sender(), to=[mail.recipient], headers=_headers(mail))
    if html:
        message.html = html
        message.attach_alternative(html, "text/html")
    return message


def look_of(mail: Mail) -> Look:
    """What went, word for word; of a mail that has not gone yet, what would go now."""
    text, html = _words(mail)
    return Look(mail.headers or _headers_to_be(mail), text, html)


def header_lines(message: Outgoing) -> str:
    """The headers as they are sent, folded and encoded."""
    head: bytes = message.message().as_bytes().partition(b"\n\n")[0]
    return head.decode()


def _headers_to_be(mail: Mail) -> str:
    """What would stand above the mail now; a mail that can't be written tells why by its error."""
    if mail.state == MailState.SENT:
        return ""
    try:
        return header_lines(outgoing(mail))
    except ValueError:
        return ""


def _words(mail: Mail) -> tuple[str, str]:
    if mail.letter is None:
        return mail.text, mail.html
    letter = from_stored(mail.letter)
    return text_of(letter), html_of(letter)


def _sender() -> str:
    address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    return formataddr((" ".join(border.present_organization().name.split()), address))


def _headers(mail: Mail) -> dict[str, str]:
    host = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return {
        "Message-ID": f"<{mail.public_id}@{host}>",
        "Date": format_datetime(now()),
        "Auto-Submitted": "auto-generated",
        "Content-Language": mail.language,
    }

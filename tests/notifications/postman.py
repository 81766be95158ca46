"""A real SMTP server on this machine that takes mails, or does to them what servers do on bad days."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.faults.processes import free_port

REFUSALS = {
    "nobody": "550 no such mailbox",
    "unknown": "550 5.1.1 no such user here",
    "full": "452 4.2.2 mailbox full",
    "shut": "421 4.3.2 closing",
}


class Postman:
    """Collects messages; refuses recipients whose name says so; breaks off or stalls when told."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []
        self.recipients: list[str] = []
        self.breaks_off = False
        self.breaks_off_after = 0
        self.stalls = False

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list) -> str:
        for name, refusal in REFUSALS.items():
            if address.startswith(name):
                return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.stalls:
            await asyncio.sleep(30)
        if self.breaks_off or (self.breaks_off_after and len(self.taken) >= self.breaks_off_after):
            server.transport.abort()
            return "421 gone"
        self.taken.append(cast(bytes, envelope.original_content))
        self.recipients.extend(envelope.rcpt_tos)
        return "250 OK"

    def message(self, number: int = 0) -> EmailMessage:
        """One of the messages that were taken, parsed."""
        return cast(EmailMessage, message_from_bytes(self.taken[number], policy=default))


@contextmanager
def serving(postman: Postman) -> Iterator[int]:
    """The port at which the postman answers."""
    controller = Controller(postman, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()

"""A letter for tests, with whatever of it matters there."""

from __future__ import annotations

from typing import Any

from billing_platform.notifications.letter import Letter, Tone
from billing_platform.notifications.operations import Message, notify
from common.ids import new_public_id

FACTS = (("Line value", "13,566.00 EUR"), ("Used", "10,208.96 EUR"), ("PO expires", "31 December 2026"))


def a_letter(**parts: Any) -> Letter:
    given = {
        "language": "en",
        "sender": "Initech AG",
        "subject": "PO-1: 24 % of line 1 is left",
        "preheader": "3,357.04 EUR is left.",
        "tone": Tone.WARN,
        "tone_word": "Below 25 %",
        "title": "Line 1 of PO-1 has 24 % left",
        "why": "Invoices keep matching the line while nothing fits better, so nothing stops by itself.",
        "facts": FACTS,
        "reason": "You get this because you are a contact of PO-1.",
        "figure": "3,357.04",
        "unit": "EUR",
        "share": 24,
        "action": "Open purchase order",
        "address": "https://initech.example/purchase-orders/1/",
    }
    return Letter(**(given | parts))


def write(*recipients: str, **parts: Any) -> None:
    """One mail to each into the outbox of the open books."""
    letter = a_letter(**parts)
    notify([Message("note", recipient, letter, new_public_id(), "PO-1") for recipient in recipients])

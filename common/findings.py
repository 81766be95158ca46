"""What a person should know about a document that was read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["warning", "error"]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a person should know before approving: a stable code, a sentence, and where in the document."""

    code: str
    severity: Severity
    message: str
    place: str

"""Expected errors: a refusal names its reason in a stable code and says in a sentence what to change."""

from __future__ import annotations


class Refusal(Exception):
    """Something a person or a caller asked for that the rules do not allow.

    `code` is stable and machine-readable (snake_case); `message` is one or two sentences for the person: what is wrong
    and what is allowed. `field` names the input concerned, where there is one. Everything that is not a Refusal is a
    defect and propagates.
    """

    code = "refused"

    def __init__(self, message: str, *, code: str | None = None, field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        if code is not None:
            self.code = code


class InvalidAmount(Refusal):
    """The text is no amount, or the amount has more digits than its currency or column holds."""

    code = "invalid_amount"

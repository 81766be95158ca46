"""Shapes that endpoints share: amounts, strict dates and texts, pages."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any

from ninja import Field, Schema
from pydantic import AfterValidator, BeforeValidator, ConfigDict, WithJsonSchema

from common.money import UnknownCurrency, minor_units
from common.numbers import parse_whole_number

MOST_ROWS = 200
USUAL_ROWS = 50
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
DAY_WORDS = "Send a date such as 2026-11-30."


def strict_day(value: Any) -> Any:
    """A date as ISO 8601 writes it, and in no other of its forms."""
    if isinstance(value, str) and DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise ValueError(DAY_WORDS) from None
    raise ValueError(DAY_WORDS)


def strict_instant(value: Any) -> Any:
    """An instant with its offset from UTC, as RFC 3339 writes it; in UTC, as the database knows no offset of a day."""
    words = "Send an instant with its offset such as 2026-11-30T08:00:00Z."
    try:
        instant = datetime.fromisoformat(value) if isinstance(value, str) and "T" in value else None
        if instant is None or instant.utcoffset() is None:
            raise ValueError(words)
        return instant.astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError(words) from None


def plain_text(value: str) -> str:
    """Text without control characters, which no field here needs."""
    if CONTROL.search(value):
        raise ValueError("Control characters are not taken.")
    return value


def whole_rows(value: Any) -> Any:
    """How many rows, out of ASCII digits alone."""
    return parse_whole_number(value, 1, MOST_ROWS, field="limit") if isinstance(value, str) else value


Day = Annotated[date, BeforeValidator(strict_day), WithJsonSchema({"type": "string", "format": "date"})]
Instant = Annotated[
    datetime, BeforeValidator(strict_instant), WithJsonSchema({"type": "string", "format": "date-time"})
]
Text = Annotated[str, AfterValidator(plain_text)]
Decimals = Annotated[str, Field(pattern=r"^-?[0-9]+(\.[0-9]+)?$")]


class Money(Schema):
    """An exact amount as text, never a floating point number, and its currency (ISO 4217)."""

    amount: Decimals = Field(examples=["1250.00"])
    currency: str = Field(examples=["EUR"])


class Asked(Schema):
    """Base of the parameters of an address; the gate refuses others, so that no typing error passes unseen."""


class Sent(Schema):
    """Base of what is sent as a body: a field of an unknown name is refused."""

    model_config = ConfigDict(extra="forbid")


def money(amount: Decimal, currency: str) -> Money:
    """The amount with as many decimals as its currency has, or as many as it has itself where these are more."""
    exact = amount.normalize()
    decimals = max(_decimals(currency), -int(exact.as_tuple().exponent), 0)
    return Money(amount=f"{amount:.{decimals}f}", currency=currency)


def _decimals(currency: str) -> int:
    try:
        return minor_units(currency)
    except UnknownCurrency:
        return 0

"""Payment terms of a received document as people read them."""

from __future__ import annotations

import re
from functools import lru_cache

# XRechnung carries a discount in the text of the terms, on a line of its own (BR-DE-18).
_DISCOUNT = re.compile(r"#SKONTO#TAGE=(\d+)#PROZENT=([0-9.]+)#(?:BASISBETRAG=[^#]*#)?")


@lru_cache(maxsize=1_000)
def terms_words(text: str) -> str:
    """The text with coded discounts in words: "2 % off within 10 days, net 30"; anything else as it was sent."""
    told = _DISCOUNT.sub(_in_words, text)
    return ", ".join(line.strip() for line in told.splitlines() if line.strip())


def _in_words(found: re.Match[str]) -> str:
    days, percent = found.groups()
    return f"{percent.rstrip('0').rstrip('.') if '.' in percent else percent} % off within {days} days"

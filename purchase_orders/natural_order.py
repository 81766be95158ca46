"""Natural order of PO IDs and line numbers: runs of digits count as numbers, so 1.9 stands before 1.10."""

from __future__ import annotations

import re
from functools import lru_cache

_DIGITS = re.compile(r"([0-9]+)")

NaturalKey = tuple[tuple[str | int, ...], str]


@lru_cache(maxsize=20_000)
def natural_key(text: str) -> NaturalKey:
    """Sort key of `text`: letters without case, digits by value, equal ones (1.1 and 1.01) by the text itself.

    Words and numbers alternate, words first, so two keys never compare a word with a number.
    """
    parts = _DIGITS.split(text.casefold())
    return tuple(int(part) if position % 2 else part for position, part in enumerate(parts)), text

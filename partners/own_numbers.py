"""The numbers by which one's own systems know a partner: the ERP ID of a buyer, the vendor number of a supplier."""

from __future__ import annotations

import unicodedata

from common.errors import Refusal

LONGEST = 60


class UnusableNumber(Refusal):
    """The text can't be a number of a partner in another system."""

    code = "unusable_number"


def parse_own_number(text: str) -> str:
    """The number without blanks around it; "" takes it away. Any letters, digits and signs, on one line.

    The refusal's words follow the name of a field or the address of a cell: "has 72 characters; …".
    """
    number = text.strip()
    if len(number) > LONGEST:
        raise UnusableNumber(f"has {len(number)} characters; at most {LONGEST} are kept.")
    strange = next((sign for sign in number if unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}), "")
    if strange:
        raise UnusableNumber(f"holds the invisible character U+{ord(strange):04X}. Type it anew.")
    return number

"""Units of quantity as people read them, by their code in UN/ECE Recommendation 20."""

from __future__ import annotations

UNITS = {
    "C62": "pieces",
    "HUR": "hours",
    "DAY": "days",
    "WEE": "weeks",
    "MON": "months",
    "ANN": "years",
    "E51": "jobs",
    "AD": "bytes",
    "4L": "megabytes",
    "E34": "gigabytes",
    "E35": "terabytes",
    "KWH": "kWh",
    "KGM": "kg",
    "MTR": "m",
    "LTR": "l",
}


def unit_words(code: str) -> str:
    """The unit in words; a code that is not in the table as it is, the plain piece as nothing."""
    return "" if code == "C62" else UNITS.get(code, code)

"""Shapes of columns that the organizations' tables share."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

MONEY: dict[str, Any] = {"max_digits": 19, "decimal_places": 4}
MOST = Decimal("999999999999999.9999")  # the largest amount a MONEY column holds; a range up to it keeps NaN out

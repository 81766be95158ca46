"""The payment terms that were frozen with a document."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from payment_terms.rules import Kind, Terms


def stored_terms(terms: Terms) -> dict[str, Any]:
    """The terms as a document keeps them."""
    percent = terms.discount_percent
    return {
        "kind": terms.kind.value,
        "days": terms.days,
        "day": terms.day,
        "months": terms.months,
        "discount_percent": None if percent is None else str(percent),
        "discount_days": terms.discount_days,
    }


def frozen_terms(stored: Mapping[str, Any]) -> Terms | None:
    """The terms a document keeps; None for one that came from outside with terms as text alone."""
    if not stored:
        return None
    percent = stored["discount_percent"]
    return Terms(
        Kind(stored["kind"]), stored["days"], stored["day"], stored["months"],
        None if percent is None else Decimal(percent), stored["discount_days"],
    )  # fmt: skip

"""Purchase orders as they are written, as JSON and back: for a job that comes to them later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

from purchase_orders.facts import ContactFacts, LineFacts, OrderFacts

DAYS, NUMBERS = ("starts_on", "ends_on"), ("quantity", "unit_price", "tax_percent", "tax_amount")


def facts_to_json(facts: OrderFacts) -> dict[str, Any]:
    """Only texts, numbers, lists and objects; days as ISO text, amounts as text."""
    return {name: _plain(value) for name, value in asdict(facts).items()}


def facts_from_json(stored: Mapping[str, Any]) -> OrderFacts:
    """The facts again."""
    lines = [LineFacts(**_line(line)) for line in stored["lines"]]
    contacts = [ContactFacts(**contact) for contact in stored["contacts"]]
    days = {name: date.fromisoformat(stored[name]) for name in ("effective", "expiration")}
    return OrderFacts(**{**stored, **days, "lines": lines, "contacts": contacts})


def _line(stored: Mapping[str, Any]) -> dict[str, Any]:
    days = {name: date.fromisoformat(stored[name]) for name in DAYS}
    numbers = {name: None if stored[name] is None else Decimal(stored[name]) for name in NUMBERS}
    return {**stored, **days, **numbers}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return str(value) if isinstance(value, date | Decimal) else value

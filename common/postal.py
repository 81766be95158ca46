"""Postal addresses as text."""

from __future__ import annotations


def on_one_line(*, street: str, postcode: str, city: str, country: str) -> str:
    """ "Kehrwieder 8, 20457 Hamburg, DE", without what is missing."""
    return ", ".join(filter(None, [street, f"{postcode} {city}".strip(), country]))

"""What makes a party from outside the same one again, however its name and tax number are written."""

from __future__ import annotations

import unicodedata


def party_key(name: str, country: str, *, vat_id: str = "", tax_id: str = "") -> str:
    """The key of a party: its VAT number, else its tax registration, else its name and country.

    Spaces, punctuation, width and case do not tell parties apart.
    """
    for scheme, number in (("vat", vat_id), ("tax", tax_id)):
        if letters := bare(number):
            return f"{scheme}:{letters}"
    return f"name:{bare(name)}:{bare(country)}"


def bare(text: str) -> str:
    """Letters and digits alone, of one width and case."""
    return "".join(character for character in folded(text) if character.isalnum())


def folded(text: str) -> str:
    """The text in one width and case (Unicode NFKC and case folding)."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())

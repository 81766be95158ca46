"""The reference a payer gives with a transfer, so that it finds its document by itself."""

from __future__ import annotations

from stdnum.iso7064 import mod_97_10

MOST = 21  # characters of a creditor reference behind "RF" and its two check digits, ISO 11649


def remittance_reference(number: str) -> str:
    """The creditor reference (ISO 11649) of a document's number: INV-2026-000231 becomes RF92INV2026000231.

    Letters and digits of the number count; a number without any, with others than ASCII's, or with more than 21 is its
    own reference.
    """
    plain = "".join(each for each in number.upper() if each.isalnum())
    if not plain or not plain.isascii() or len(plain) > MOST:
        return number
    return f"RF{mod_97_10.calc_check_digits(plain + 'RF')}{plain}"


def in_groups(reference: str) -> str:
    """A creditor reference as it is printed, in groups of four; any other text as it is."""
    if not reference.startswith("RF") or not reference.isalnum():
        return reference
    return " ".join(reference[start : start + 4] for start in range(0, len(reference), 4))

"""When two received documents are the same one: supplier, number, year of issue and kind (the product's rule)."""

from __future__ import annotations

import hashlib

from common.party_identity import folded, party_key
from invoices.einvoice.document import EInvoice, EParty

LONGEST_KEY = 400


def identity_key(document: EInvoice) -> str:
    """A text that is the same for every copy of a document and differs between documents, at most 400 characters.

    The supplier counts by tax number, else by name and country. Spaces, punctuation and case of tax number and name,
    and spaces and case of the document's number, do not tell documents apart.
    """
    number = " ".join(folded(document.number).split())
    key = "|".join((supplier_key(document.seller), str(document.issue_date.year), document.kind, number))
    if len(key) <= LONGEST_KEY:
        return key
    return "sha256:" + hashlib.sha256(key.encode("utf-8")).hexdigest()


def supplier_key(seller: EParty) -> str:
    """What makes a supplier from outside the same one again: its tax number, else its name and country."""
    vat_id, tax_id = seller.vat_id or "", seller.tax_registration_id or ""
    return party_key(seller.name or seller.trading_name or "", seller.country or "", vat_id=vat_id, tax_id=tax_id)

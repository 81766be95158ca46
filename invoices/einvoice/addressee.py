"""Whether a document is addressed to the organization that received it, by the buyer (BG-7) it names."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from common.findings import Finding
from common.party_identity import bare
from invoices.einvoice.document import EParty

QUOTED = 100
# Words that say what kind of company it is; they are left out, added and abbreviated at will.
LEGAL_FORMS = frozenset(
    "ab ag aps as asa bv bvba co company corp corporation cv e eg ek ev gbr gmbh inc incorporated kft kg kgaa limited"
    " llc llp lp ltd mbh nv ohg oy oyj plc private public pty s sa sarl sas sasu se sl sp spa spol srl srls sro ug und"
    " and et the der die das".split()
)


@dataclass(frozen=True, slots=True)
class Recipient:
    """The organization in whose books the document arrived; an empty tax number means that it is not known."""

    name: str
    tax_id: str


def not_addressed_to(recipient: Recipient, buyer: EParty) -> Finding | None:
    """An error when the document is clearly meant for somebody else; None when it is not, or when it can't be told.

    An equal tax number (BT-48, else BT-47 or BT-46) or name (BT-44, BT-45) is enough. Of a name the legal form, the
    order of words, capitals and accents do not count, and either name may be the longer one.
    """
    names = [name for name in (buyer.name, buyer.trading_name) if name]
    numbers = [number for number in (buyer.vat_id, buyer.legal_id, *buyer.ids) if number]
    own_number = bare(recipient.tax_id)
    if own_number and own_number in {bare(number) for number in numbers}:
        return None
    if any(_is_same_name(name, recipient.name) for name in names):
        return None
    has_other_number = bool(own_number and buyer.vat_id)
    if not names and not has_other_number:
        return None
    called = " ".join(part for part in (next(iter(names), ""), f"({buyer.vat_id})" if buyer.vat_id else "") if part)
    message = f"It is addressed to {called[:QUOTED]}, not to {recipient.name[:QUOTED]}."
    return Finding("other_buyer", "error", message, "buyer")


def _is_same_name(one: str, other: str) -> bool:
    first, second = _words(one), _words(other)
    return bool(first and second) and (first <= second or second <= first)


def _words(name: str) -> frozenset[str]:
    plain = "".join(each for each in unicodedata.normalize("NFKD", name) if not unicodedata.combining(each))
    words = "".join(each if each.isalnum() else " " for each in plain.replace(".", "").casefold()).split()
    return frozenset(words) - LEGAL_FORMS or frozenset(words)

"""Whether a buyer may still be given its first terms, which count at once."""

from __future__ import annotations

from payment_terms.issued import is_issued_to
from payment_terms.standing import Standing, standings


def may_have_first_terms(partner_id: int) -> bool:
    """Whether no terms of its own were set and nothing was issued to it; two statements."""
    return standings([partner_id]).get(partner_id, Standing()).is_untouched and not is_issued_to(partner_id)

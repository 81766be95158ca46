"""Reads of payment terms."""

from payment_terms.queries.in_effect import terms_in_effect, terms_of, terms_of_buyers

__all__ = ["terms_in_effect", "terms_of", "terms_of_buyers"]

"""Changes of payment terms: of one buyer, of many, of the supplier's default, and taking each back."""

from payment_terms.operations.batches import change_many, undo_batch
from payment_terms.operations.buyers import Changed, reset_to_default, set_first_terms, set_terms, undo_terms
from payment_terms.operations.default import change_default, choose_counts_from, seed_default, undo_default

__all__ = [
    "Changed",
    "change_default",
    "change_many",
    "choose_counts_from",
    "reset_to_default",
    "seed_default",
    "set_first_terms",
    "set_terms",
    "undo_batch",
    "undo_default",
    "undo_terms",
]

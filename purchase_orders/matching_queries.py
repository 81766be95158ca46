"""What matching goes by in these books, for its page and for those who match by hand."""

from __future__ import annotations

from dataclasses import dataclass

from purchase_orders.book import USUAL_NO_PO_WORDS, folded
from purchase_orders.models import MatchingSettings

TABLE: str = MatchingSettings._meta.db_table


@dataclass(frozen=True, slots=True)
class NoPoWords:
    """The words that name no purchase order, as written, and the id of the row that holds them, None before the first
    choice.
    """

    words: tuple[str, ...]
    row: int | None = None

    @property
    def compared(self) -> frozenset[str]:
        """As matching compares them."""
        return frozenset(map(folded, self.words))

    @property
    def is_usual(self) -> bool:
        """Whether they are those of every organization that chose none of its own."""
        return self.words == USUAL_NO_PO_WORDS

    @property
    def usual(self) -> str:
        """The usual words as a list to read."""
        return ", ".join(USUAL_NO_PO_WORDS)


def no_po_words() -> NoPoWords:
    """The words in use; one statement."""
    chosen = MatchingSettings.objects.first()
    return NoPoWords(tuple(chosen.no_po_words), chosen.pk) if chosen else NoPoWords(USUAL_NO_PO_WORDS)

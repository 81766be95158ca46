"""Choose what matching goes by."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import transaction

from common.sql import Rung, step
from purchase_orders.book import USUAL_NO_PO_WORDS, folded
from purchase_orders.models import MatchingSettings
from purchase_orders.models.matching import LONGEST_WORD
from purchase_orders.refusals import ChangedMeanwhile, TooManyWords, WrongWord

MOST_WORDS = 50


def choose_no_po_words(words: Iterable[str], *, seen: Sequence[str] | None = None) -> bool:
    """From now on these words name no purchase order where an invoice prints them; False when they did before.

    Sent twice it is saved once. Trimmed, each once without case, empty ones left out: an empty text names none anyway.
    Past matches stay as they are. Locks the one row. Refuses more than 50 (TooManyWords), a word too long or broken
    into lines (WrongWord), and with `seen`, the words that the person saw, what somebody chose meanwhile
    (ChangedMeanwhile).
    """
    kept = _kept(words)
    with transaction.atomic():
        step(Rung.BUYER_DOCUMENTS)
        MatchingSettings.objects.get_or_create(is_only=True)
        row = MatchingSettings.objects.select_for_update(no_key=True).get()
        if row.no_po_words == kept:
            return False
        if seen is not None and list(seen) != row.no_po_words:
            now_there = ", ".join(row.no_po_words) or "none"
            raise ChangedMeanwhile(
                f"Somebody changed these words meanwhile. They are now: {now_there}. Save to replace them."
            )
        row.no_po_words = kept
        row.save(update_fields=["no_po_words"])
    return True


def reset_no_po_words() -> bool:
    """The usual words again; False when they were in use."""
    return choose_no_po_words(USUAL_NO_PO_WORDS)


def _kept(words: Iterable[str]) -> list[str]:
    kept: dict[str, str] = {}
    for word in filter(None, map(str.strip, words)):
        if len(word) > LONGEST_WORD or not word.isprintable():
            raise WrongWord(
                f"“{word[:40]}” can't be such a word. Write at most {LONGEST_WORD} printable characters, one word a"
                " line.",
                field="words",
            )
        kept.setdefault(folded(word), word)
    if len(kept) > MOST_WORDS:
        raise TooManyWords(f"These are {len(kept)} words. At most {MOST_WORDS} can be kept.", field="words")
    return list(kept.values())

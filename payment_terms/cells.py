"""The cells of a row that is edited in place, and what they say afterwards."""

from __future__ import annotations

from dataclasses import dataclass

from django.template.loader import get_template
from django.utils.safestring import SafeString

from common.errors import Refusal
from payment_terms.queries.rows import TermsRow
from payment_terms.refusals import StaleTerms


@dataclass(frozen=True, slots=True)
class Edited:
    """What just happened to a row: `state` is "saved", "same", "error", "conflict" or nothing.

    `typed` is what stands in the field, where that is not what is stored. `version` is what puts it over theirs, or
    takes back what was saved.
    """

    state: str = ""
    note: str = ""
    warning: str = ""
    typed: str = ""
    theirs: str = ""
    version: int = 0

    @classmethod
    def saved(cls, effect: str, warning: str, version: int) -> Edited:
        return cls("saved", effect, warning, version=version)

    @classmethod
    def same(cls, text: str) -> Edited:
        return cls("same", f"Nothing to save: {text} it is.")

    @classmethod
    def refused(cls, refusal: Refusal, typed: str, text: str) -> Edited:
        return cls("error", f"{refusal.message} {text} stays.", typed=typed)

    @classmethod
    def late(cls, stale: StaleTerms, typed: str) -> Edited:
        theirs = stale.rows[0]
        return cls("conflict", stale.message, typed=typed, theirs=theirs.text, version=theirs.version)


def edited_row(row: TermsRow, edited: Edited) -> dict[str, object]:
    """What `payment_terms/_edited.html` prints."""
    return {"row": row, "edited": edited, "can_edit": True}


def terms_cell(row: TermsRow, *, can_edit: bool) -> SafeString:
    """The cell of the terms: a field where they are plain net days, else the way to the row's dialog."""
    found = {"row": row, "edited": Edited(), "can_edit": can_edit}
    return SafeString(get_template("payment_terms/_cell.html").render(found))

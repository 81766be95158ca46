"""What changes of payment terms are refused for, each with its name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from common.errors import Refusal


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """What somebody else set since a row was looked at; `version` is what to send to put one's own over it."""

    partner_id: int
    text: str
    by: str
    at: datetime
    version: int


class AlreadyIssued(Refusal):
    """Something was issued to the buyer, so nothing can be its first terms any more."""

    code = "already_issued"


class StaleTerms(Refusal):
    """Somebody else changed these terms after they were looked at; the later of the two is told and chooses."""

    code = "stale_terms"

    def __init__(self, message: str, *, rows: Sequence[Meanwhile]) -> None:
        super().__init__(message)
        self.rows = tuple(rows)


class StaleRule(Refusal):
    """Somebody else chose from when changes count after one looked; the later of the two is told and chooses."""

    code = "stale_rule"


class TermsBusy(Refusal):
    """Somebody else is changing many terms and holds them all; trying later helps."""

    code = "terms_busy"


class NotTheFirst(Refusal):
    """The relationship has terms of its own already, so none can be its first."""

    code = "not_the_first"


class NotTheDefault(Refusal):
    """A cell calls terms the default that are not."""

    code = "not_the_default"


class OthersMatch(Refusal):
    """Other rows match by now than those whose change was looked at."""

    code = "others_match"


class NothingToUndo(Refusal):
    """There is no change that could be taken back."""

    code = "nothing_to_undo"


class AlreadyCounts(Refusal):
    """The change counts already; invoices may have been issued with it."""

    code = "already_counts"


class ChangedSince(Refusal):
    """Rows of a batch were changed after it, so it can't be undone as a whole."""

    code = "changed_since"


class UnknownBuyer(Refusal):
    """The organization is no buyer of this supplier."""

    code = "unknown_buyer"

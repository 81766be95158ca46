"""What a reader of a received document should know: our findings and the official rules it breaks, in one list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from common.ui.figures import moment_text
from invoices.einvoice.refusals import FINAL
from invoices.models import CheckState, Document, RuleCheck, Source
from invoices.operations.check_rules import KIND, job_key, next_attempt
from tenants.jobs.queries import is_open

ERRORS = ("error", "fatal")
SHOWN = 6
ADDRESSED_ELSEWHERE = "other_buyer"


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One finding; `rule` is the official id and empty for our own."""

    rule: str
    message: str
    place: str
    is_error: bool


@dataclass(frozen=True, slots=True)
class Review:
    """The findings of a received document, errors first, and how far its check by the official rules has come.

    `status` is a sentence. `is_open`: the check waits or runs; `can_repeat`: none was made, or it
    could not run and another attempt may.
    """

    rows: tuple[FindingRow, ...]
    unlisted: int
    status: str
    is_open: bool
    can_repeat: bool

    @property
    def title(self) -> str:
        breaks_rules = any(row.rule for row in self.rows)
        return f"What the file leaves open{' and which rules it breaks' if breaks_rules else ''}"

    @property
    def tone(self) -> str:
        return "bad" if any(row.is_error and not row.rule for row in self.rows) else "warn"

    @property
    def first(self) -> tuple[FindingRow, ...]:
        """What is shown at once; `further` is folded."""
        return self.rows[:SHOWN]

    @property
    def further(self) -> tuple[FindingRow, ...]:
        return self.rows[SHOWN:]


def review_of(document: Document) -> Review | None:
    """The review of an uploaded document; None for every other. At most two statements."""
    if document.source != Source.UPLOADED:
        return None
    last = RuleCheck.objects.filter(document=document).order_by("-attempt").first()
    is_done = last is not None and last.state == CheckState.DONE
    waits = not is_done and is_open(KIND, job_key(document, next_attempt(last.attempt if last else None)))
    broken = last.findings if last else []
    rows = [_row(each) for each in (*document.findings, *broken)]
    return Review(
        rows=tuple(sorted(rows, key=lambda row: not row.is_error)),
        unlisted=last.finding_count - len(broken) if last else 0,
        status=_status(last, waits),
        is_open=waits,
        can_repeat=not is_done and not waits and (last is None or last.reason not in FINAL),
    )


def addressed_elsewhere(document: Document) -> str:
    """The sentence that the document is meant for somebody else; empty where it is not."""
    return next((each["message"] for each in document.findings if each.get("code") == ADDRESSED_ELSEWHERE), "")


def _status(last: RuleCheck | None, waits: bool) -> str:
    if waits:
        return "It is being checked against the official rules."
    if last is None:
        return "It is not checked against the official rules yet."
    if last.state == CheckState.NOT_RUN:
        return f"It could not be checked against the official rules. {last.reason}"
    broken = f"{last.finding_count:,} broken" if last.finding_count else "none broken"
    checked = f"Checked by the rules of {last.rule_set} ({last.rule_set_version}) on {moment_text(last.checked_at)}"
    return f"{checked}: {broken}."


def _row(found: Mapping[str, Any]) -> FindingRow:
    is_error = found.get("severity") in ERRORS
    return FindingRow(found.get("rule", ""), found.get("message", ""), found.get("place", ""), is_error)

"""What was done to a draft on its way: saved, verified, taken back with a reason, set aside; read from the history."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from common.ui.figures import moment_text
from common.ui.parts import TimelineEntry
from invoices.models import Document, State
from tenants.history.models import Change, Operation
from tenants.history.queries import name_of_actor

MOST = 30
BACK = "Back to draft: "
Dated = tuple[datetime, TimelineEntry]


def draft_steps(document: Document) -> list[Dated]:
    """The newest steps before issue, with who took them; one statement."""
    written = Change.objects.filter(table=Document._meta.db_table, row=document.pk, op=Operation.UPDATE)
    if document.issued_at:
        written = written.filter(at__lte=document.issued_at)
    return list(_told(written.order_by("-id")[:MOST]))


def _told(changes: Iterable[Change]) -> Iterator[Dated]:
    for change in changes:
        words, tone = _words(change.after or {}, name_of_actor(change.actor))
        if words:
            yield change.at, TimelineEntry(words, moment_text(change.at), tone)


def _words(after: dict[str, object], who: str) -> tuple[str, str]:
    """What a change was, and its tone; nothing for one that only issuing explains."""
    reason = str(after.get("set_aside") or "")
    if after.get("state") == State.VERIFIED:
        return f"Verified by {who}", ""
    if after.get("state") == State.DRAFT:
        return f"Back to draft by {who}{': ' if reason else ''}{reason.removeprefix(BACK)}", "warn"
    if reason:
        return f"Set aside: {reason}", "warn"
    return (f"Saved by {who}", "") if "updated_at" in after and "state" not in after else ("", "")

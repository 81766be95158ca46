"""Whether a document was changed since it was looked at, and how the later of two is told."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from django.utils import formats

from common.ui.figures import day_text
from invoices.models import Document, PostingDateChange
from invoices.refusals import DocumentChanged, PostedMeanwhile
from tenants import border
from tenants.history.queries import name_of_actor


def refuse_posted(document: Document, seen: date | None) -> None:
    """Refuse (PostedMeanwhile) a locked document with another posting date than was seen; None: the last wins."""
    if seen is None or document.posting_date == seen:
        return
    newest = PostingDateChange.objects.filter(document=document).order_by("-id").first()
    told = _told(newest) if newest else "The posting date was changed meanwhile."
    raise PostedMeanwhile(f"{told} Keep yours by sending it again, or leave theirs.")


def refuse_changed(document: Document, version: int | None) -> None:
    """Refuse (DocumentChanged) a locked document with another version than was read; None: the last wins."""
    if version is not None and document.version != version:
        raise DocumentChanged(f"{document.number} was changed since this version was read.", version=document.version)


def _told(change: PostingDateChange) -> str:
    at = change.made_at.astimezone(ZoneInfo(border.present_organization().time_zone))
    who, day = name_of_actor(change.made_by), day_text(change.posting_date)
    return f"{who} set the posting date to {day} at {formats.date_format(at, 'H:i')}."

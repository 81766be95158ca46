"""Changes as rows of a table: what each cell of the list and of the history of one thing says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from tenants.history.queries import ChangeRow, May, Subject
from tenants.history.values import Difference

DIFFERENCE = (
    '<span class="diff diff-wrap">{} <del>{}</del>'
    '<span class="diff-arrow" role="img" aria-label="becomes">→</span><ins>{}</ins></span>'
)


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One change with what is printed of it as markup: what was changed, and old and new of each field."""

    change: ChangeRow
    subject: SafeString
    changed: SafeString

    @property
    def at(self) -> datetime:
        return self.change.at


def history_row(change: ChangeRow, may: May) -> HistoryRow:
    """The cells of a change, for somebody of whom `may` says which permissions they have."""
    return HistoryRow(change, subject_html(change.subject, may), changed_html(change))


def subject_html(subject: Subject, may: May) -> SafeString:
    """What was changed, linked to its page where there is one to see, else to its history; what it is below."""
    url = _address(subject, may)
    name = format_html('<a class="cell-main" href="{}">{}</a>', url, subject.title) if url else None
    return format_html(
        '{}<span class="cell-sub">{}</span>',
        name or format_html('<span class="cell-main">{}</span>', subject.title),
        subject.noun,
    )


def changed_html(change: ChangeRow) -> SafeString:
    """Each changed field, old and new; of an update of what no screen shows a few words."""
    if change.changed:
        return format_html_join("", '<span class="change">{}</span>', ((_difference(each),) for each in change.changed))
    return SafeString("" if change.is_shown else '<span class="cell-none">Only marks that no page shows</span>')


def _difference(each: Difference) -> SafeString:
    return (
        format_html(DIFFERENCE, each.label, each.before, each.after) if each.before else format_html("{}", each.label)
    )


def _address(subject: Subject, may: May) -> str:
    if not subject.public_id or not may(subject.permission):
        return ""
    name = subject.page or subject.trail
    return reverse(name, args=[subject.public_id]) if name else ""

"""What happens on one day in one organization's books, and the partners it may be about."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from demo.cast import ORGANIZATIONS
from demo.year import Year
from invoices.operations.draft import Draft, save_draft
from invoices.operations.issue import issue_invoices
from partners.models import Partner, Side
from people.permissions import Role

ZONE = ZoneInfo("Europe/Berlin")
MORNING = time(8, 15)


@dataclass(slots=True)
class Scene:
    """An open door on a day of the story; `issued` counts what was issued in it."""

    year: Year
    day: date
    issued: int = 0
    _partners: dict[str, Partner] = field(default_factory=dict)

    def buyer(self, slug: str) -> Partner:
        return self._partner(slug, Side.BUYER)

    def supplier(self, slug: str) -> Partner:
        return self._partner(slug, Side.SUPPLIER)

    def issue(self, drafts: Sequence[Draft]) -> None:
        """Save the drafts and issue them, all in one operation."""
        ids = [save_draft(draft, today=self.day).pk for draft in drafts]
        self.issued += issue_invoices(ids, today=self.day, verify=True).issued

    def _partner(self, slug: str, side: Side) -> Partner:
        if not self._partners:
            self._partners = {f"{row.side} {row.name}": row for row in Partner.objects.all()}
        return self._partners[f"{side} {ORGANIZATIONS[slug].name}"]


@dataclass(frozen=True, slots=True)
class Event:
    """Somebody of `organization` in this role does something, so many minutes after the morning began."""

    day: date
    organization: str
    role: Role
    act: Callable[[Scene], None]
    minute: int = 60

    @property
    def instant(self) -> datetime:
        return datetime.combine(self.day, MORNING, ZONE) + timedelta(minutes=self.minute)

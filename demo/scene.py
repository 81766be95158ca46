"""What happens on one day in one organization's books, and the partners it may be about."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from demo.cast import ORGANIZATIONS
from demo.year import Year
from invoices.models import Document
from invoices.operations.draft import Draft, DraftLine, save_draft
from invoices.operations.issue import issue_invoices
from partners.models import Partner, Side
from people.models import Account
from people.permissions import Role
from tenants import border

ZONE = ZoneInfo("Europe/Berlin")
MORNING = time(8, 15)


@dataclass(slots=True)
class Scene:
    """An open door on a day of the story; `issued` counts what was issued in it.

    With `worker_dies` every try of the jobs that it leaves ends with the death of their worker.
    """

    year: Year
    day: date
    issued: int = 0
    worker_dies: bool = False
    _partners: dict[str, Partner] = field(default_factory=dict)

    @property
    def person(self) -> Account:
        """Whoever acts in it."""
        key = border.present_actor().partition(" ")[0].removeprefix("person:")
        found: Account = Account.objects.with_roles().get(public_id=key)
        return found

    def buyer(self, slug: str) -> Partner:
        return self._partner(slug, Side.BUYER)

    def supplier(self, slug: str) -> Partner:
        return self._partner(slug, Side.SUPPLIER)

    def issue(self, drafts: Sequence[Draft]) -> None:
        """Save the drafts and issue them, all in one operation."""
        self.issue_saved(save_draft(draft, today=self.day) for draft in drafts)

    def issue_saved(self, drafts: Iterable[Document]) -> None:
        ids = [draft.pk for draft in drafts]
        self.issued += issue_invoices(ids, today=self.day, verify=True).issued

    def draft(self, buyer: str, *lines: DraftLine, **facts: Any) -> Document:
        """A draft in euro."""
        return save_draft(Draft(self.buyer(buyer), "EUR", lines, **facts), today=self.day)

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

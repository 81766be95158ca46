"""The installation as its operator sees it: organizations and the work that waits in them, no figure of their trade."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import TextChoices

from reports.job_words import kind_words
from tenants import register
from tenants.border import OrganizationRef
from tenants.jobs.queries import LATE_SECONDS, Work, work_by_kind, work_by_organization
from tenants.models import OrganizationKind, OrganizationStatus

NO_WORK = Work()


class Release(TextChoices):
    """Whether an organization's schema is the one this release was written for; one that is behind answers 503."""

    CURRENT = "current", "Up to date"
    BEHIND = "behind", "Behind"

    @property
    def tone(self) -> str:
        return "bad" if self is Release.BEHIND else "quiet"


@dataclass(frozen=True)
class Installed:
    """An organization of the installation and the host where it answers."""

    organization: OrganizationRef
    host: str

    @property
    def kind(self) -> OrganizationKind:
        return OrganizationKind(self.organization.kind)

    @property
    def status(self) -> OrganizationStatus:
        return OrganizationStatus(self.organization.status)

    @property
    def release(self) -> Release:
        return Release.BEHIND if self.organization.is_behind else Release.CURRENT


@dataclass(frozen=True)
class OrganizationRow(Installed):
    """One with the work in it."""

    work: Work

    @property
    def oldest(self) -> str:
        """Since when its oldest due job waits, in words; "" when none does."""
        return waiting_words(self.work.oldest_due_seconds)

    @property
    def needs_you(self) -> bool:
        """It is behind, something failed in it, or its oldest job is due for more than five minutes."""
        is_late = self.work.oldest_due_seconds > LATE_SECONDS
        return self.organization.is_behind or self.work.failed_lately > 0 or is_late


@dataclass(frozen=True, slots=True)
class KindRow:
    """The jobs of one kind in one organization, by what they do; `oldest` as of an organization."""

    kind: str
    words: str
    work: Work
    oldest: str


def organization_rows() -> list[OrganizationRow]:
    """Every organization of the installation, by number; three statements however many there are."""
    hosts, work = register.every_host(), work_by_organization()
    return [
        OrganizationRow(each, hosts.get(each.id, ""), work.get(each.schema_name, NO_WORK))
        for each in register.every_organization()
    ]


def installed(public_id: UUID) -> Installed | None:
    """One organization, None for none; two statements."""
    found = next((each for each in register.every_organization() if each.public_id == public_id), None)
    return Installed(found, register.host_of(found)) if found else None


def found_in(rows: Iterable[OrganizationRow], text: str, *, needing: bool) -> list[OrganizationRow]:
    """Those whose name, Organization ID or host holds the text; `needing`: that need somebody."""
    wanted = text.strip().casefold()
    named = (row for row in rows if wanted in _said(row).casefold())
    return [row for row in named if row.needs_you or not needing]


def kind_rows(organization: OrganizationRef) -> list[KindRow]:
    """What kinds of work wait, run, failed or were done in the last seven days; one statement."""
    found = work_by_kind(organization.schema_name).items()
    return [KindRow(kind, kind_words(kind), work, waiting_words(work.oldest_due_seconds)) for kind, work in found]


def waiting_words(seconds: float) -> str:
    """How long something waits: "3 minutes", "2 hours", "4 days"; "" for nothing."""
    if seconds <= 0:
        return ""
    for unit, length in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if seconds >= length:
            number = int(seconds // length)
            return f"{number} {unit}{'' if number == 1 else 's'}"
    return "less than a minute"


def _said(row: OrganizationRow) -> str:
    return f"{row.organization.name} {row.organization.organization_id} {row.host}"

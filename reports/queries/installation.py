"""The installation as its operator sees it: organizations and the work that waits in them, no figure of their trade."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import TextChoices

from reports.job_words import kind_words
from tenants import register
from tenants.border import OrganizationRef
from tenants.jobs.queries import Work, work_by_kind, work_by_organization
from tenants.models import OrganizationKind, OrganizationStatus

NO_WORK = Work()
LATE_SECONDS = 300.0


class Release(TextChoices):
    """Whether an organization's schema is the one this release was written for; one that is behind answers 503."""

    CURRENT = "current", "Up to date"
    BEHIND = "behind", "Behind"

    @property
    def tone(self) -> str:
        return "bad" if self is Release.BEHIND else "quiet"


@dataclass(frozen=True, slots=True)
class OrganizationRow:
    """One organization: `oldest` says in words since when its oldest due job waits, "" when none does."""

    public_id: UUID
    name: str
    organization_id: str
    kind: OrganizationKind
    status: OrganizationStatus
    country: str
    time_zone: str
    host: str
    release: Release
    work: Work
    schema: str

    @property
    def oldest(self) -> str:
        return waiting_words(self.work.oldest_due_seconds)

    @property
    def needs_you(self) -> bool:
        """It is behind, something failed in it, or its oldest job is due for more than five minutes."""
        is_late = self.work.oldest_due_seconds > LATE_SECONDS
        return self.release is Release.BEHIND or self.work.failed_lately > 0 or is_late


@dataclass(frozen=True, slots=True)
class KindRow:
    """The jobs of one kind in one organization, by what they do."""

    kind: str
    words: str
    work: Work

    @property
    def oldest(self) -> str:
        return waiting_words(self.work.oldest_due_seconds)


def organization_rows() -> list[OrganizationRow]:
    """Every organization of the installation, by number; three statements however many there are."""
    hosts, work = register.every_host(), work_by_organization()
    return [_row(each, hosts, work.get(each.schema_name, NO_WORK)) for each in register.every_organization()]


def found_in(rows: Iterable[OrganizationRow], text: str, *, needing: bool) -> list[OrganizationRow]:
    """Those whose name, Organization ID or host holds the text; `needing`: that need somebody."""
    wanted = text.strip().casefold()
    named = (row for row in rows if wanted in f"{row.name} {row.organization_id} {row.host}".casefold())
    return [row for row in named if row.needs_you or not needing]


def kind_rows(organization: OrganizationRow) -> list[KindRow]:
    """What kinds of work wait, run, failed or were done in the last seven days; one statement."""
    return [KindRow(kind, kind_words(kind), work) for kind, work in work_by_kind(organization.schema).items()]


def waiting_words(seconds: float) -> str:
    """How long something waits: "3 minutes", "2 hours", "4 days"; "" for nothing."""
    if seconds <= 0:
        return ""
    for unit, length in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if seconds >= length:
            number = int(seconds // length)
            return f"{number} {unit}{'' if number == 1 else 's'}"
    return "less than a minute"


def _row(organization: OrganizationRef, hosts: dict[int, str], work: Work) -> OrganizationRow:
    return OrganizationRow(
        public_id=organization.public_id,
        name=organization.name,
        organization_id=organization.organization_id,
        kind=OrganizationKind(organization.kind),
        status=OrganizationStatus(organization.status),
        country=organization.country,
        time_zone=organization.time_zone,
        host=hosts.get(organization.id, ""),
        release=Release.BEHIND if organization.is_behind else Release.CURRENT,
        work=work,
        schema=organization.schema_name,
    )

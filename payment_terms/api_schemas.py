"""What the API says of payment terms, and what it takes."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Field, Schema
from pydantic import BeforeValidator, StrictInt

from billing_platform.api.schemas import MOST_ROWS, USUAL_ROWS, Asked, Sent, Text, whole_rows
from partners.models import Tier
from payment_terms.queries.api_page import TermsAsked
from payment_terms.queries.rows import TermsRow
from payment_terms.shown import warning_of
from payment_terms.wording import parse_terms

ORGANIZATION_ID = r"^ORG-[0-9]{6,9}$"
MOST_AT_ONCE = 1000
FLAGS = {"true": True, "false": False}
TERMS_FORMS = "`Net 30` or `30`, `EOM+30`, `30 EOM`, `15th of 2nd month`, with a discount `2/10 net 30`"


def known_flag(value: object) -> object:
    """true or false, as an address says it."""
    if value not in FLAGS:
        raise ValueError("Allowed: true, false.")
    return FLAGS[str(value)]


def known_tier(value: object) -> object:
    """One of the tiers by its name."""
    if value not in Tier.values:
        raise ValueError(f"Allowed: {', '.join(Tier.values)}.")
    return value


WARNINGS: Any = Field(description="What the law says of terms that may reach more than 60 days; nothing is refused.")
Flag = Annotated[bool, BeforeValidator(known_flag)]
OrganizationId = Annotated[str, Field(pattern=ORGANIZATION_ID, examples=["ORG-000003"])]


class PaymentTermsAsked(Asked):
    """What to list, and where the page before ended."""

    is_active: Flag | None = Field(None, description="Only active or only inactive buyers.")
    is_default: Flag | None = Field(None, description="Only buyers that follow, or do not follow, the default.")
    tier: Annotated[str, BeforeValidator(known_tier), Field(json_schema_extra={"enum": list(Tier.values)})] | None = (
        Field(None, description="The buyer’s tier.")
    )
    country: str | None = Field(None, pattern="^[A-Z]{2}$", description="ISO 3166-1 alpha-2.")
    q: Text | None = Field(None, min_length=1, max_length=100, description="In name, ERP ID or Organization ID.")
    limit: Annotated[int, BeforeValidator(whole_rows)] = Field(
        USUAL_ROWS, ge=1, le=MOST_ROWS, description="How many buyers a page has."
    )
    cursor: str | None = Field(None, max_length=200, description="`next` of the page before.")

    def narrowed(self) -> TermsAsked:
        """As the query takes it."""
        return TermsAsked(self.is_active, self.is_default, self.tier or "", self.country or "", self.q or "")


class TermsShown(Schema):
    """The newest terms of a buyer. `net_days` only for plain net days; `counts_from` while a change is to come.

    `version` is what If-Match takes: it grows with every change of the row.
    """

    id: UUID
    organization_id: str | None
    name: str
    erp_id: str
    country: str
    tier: str
    is_active: bool
    terms: str
    net_days: int | None
    is_default: bool
    counts_from: date | None
    updated_at: datetime | None
    updated_by: str | None
    version: int


class TermsListed(Schema):
    """A page of payment terms; `next` is null on the last."""

    items: list[TermsShown]
    next: str | None


class TermsSent(Sent):
    """New terms of one buyer; null: follow the default."""

    terms: Annotated[str, Field(max_length=60)] | None = Field(description=f"{TERMS_FORMS}; null: default.")


class RowSent(TermsSent):
    """New terms of one of many buyers; with `version` only while nobody else changed the row."""

    organization_id: OrganizationId
    version: Annotated[StrictInt, Field(ge=0, lt=2**63)] | None = None


class RowsSent(Sent):
    """New terms of many buyers: all or none."""

    rows: list[RowSent] = Field(min_length=1, max_length=MOST_AT_ONCE)


class RowResult(Schema):
    """What became of one row: `changed`, or `unchanged` where it had these terms already."""

    organization_id: str
    result: str
    terms: TermsShown
    warnings: list[str] = WARNINGS


class TermsChanged(Schema):
    """One change: from when it counts, and the row now."""

    counts_from: date
    is_changed: bool
    terms: TermsShown
    warnings: list[str] = WARNINGS


class ManyChanged(Schema):
    """A change of many rows: how many, from when it counts, and each row now; `batch` can be undone as one."""

    changed: int
    unchanged: int
    counts_from: date
    batch: UUID
    rows: list[RowResult]


def warnings_of(row: TermsRow) -> list[str]:
    """What is to be said of the terms a row has now, those of the default where it follows it."""
    warning = warning_of(parse_terms(row.text))
    return [warning] if warning else []


def terms_shown(row: TermsRow) -> TermsShown:
    """A row as the API says it."""
    return TermsShown(
        id=row.public_id,
        organization_id=row.organization_id or None,
        name=row.name,
        erp_id=row.erp_id,
        country=row.country,
        tier=row.tier,
        is_active=row.is_active,
        terms=row.text,
        net_days=row.net_days,
        is_default=row.follows_default,
        counts_from=row.counts_from,
        updated_at=row.updated_at,
        updated_by=row.updated_by or None,
        version=row.version,
    )

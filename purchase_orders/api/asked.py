"""What a request of the API carries beside its body: filters, where its page starts, the version it means."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from ninja import Field
from pydantic import BeforeValidator

from billing_platform.api.gate import ApiRequest
from billing_platform.api.schemas import MOST_ROWS, USUAL_ROWS, Asked, Day, Instant, Text, whole_rows
from common.dates import local_today
from purchase_orders.api.queries import OrdersAsked
from purchase_orders.api.sent import SUPPLIER_NAME
from purchase_orders.lists import VIEWS
from tenants.models import now

STATES = [view.key for view in VIEWS if view.key != "all"]


def known_state(value: object) -> object:
    """One of the views of the list by its name."""
    if value not in STATES:
        raise ValueError(f"Allowed: {', '.join(STATES)}.")
    return value


StateName = Annotated[str, BeforeValidator(known_state), Field(json_schema_extra={"enum": list(STATES)})]
Limit = Annotated[int, BeforeValidator(whole_rows)]


class OrdersAskedFor(Asked):
    """What to list, and where the page before ended."""

    status: StateName | None = Field(None, description="The view of the list: a status, at risk, or exhausted.")
    po_id: Text | None = Field(None, min_length=1, max_length=200, description="The exact PO ID; case does not count.")
    q: Text | None = Field(None, min_length=1, max_length=100, description="In PO ID, description or a tag.")
    supplier: str | None = Field(
        None, pattern=SUPPLIER_NAME, description="Organization ID or id of the supplier.", examples=["ORG-000002"]
    )
    tag: Text | None = Field(None, min_length=1, max_length=60, description="A tag, written exactly so.")
    currency: str | None = Field(None, pattern="^[A-Z]{3}$", description="ISO 4217.")
    starts_since: Day | None = Field(None, description="First day, this day included.")
    starts_until: Day | None = Field(None, description="First day, this day included.")
    ends_since: Day | None = Field(None, description="Last day, this day included.")
    ends_until: Day | None = Field(None, description="Last day, this day included.")
    updated_since: Instant | None = Field(None, description="Edited at this instant or later; uses do not count.")
    limit: Limit = Field(USUAL_ROWS, ge=1, le=MOST_ROWS, description="How many orders a page has.")
    cursor: str | None = Field(None, max_length=200, description="`next` of the page before.")

    def narrowed(self) -> OrdersAsked:
        """As the query takes it."""
        return OrdersAsked(
            state=self.status or "all",
            po_id=self.po_id or "",
            words=self.q or "",
            supplier=self.supplier or "",
            tag=self.tag or "",
            currency=self.currency or "",
            days={name: getattr(self, name) for name in ("starts_since", "starts_until", "ends_since", "ends_until")},
            updated_since=self.updated_since,
        )


class UsesAskedFor(Asked):
    """Which uses to list, and where the page before ended."""

    line: Text | None = Field(None, min_length=1, max_length=40, description="Only those of the line of this number.")
    limit: Limit = Field(USUAL_ROWS, ge=1, le=MOST_ROWS, description="How many uses a page has.")
    cursor: str | None = Field(None, max_length=200, description="`next` of the page before.")


def today_of(request: ApiRequest) -> date:
    """The date in the organization's zone."""
    return local_today(now(), request.organization.time_zone)

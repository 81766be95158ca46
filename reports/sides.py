"""Which sides of the dashboard there are for somebody: by the kind of the organization and by what they may see."""

from __future__ import annotations

from enum import StrEnum

from people.models import Account
from people.permissions import Permission
from tenants.border import OrganizationRef
from tenants.models import OrganizationKind


class DashboardSide(StrEnum):
    """Trade seen from one side; `label` is what the link says."""

    SELLING = "selling"
    BUYING = "buying"

    @property
    def label(self) -> str:
        return self.value.capitalize()


BOTH = (DashboardSide.SELLING, DashboardSide.BUYING)
SIDES_OF = {
    OrganizationKind.DISTRIBUTOR: BOTH,
    OrganizationKind.SELLER: BOTH,
    OrganizationKind.CUSTOMER: (DashboardSide.BUYING,),
}
SEES = {
    DashboardSide.SELLING: (Permission.SEE_INVOICES,),
    DashboardSide.BUYING: (Permission.SEE_INVOICES, Permission.SEE_PURCHASE_ORDERS),
}


def sides_of(person: Account, organization: OrganizationRef) -> tuple[DashboardSide, ...]:
    """The sides this person sees something of, the one they work in first."""
    there = SIDES_OF.get(OrganizationKind(organization.kind), ())
    buys_only = person.may(Permission.EDIT_PURCHASE_ORDERS) and not person.may(Permission.EDIT_DRAFTS)
    order = reversed(there) if buys_only else there
    return tuple(side for side in order if any(person.may(permission) for permission in SEES[side]))

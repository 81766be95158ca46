"""What crosses between two partners: the fact that they trade, and what each calls the other."""

from __future__ import annotations

from partners.models import Partner, Side
from tenants import border
from tenants.border import Link, OrganizationRef


def add_supplier(link: Link) -> int:
    """Write the supplier into the buyer's partners, in the running transaction; its id there. Safe to repeat."""
    with border.crossing(link):
        return write_partner(Side.SUPPLIER, link.supplier, link).pk


def write_partner(side: Side, organization: OrganizationRef, link: Link) -> Partner:
    """The row of `organization` on this `side` of the open books, written once."""
    row, _ = Partner.objects.get_or_create(
        side=side,
        identity=f"organization:{organization.public_id}",
        defaults={
            "organization_number": organization.number,
            "relationship": link.relationship,
            "name": organization.name,
            "country": organization.country,
            "city": organization.city,
            "tax_id": organization.tax_id,
        },
    )
    return row

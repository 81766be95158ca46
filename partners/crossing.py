"""What crosses between two partners: the fact that they trade, and what each calls the other."""

from __future__ import annotations

from partners.models import Partner, Side
from tenants import border
from tenants.border import Link, OrganizationRef

COPIED = ("name", "country", "city", "tax_id")


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
            **_copied(organization),
        },
    )
    return row


def renew_copy(organization: OrganizationRef, link: Link) -> bool:
    """Write the facts of the open organization over its row in the partner's books; whether that changed anything.

    In the running transaction, safe to repeat. Nothing that was issued to or by it is touched.
    """
    facts = _copied(organization)
    with border.crossing(link):
        row = Partner.objects.filter(relationship=link.relationship)
        return bool(row.exclude(**facts).update(**facts))


def _copied(organization: OrganizationRef) -> dict[str, str]:
    """What a partner's row holds of an organization of the platform."""
    return {name: getattr(organization, name) for name in COPIED}

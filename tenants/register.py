"""The register of all organizations and their hosts, open to everybody who must find one of them.

Read as the door role, which sees nothing else. What comes out are values.
"""

from __future__ import annotations

from tenants import border
from tenants.border import OrganizationRef, ref_of
from tenants.models import Domain, Organization, OrganizationStatus


def organization_at(host: str) -> OrganizationRef | None:
    """The organization whose host this is (without port), or None."""
    with border.as_door():
        domain = Domain.objects.select_related("tenant").filter(domain=host.lower()).first()
        return ref_of(domain.tenant) if domain else None


def host_of(organization: OrganizationRef) -> str:
    """The organization's primary host, without port; open to its partners."""
    with border.as_door():
        return str(Domain.objects.get(tenant_id=organization.id, is_primary=True).domain)


def organization_of_schema(schema: str) -> OrganizationRef | None:
    """The organization a job belongs to, or None."""
    with border.as_door():
        found = Organization.objects.filter(schema_name=schema).first()
        return ref_of(found) if found else None


def organization_numbered(number: int) -> OrganizationRef | None:
    """The organization with this running number; open to every supplier that wants to trade with it."""
    with border.as_door():
        found = Organization.objects.filter(number=number).exclude(status=OrganizationStatus.CLOSED).first()
        return ref_of(found) if found else None


def every_organization() -> list[OrganizationRef]:
    """All organizations by number, for commands that visit each and for the operator."""
    with border.as_door():
        return [ref_of(row) for row in Organization.objects.order_by("number")]


def every_host() -> dict[int, str]:
    """The primary host of every organization, without port, by the organization's id."""
    with border.as_door():
        return dict(Domain.objects.filter(is_primary=True).values_list("tenant_id", "domain"))

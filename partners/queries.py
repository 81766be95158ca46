"""Reads of partners."""

from __future__ import annotations

from partners.models import Partner, Side
from tenants.base import TenantQuerySet


def buyers() -> TenantQuerySet[Partner]:
    """Active buyers by name."""
    return Partner.objects.filter(side=Side.BUYER, is_active=True).order_by("name")


def suppliers() -> TenantQuerySet[Partner]:
    """Active suppliers by name, tenants of the platform and outside ones."""
    return Partner.objects.filter(side=Side.SUPPLIER, is_active=True).order_by("name")

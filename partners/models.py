"""A trading partner as this organization knows it: a tenant of the platform, or somebody outside."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper

from common.ids import new_public_id
from common.row_keys import stamp_of
from tenants.base import TenantModel
from tenants.models import now, organization_id


class Side(models.TextChoices):
    BUYER = "buyer", "Buyer"
    SUPPLIER = "supplier", "Supplier"


# Of the two numbers by which one's own systems know a partner, the one that each side has.
OWN_NUMBER = {Side.BUYER.value: "erp_id", Side.SUPPLIER.value: "vendor_number"}


class Tier(models.TextChoices):
    DIRECT = "direct", "Direct Customer"
    INDIRECT = "indirect", "Indirect (Seller)"


class Partner(TenantModel):
    """One row for each side a partner stands on. `identity` is what makes an outside partner the same one again."""

    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    side = models.CharField(max_length=8, choices=Side.choices)
    organization_number = models.PositiveIntegerField(null=True)
    relationship = models.UUIDField(null=True, unique=True)
    identity = models.CharField(max_length=300)
    name = models.CharField(max_length=200)
    country = models.CharField(max_length=2, blank=True)
    city = models.CharField(max_length=100, blank=True)
    tax_id = models.CharField(max_length=40, blank=True)
    email = models.EmailField(max_length=254, blank=True)
    language = models.CharField(max_length=8, default="en")
    tier = models.CharField(max_length=10, choices=Tier.choices, default=Tier.DIRECT)
    erp_id = models.CharField(max_length=60, blank=True)
    vendor_number = models.CharField(max_length=60, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=now, editable=False)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["side", "identity"], name="partners_partner_once"),
            models.CheckConstraint(condition=Q(side__in=Side.values), name="partners_side_known"),
            models.CheckConstraint(
                condition=Q(organization_number__isnull=True, relationship__isnull=True)
                | Q(organization_number__isnull=False, relationship__isnull=False),
                name="partners_tenant_has_relationship",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["side", "name"], name="partners_by_name"),
            models.Index(fields=["name", "id"], name="partners_listed_by_name"),
            GinIndex(OpClass(Upper("name"), "gin_trgm_ops"), name="partners_name_parts"),
            GinIndex(OpClass(Upper("erp_id"), "gin_trgm_ops"), name="partners_erp_id_parts"),
            GinIndex(OpClass(Upper("vendor_number"), "gin_trgm_ops"), name="partners_vendor_number_parts"),
            models.Index(fields=["organization_number"], name="partners_by_organization"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def organization_id(self) -> str:
        """`ORG-000123`, empty for a partner outside the platform."""
        return organization_id(self.organization_number) if self.organization_number else ""

    @property
    def own_number(self) -> str:
        """The number by which our own systems know the partner: a buyer's ERP ID, a supplier's vendor number."""
        return str(getattr(self, OWN_NUMBER[self.side]))

    @property
    def stamp(self) -> str:
        """Differs as soon as anything of the partner does that a person sees."""
        return stamp_of(
            self.erp_id, self.vendor_number, self.name, self.country, self.city, self.tax_id, self.is_active
        )

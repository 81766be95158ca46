"""Shared rows: organizations, their hosts, and who trades with whom."""

from __future__ import annotations

import re
from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django_tenants.models import DomainMixin, TenantMixin

from common.ids import new_public_id
from tenants import clock

TYPED_ID = re.compile(r"(?:ORG-?)?0*([0-9]{1,9})", re.IGNORECASE | re.ASCII)


class OrganizationKind(models.TextChoices):
    DISTRIBUTOR = "distributor", "Distributor"
    SELLER = "seller", "Seller"
    CUSTOMER = "customer", "Customer"
    OPERATOR = "operator", "Operator"


class OrganizationStatus(models.TextChoices):
    ACTIVE = "active", "Active"
    SUSPENDED = "suspended", "Suspended"
    CLOSED = "closed", "Closed"

    @property
    def tone(self) -> str:
        return {"active": "good", "suspended": "warn", "closed": "quiet"}[self.value]


def now() -> datetime:
    """The present instant, UTC; a default for `*_at` columns."""
    return clock.present()


def organization_id(number: int) -> str:
    """The public Organization ID of a running number: 123 becomes `ORG-000123`."""
    return f"ORG-{number:06d}"


def organization_number(typed: str) -> int | None:
    """The running number in an Organization ID, which may be typed without `ORG-` and leading zeros; None for none."""
    found = TYPED_ID.fullmatch(typed.strip())
    return int(found[1]) if found else None


class OrganizationFacts(models.Model):
    """The facts of an organization; its partners may read them too, but for the account it is paid on."""

    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    number = models.PositiveIntegerField(unique=True)
    kind = models.CharField(max_length=16, choices=OrganizationKind.choices)
    status = models.CharField(max_length=16, choices=OrganizationStatus.choices, default=OrganizationStatus.ACTIVE)
    name = models.CharField(max_length=200)
    tax_id = models.CharField(max_length=40, blank=True)
    country = models.CharField(max_length=2)
    street = models.CharField(max_length=200, blank=True, default="", db_default="")
    postcode = models.CharField(max_length=20, blank=True, default="", db_default="")
    city = models.CharField(max_length=100, blank=True)
    time_zone = models.CharField(max_length=63, default="Europe/Berlin")
    locale = models.CharField(max_length=12, default="en")
    currency = models.CharField(max_length=3, default="EUR")
    account_holder = models.CharField(max_length=140, blank=True, default="", db_default="")
    iban = models.CharField(max_length=34, blank=True, default="", db_default="")
    bic = models.CharField(max_length=11, blank=True, default="", db_default="")
    schema_version = models.CharField(max_length=16, blank=True)
    created_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        abstract = True

    @property
    def organization_id(self) -> str:
        return organization_id(self.number)

    def __str__(self) -> str:
        return f"{self.organization_id} {self.name}"


class Organization(TenantMixin, OrganizationFacts):  # type: ignore[misc, django-manager-missing]
    """One tenant: one schema, one role of the same name, one host."""

    auto_create_schema = False
    auto_drop_schema = False

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind__in=OrganizationKind.values), name="tenants_organization_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(status__in=OrganizationStatus.values), name="tenants_organization_status_known"
            ),
            models.CheckConstraint(
                condition=~Q(iban="") | Q(account_holder="", bic=""), name="tenants_organization_account_has_iban"
            ),
        ]


class Domain(DomainMixin):  # type: ignore[misc]
    """The host of an organization, without its port."""


class Relationship(models.Model):
    """A trading relationship, supplier to buyer; the supplier writes it, both see it, nobody else does."""

    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    supplier = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", db_constraint=True)
    buyer = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", db_constraint=True)
    supplier_schema = models.CharField(max_length=63)
    buyer_schema = models.CharField(max_length=63)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["supplier", "buyer"], name="tenants_relationship_once"),
            models.CheckConstraint(condition=~Q(supplier=F("buyer")), name="tenants_relationship_of_two"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["supplier_schema"], name="tenants_rel_supplier"),
            models.Index(fields=["buyer_schema"], name="tenants_rel_buyer"),
        ]

    def __str__(self) -> str:
        return f"{self.supplier_id} → {self.buyer_id}"


class VisibleOrganization(OrganizationFacts):
    """A tenant's window on the organizations: itself and its trading partners, by a security-barrier view."""

    schema_name = models.CharField(max_length=63)

    class Meta:
        managed = False
        db_table = "visible_organization"


class TemplateDDL(models.Model):
    """The rendered DDL of an empty organization's schema, kept per schema version."""

    version = models.CharField(max_length=16, unique=True)
    ddl = models.TextField()
    made_at = models.DateTimeField(default=now, editable=False)

    def __str__(self) -> str:
        return self.version

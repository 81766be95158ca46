"""What people keep about lists: their views, own and shared, and how they want to see a list."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from common.ids import new_public_id
from tenants.base import TenantModel
from tenants.models import now

LONGEST_NAME = 60
LONGEST_QUERY = 4_000


class SavedView(TenantModel):
    """The state of a list under a name; `query` is the query of its address. A deleted one can be brought back."""

    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    list_key = models.CharField(max_length=40)
    name = models.CharField(max_length=LONGEST_NAME)
    query = models.CharField(max_length=LONGEST_QUERY, blank=True)
    is_shared = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=now, editable=False)
    deleted_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                "owner", "list_key", Lower("name"), name="saved_view_name_once", condition=Q(deleted_at=None)
            ),
            models.CheckConstraint(condition=~Q(name=""), name="saved_view_has_name"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["list_key"], name="saved_view_shared", condition=Q(is_shared=True, deleted_at=None))
        ]

    def __str__(self) -> str:
        return self.name


class ListPreference(TenantModel):
    """How a person wants to see a list: columns in their order (none: the list's own), rows on a page, their height.

    `start` is the query the list opens with when the address says nothing.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    list_key = models.CharField(max_length=40)
    columns = ArrayField(models.CharField(max_length=40), default=list)
    size = models.PositiveSmallIntegerField(default=50)
    density = models.CharField(max_length=12, default="comfortable")
    start = models.CharField(max_length=LONGEST_QUERY, blank=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner", "list_key"], name="list_preference_once"),
            models.CheckConstraint(condition=Q(size__in=(25, 50, 100)), name="list_preference_size_offered"),
            models.CheckConstraint(
                condition=Q(density__in=("comfortable", "compact")), name="list_preference_density_offered"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.owner_id}: {self.list_key}"

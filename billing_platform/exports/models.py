"""An export: what somebody asked for as a workbook, and what became of it."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q

from common.ids import new_public_id
from tenants.base import TenantModel
from tenants.models import now


class ExportState(models.TextChoices):
    """What became of an export. `REFUSED` says why; the bytes of a `READY` one go when it expires."""

    WAITING = "waiting", "Being written"
    READY = "ready", "Ready"
    REFUSED = "refused", "Refused"
    CANCELLED = "cancelled", "Cancelled"
    EXPIRED = "expired", "Expired"

    @property
    def tone(self) -> str:
        return {"waiting": "busy", "ready": "good", "refused": "bad"}.get(self.value, "quiet")


class Export(TenantModel):
    """One workbook for one person, who alone may see and take it.

    `query` is the state of the list as its address holds it, `columns` the chosen ones in their order; both are empty
    when everything was asked for. `needs` are the permissions that the person must hold still when taking it. The row
    stays when the bytes are gone: it says who took which figures out of these books.
    """

    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    source = models.CharField(max_length=60)
    title = models.CharField(max_length=100)
    person = models.UUIDField()
    actor = models.CharField(max_length=300)
    is_everything = models.BooleanField()
    query = models.TextField(blank=True)
    columns = models.JSONField(default=list)
    needs = models.JSONField(default=list)
    state = models.CharField(max_length=9, choices=ExportState.choices, default=ExportState.WAITING)
    expected = models.PositiveIntegerField()
    rows = models.PositiveIntegerField(default=0)
    as_text = models.PositiveIntegerField(default=0)
    shortened = models.PositiveIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    reason = models.TextField(blank=True)
    created_at = models.DateTimeField(default=now, editable=False)
    done_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(state="ready") | (~Q(sha256="") & Q(expires_at__isnull=False)),
                name="export_ready_has_a_file_that_expires",
            ),
            models.CheckConstraint(condition=Q(state="ready") | Q(sha256=""), name="export_file_only_while_ready"),
            models.CheckConstraint(condition=~Q(state="refused") | ~Q(reason=""), name="export_refused_says_why"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["person", "-created_at"], name="export_of_person"),
            models.Index(fields=["expires_at"], name="export_to_expire", condition=Q(state="ready")),
            models.Index(fields=["sha256"], name="export_file", condition=~Q(sha256="")),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.public_id}"

    def is_open(self, at: datetime) -> bool:
        """Whether the file can be taken at this instant, as far as time goes."""
        return self.state == ExportState.READY and self.expires_at is not None and self.expires_at > at

    @property
    def file_name(self) -> str:
        """ "Outgoing invoices 2026-11-22.xlsx"."""
        return f"{self.title} {self.created_at:%Y-%m-%d}.xlsx"

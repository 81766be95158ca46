"""Links that were mailed to people: an invitation to work here, or a way to a new password."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Upper

from common.ids import new_public_id
from people.models import Account
from tenants.base import TenantModel
from tenants.models import now


class Purpose(models.TextChoices):
    INVITATION = "invitation", "Invitation"
    RESET = "reset", "New password"


class Ticket(TenantModel):
    """A link that works once. The database holds its token as SHA-256 only; the token itself is in the mail alone.

    An invitation carries who is invited into which roles; a reset belongs to an account, and to the password this
    account had when the link was mailed.
    """

    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=150, blank=True)
    roles = models.JSONField(default=list)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, null=True, related_name="tickets")
    password_mark = models.CharField(max_length=16, blank=True, default="")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=now, editable=False)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        indexes: ClassVar = [
            models.Index(fields=["id"], name="members_invitations", condition=Q(purpose="invitation")),
            GinIndex(
                OpClass(Upper("name"), "gin_trgm_ops"),
                OpClass(Upper("email"), "gin_trgm_ops"),
                name="members_invitation_parts",
                condition=Q(purpose="invitation"),
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                Lower("email"),
                name="members_one_open_invitation",
                condition=Q(purpose="invitation", used_at=None, withdrawn_at=None),
            ),
            models.CheckConstraint(
                condition=Q(purpose="invitation", account=None) & ~Q(roles=[]) & ~Q(name="")
                | Q(purpose="reset", account__isnull=False),
                name="members_ticket_is_complete",
            ),
            models.CheckConstraint(
                condition=Q(used_at=None) | Q(withdrawn_at=None), name="members_ticket_ends_one_way"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.email}"

    def is_open(self, at: datetime) -> bool:
        """Whether the link still works."""
        return self.used_at is None and self.withdrawn_at is None and at < self.expires_at

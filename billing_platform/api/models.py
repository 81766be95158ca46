"""Who may use the API and by which tokens, when each was used last, and the answers kept for repeated requests."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from common.ids import new_public_id
from people.permissions import Permission, known_permissions
from tenants.base import TenantModel
from tenants.models import now

LONGEST_NAME = 60
LONGEST_KEY = 100
MOST_DAYS = 366
OF_A_PERSON = Q(account__isnull=False, service_account__isnull=True)
OF_A_SERVICE = Q(account__isnull=True, service_account__isnull=False)


class TokenState(models.TextChoices):
    """What a list says of a token."""

    ACTIVE = "active", "Active"
    EXPIRED = "expired", "Expired"
    REVOKED = "revoked", "Revoked"

    @property
    def tone(self) -> str:
        return {"active": "good", "expired": "quiet", "revoked": "quiet"}[self.value]


class ServiceAccount(TenantModel):
    """A program that works for the organization: a name in the history, permissions, no password and no session."""

    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    name = models.CharField(max_length=LONGEST_NAME)
    permissions = ArrayField(models.CharField(max_length=40))
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=now, editable=False)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(Lower("name"), name="api_service_account_once"),
            models.CheckConstraint(condition=~Q(name=""), name="api_service_account_named"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def may(self) -> frozenset[Permission]:
        """What it may do now; nothing once deactivated."""
        return known_permissions(self.permissions) if self.is_active else frozenset()


class ApiToken(TenantModel):
    """A way in for a program, of a person or of a service account; what it may is never more than its owner may now.

    Only the SHA-256 of its text is kept. `scopes` are names of permissions.
    """

    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="tokens")
    service_account = models.ForeignKey(ServiceAccount, on_delete=models.PROTECT, null=True, related_name="tokens")
    name = models.CharField(max_length=LONGEST_NAME)
    shown = models.CharField(max_length=20)
    sha256 = models.CharField(max_length=64, unique=True)
    scopes = ArrayField(models.CharField(max_length=40))
    created_at = models.DateTimeField(default=now, editable=False)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    warned_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(condition=OF_A_PERSON | OF_A_SERVICE, name="api_token_has_one_owner"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="api_token_is_a_hash"),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at"))
                & Q(expires_at__lte=F("created_at") + timedelta(days=MOST_DAYS)),
                name="api_token_expires_within_a_year",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.shown}"

    @property
    def owner_name(self) -> str:
        """The person's or the service account's name."""
        if self.service_account:
            return self.service_account.name
        return self.account.name or self.account.email if self.account else ""

    @property
    def may(self) -> frozenset[Permission]:
        """Its scopes, as far as its owner may do them now."""
        owner = self.service_account.may if self.service_account else self.account.permissions if self.account else ()
        return known_permissions(self.scopes).intersection(owner)

    def state(self, at: datetime) -> TokenState:
        if self.revoked_at is not None:
            return TokenState.REVOKED
        return TokenState.EXPIRED if self.expires_at <= at else TokenState.ACTIVE


class TokenUse(TenantModel):
    """When a token was used last and from where, to a few minutes; beside the token, which is under history."""

    token = models.OneToOneField(ApiToken, on_delete=models.CASCADE, related_name="use")
    at = models.DateTimeField(default=now)
    address = models.CharField(max_length=45, blank=True)

    def __str__(self) -> str:
        return f"{self.token_id} at {self.at}"


class KeptAnswer(TenantModel):
    """The answer to a write with an idempotency key, kept for whoever sends the same request again."""

    token = models.ForeignKey(ApiToken, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=LONGEST_KEY)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    body = models.TextField()
    at = models.DateTimeField(default=now)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [models.UniqueConstraint(fields=["token", "key"], name="api_answer_once")]
        indexes: ClassVar = [models.Index(fields=["at"], name="api_answer_by_age")]

    def __str__(self) -> str:
        return f"{self.key} of {self.token_id}"

"""How people come in: sessions, tries that failed, the second factor and who must have one."""

from __future__ import annotations

import hashlib
from typing import ClassVar
from uuid import UUID

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import Q

from people.models.accounts import LONGEST_EMAIL, Account
from tenants.base import TenantModel, TenantQuerySet
from tenants.models import now


class Session(AbstractBaseSession, TenantModel):
    """A session of this organization's host; of somebody signed in, whose it is and from where it was begun."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, null=True, related_name="sessions")
    address = models.CharField(max_length=45, blank=True)
    device = models.CharField(max_length=80, blank=True)
    began_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)

    objects: ClassVar = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(TenantModel.Meta):
        pass

    def __str__(self) -> str:
        return f"{self.device} from {self.address}"

    @property
    def mark(self) -> UUID:
        """What names the session to its owner, since the key itself is the way in: 128 bits of its digest."""
        return UUID(hashlib.sha256(self.session_key.encode()).hexdigest()[:32])


class SecondFactor(TenantModel):
    """The app that makes one-time codes for somebody; open until a first code has proved it.

    The secret is nowhere: it is derived from `salt` and the installation's key. `last_step` is the newest step of 30
    seconds whose code was used.
    """

    account = models.OneToOneField(Account, on_delete=models.CASCADE, related_name="second_factor")
    salt = models.CharField(max_length=64)
    confirmed_at = models.DateTimeField(null=True)
    last_step = models.BigIntegerField(default=0)

    class Meta(TenantModel.Meta):
        pass

    def __str__(self) -> str:
        return f"{self.account_id} {'on' if self.confirmed_at else 'open'}"


class RecoveryCode(TenantModel):
    """A code that replaces the app once; kept as a keyed hash only."""

    factor = models.ForeignKey(SecondFactor, on_delete=models.CASCADE, related_name="recovery_codes")
    code_hash = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["factor", "code_hash"], name="people_recovery_code_once")
        ]

    def __str__(self) -> str:
        return f"code of {self.factor_id}"


class SignInRule(TenantModel):
    """The organization's one rule of signing in: from which day on everybody needs a second factor, None for never."""

    second_factor_from = models.DateField(null=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [models.CheckConstraint(condition=Q(pk=1), name="people_one_sign_in_rule")]

    def __str__(self) -> str:
        return f"second factor from {self.second_factor_from}"


class SignInAttempt(TenantModel):
    """A try to sign in that did not succeed, or is being judged; kept for a day. `email` is its key."""

    email = models.CharField(max_length=LONGEST_EMAIL)
    address = models.CharField(max_length=45, blank=True)
    at = models.DateTimeField(default=now, editable=False)

    class Meta(TenantModel.Meta):
        indexes: ClassVar = [models.Index(fields=["at"], name="people_attempt_at")]

    def __str__(self) -> str:
        return f"{self.email} from {self.address}"

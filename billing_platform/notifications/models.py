"""The outbox of mails: a row is the promise, the worker keeps it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from common.ids import new_public_id
from tenants.base import TenantModel
from tenants.models import now


class MailState(models.TextChoices):
    WAITING = "waiting", "Waiting"
    SENT = "sent", "Sent"
    FAILED = "failed", "Could not be sent"

    @property
    def tone(self) -> str:
        return {"waiting": "busy", "sent": "good", "failed": "bad"}[self.value]


class Mail(TenantModel):
    """One mail to one address: `kind` names the message, `about` the public id of what it tells of.

    Until it goes, `letter` holds what it says; `headers`, `text` and `html` are what went, word for word. `due_at` is
    when it is tried next, or when it was given up.
    """

    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    kind = models.CharField(max_length=40)
    recipient = models.EmailField(max_length=254)
    subject = models.CharField(max_length=250)
    language = models.CharField(max_length=8, default="en")
    letter = models.JSONField(null=True)
    headers = models.TextField(blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    about = models.UUIDField(null=True)
    about_name = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=MailState.choices, default=MailState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(default=now)
    error = models.TextField(blank=True)
    created_at = models.DateTimeField(default=now, editable=False)
    sent_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(letter__isnull=False) | ~models.Q(text=""), name="mail_says_something"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_at"], name="mail_waiting", condition=models.Q(state="waiting")),
            models.Index(fields=["about"], name="mail_about"),
            models.Index(fields=["-created_at", "-id"], name="mail_newest"),
            models.Index(fields=["recipient", "sent_at"], name="mail_to"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} → {self.recipient}"

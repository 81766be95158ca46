"""What the official rules say about a received document, kept beside it: the document itself is frozen."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from invoices.models.documents import Document
from tenants.base import TenantModel
from tenants.models import now


class CheckState(models.TextChoices):
    DONE = "done", "Checked"
    NOT_RUN = "not_run", "Could not be checked"


class RuleCheck(TenantModel):
    """One attempt to check a document against the official rules. Append-only; at most one attempt is done.

    `findings` are the broken rules, each with rule, severity ("fatal", "warning"), message and place; `finding_count`
    counts those beyond the list too. An attempt that could not run has its reason instead.
    """

    append_only = True

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="rule_checks")
    attempt = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=8, choices=CheckState.choices)
    rule_set = models.CharField(max_length=60, blank=True)
    rule_set_version = models.CharField(max_length=40, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    findings = models.JSONField(default=list)
    finding_count = models.PositiveIntegerField(default=0)
    checked_at = models.DateTimeField(default=now, editable=False)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["document", "attempt"], name="rule_check_attempt_once"),
            models.UniqueConstraint(fields=["document"], name="rule_check_done_once", condition=Q(state="done")),
            models.CheckConstraint(
                condition=Q(state="done", reason="") & ~Q(rule_set="")
                | Q(state="not_run", findings=[], finding_count=0) & ~Q(reason=""),
                name="rule_check_done_or_reason",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["document"], name="rule_check_found", condition=Q(finding_count__gt=0))
        ]

    def __str__(self) -> str:
        return f"{self.document_id} / {self.attempt}: {self.state}"

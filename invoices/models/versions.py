"""The PDFs of an issued document: versions whose bytes never change."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from invoices.models.documents import Document
from tenants.base import TenantModel
from tenants.models import now


class PdfReason(models.TextChoices):
    ISSUED = "issued", "Made from the issued document"
    POSTING_DATE = "posting_date", "New posting date"
    SENT = "sent", "Sent by the supplier's system"


class PdfVersion(TenantModel):
    """One PDF of a document; the highest number is the current one. The bytes lie under `sha256`. Append-only.

    Supplier and buyer hold the same numbers with the same hashes. `made_by` is an actor; in the buyer's books it is
    the supplier. `variant` is the level of PDF/A, empty for plain PDF.
    """

    append_only = True

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="pdf_versions")
    number = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    reason = models.CharField(max_length=12, choices=PdfReason.choices)
    made_at = models.DateTimeField(default=now, editable=False)
    made_by = models.CharField(max_length=300)
    language = models.CharField(max_length=8, blank=True)
    layout = models.CharField(max_length=20, blank=True)
    variant = models.CharField(max_length=20, blank=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["document", "number"], name="pdf_version_once"),
            models.CheckConstraint(condition=Q(number__gte=1) & Q(size__gte=1), name="pdf_version_counts_from_one"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="pdf_version_has_a_hash"),
            models.CheckConstraint(condition=Q(reason__in=PdfReason.values), name="pdf_version_reason_known"),
        ]
        indexes: ClassVar = [models.Index(fields=["sha256"], name="pdf_version_by_hash")]

    def __str__(self) -> str:
        return f"{self.document_id} / PDF {self.number}"

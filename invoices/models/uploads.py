"""Files that somebody sent here to be read: an upload, and what becomes of each of its files."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from common.ids import new_public_id
from invoices.models.documents import Document
from tenants.base import TenantModel
from tenants.models import now


class FileState(models.TextChoices):
    """What became of one file. `BROKEN` is our fault, `REFUSED` the file's."""

    WAITING = "waiting", "Waiting"
    READING = "reading", "Reading"
    RECEIVED = "received", "Received"
    KNOWN = "known", "Here already"
    REFUSED = "refused", "Refused"
    BROKEN = "broken", "Could not be read"
    CANCELLED = "cancelled", "Left out"

    @property
    def tone(self) -> str:
        tones = {"reading": "busy", "received": "good", "refused": "bad", "broken": "bad"}
        return tones.get(self.value, "quiet")


TO_READ = (FileState.WAITING, FileState.READING)
AGAIN = (*TO_READ, FileState.BROKEN, FileState.CANCELLED)  # what a fresh job would read


class Upload(TenantModel):
    """Files sent in one go. `runs` counts the jobs that were asked to read them, the present one is the last."""

    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    actor = models.CharField(max_length=300)
    runs = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=now, editable=False)

    class Meta(TenantModel.Meta):
        indexes: ClassVar = [models.Index(fields=["-created_at"], name="upload_newest")]

    def __str__(self) -> str:
        return f"Upload {self.public_id}"

    @property
    def job_key(self) -> str:
        """The key of the job that reads it now."""
        return f"{self.public_id} {self.runs}"


class UploadFile(TenantModel):
    """One file of an upload. `content` stays until the file is received, and 30 days where it was not.

    `tries` counts how often reading began; a document is received from one file at most.
    """

    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="files")
    no = models.PositiveIntegerField()
    name = models.CharField(max_length=255)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField(null=True)
    state = models.CharField(max_length=9, choices=FileState.choices, default=FileState.WAITING)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, related_name="upload_files")
    reason = models.TextField(blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    began_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["upload", "no"], name="upload_file_once"),
            models.UniqueConstraint(
                fields=["document"], name="upload_file_of_document_once", condition=Q(state="received")
            ),
            models.CheckConstraint(
                condition=~Q(state="received") | Q(document__isnull=False, content__isnull=True),
                name="upload_file_received_is_a_document",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["waiting", "reading"]) | Q(content__isnull=False),
                name="upload_file_to_read_has_content",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["refused", "broken"]) | ~Q(reason=""), name="upload_file_refused_says_why"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["done_at"],
                name="upload_file_to_forget",
                condition=Q(content__isnull=False, done_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.name

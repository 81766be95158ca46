"""One row for each change of a tracked row, and a seal for each day of them."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q

from tenants.base import TenantModel
from tenants.models import now


class Operation(models.TextChoices):
    INSERT = "I", "Created"
    UPDATE = "U", "Changed"
    DELETE = "D", "Deleted"

    @property
    def tone(self) -> str:
        return {"I": "good", "U": "quiet", "D": "bad"}[self.value]


class ActorNumber(Func):
    """A number of four bytes for the key of who acts, `person:<uuid>`, whatever name stood beside it then."""

    template = "hashtext(split_part(%(expressions)s, ' ', 1))"
    output_field = models.IntegerField()


class Change(TenantModel):
    """Written by triggers alone. An insert has no image (the row is its own), an update the changed keys only."""

    append_only = True

    id = models.BigAutoField(primary_key=True)
    table = models.CharField(max_length=63, db_column="tbl")
    row = models.BigIntegerField()
    op = models.CharField(max_length=1, choices=Operation.choices)
    at = models.DateTimeField()
    actor = models.CharField(max_length=300)
    via = models.CharField(max_length=10)
    request = models.CharField(max_length=60)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    class Meta(TenantModel.Meta):
        db_table = "history_change"
        indexes: ClassVar = [
            models.Index(fields=["table", "row"], name="history_of_row"),
            models.Index(fields=["at", "id"], name="history_by_time"),
            models.Index(fields=["table", "at", "id"], name="history_of_table"),
            models.Index(ActorNumber("actor"), F("at"), F("id"), name="history_of_actor"),
            models.Index(fields=["request"], name="history_of_request"),
            models.Index(fields=["at", "id"], name="history_deletions", condition=Q(op=Operation.DELETE)),
            GinIndex(
                fields=["before"],
                opclasses=["jsonb_path_ops"],
                name="history_of_deleted",
                condition=Q(op=Operation.DELETE),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.op} {self.table} {self.row}"


class Seal(TenantModel):
    """The changes of one day (UTC), counted and hashed, chained to the seal of the day before. Append-only.

    `digest` is the SHA-256 over the day's rows, `chain` the one over the former chain, the day, the count and `digest`;
    both hexadecimal. A change of a sealed row, or a row added to or taken from a sealed day, no longer fits.
    """

    append_only = True

    day = models.DateField(unique=True)
    rows = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=64)
    chain = models.CharField(max_length=64)
    sealed_at = models.DateTimeField(default=now, editable=False)

    class Meta(TenantModel.Meta):
        db_table = "history_seal"

    def __str__(self) -> str:
        return f"{self.day}: {self.rows}"

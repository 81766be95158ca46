"""What-ifs that a job works out."""

from __future__ import annotations

from django.db import models

from common.ids import new_public_id
from tenants.base import TenantModel
from tenants.models import now


class Trial(TenantModel):
    """A what-if over more documents than are matched while somebody waits; a job works it out and writes `found`.

    `asked` is an order as it would be written, or orders as suspended or active; the documents are those of the twelve
    months before `today`.
    """

    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    asked = models.JSONField()
    today = models.DateField()
    found = models.JSONField(null=True)
    created_at = models.DateTimeField(default=now, editable=False)

    class Meta(TenantModel.Meta):
        pass

    def __str__(self) -> str:
        return f"What if, {self.today}"

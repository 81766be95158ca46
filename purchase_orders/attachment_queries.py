"""The files kept with purchase orders, and which stored bytes they still need."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from billing_platform.files.kept import keeps_files
from purchase_orders.attachment_kinds import kind_of
from purchase_orders.models import Attachment
from tenants.models import now

KEPT_FOR = timedelta(days=30)  # the bytes of what was removed, so that it can be taken back


@dataclass(frozen=True, slots=True)
class AttachmentRow:
    """A file of an order as its page lists it; `size` in bytes."""

    public_id: UUID
    name: str
    kind: str
    size: int
    at: datetime


def attachment_rows(order_id: int) -> list[AttachmentRow]:
    """The files of an order that were not removed, as they were added; one statement."""
    found = Attachment.objects.filter(order=order_id, removed_at=None).order_by("id")
    return [
        AttachmentRow(each.public_id, each.name, kind_label(each.name), each.size, each.created_at) for each in found
    ]


def attachment_of(public_id: UUID, *, also_removed: bool = False) -> Attachment | None:
    """The file with this id, with its order; None where it, or its order, is not there (any more); one statement."""
    found = Attachment.objects.select_related("order").filter(public_id=public_id, order__deleted_at=None)
    attachment: Attachment | None = (found if also_removed else found.filter(removed_at=None)).first()
    return attachment


def kind_label(name: str) -> str:
    """The sort of file in a word."""
    kind = kind_of(name)
    return kind.label if kind else "file"


@keeps_files("purchase_orders.attachments")
def named_by_attachments(hashes: Collection[str]) -> set[str]:
    """Those of the hashes that an attachment still needs."""
    needed = Q(removed_at=None) | Q(removed_at__gt=now() - KEPT_FOR)
    return set(Attachment.objects.filter(needed, sha256__in=hashes).values_list("sha256", flat=True))

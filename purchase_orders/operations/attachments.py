"""Keep files with a purchase order, remove them and take that back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from billing_platform.files.operations import store
from common.retry import repeated
from purchase_orders.attachment_kinds import MOST, check_file
from purchase_orders.attachment_queries import KEPT_FOR, attachment_of
from purchase_orders.models import Attachment
from purchase_orders.operations.orders import held_order
from purchase_orders.refusals import AttachmentGone, OrderGone, TooMany
from tenants.models import now


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file as somebody sent it."""

    name: str
    content: bytes


@repeated
def attach(order_id: int, files: Sequence[SentFile]) -> int:
    """Keep files with an order, all of them or none; returns how many.

    Stores the bytes, then holds the order's header, so that two at once count one after the other and nobody waits for
    bytes being written; those of files that are refused after that are swept. Repeating it keeps them twice. Refuses a
    file that is empty, too large or not what its name says, more than an order can have, and an order that is gone.
    """
    names = [check_file(file.name, file.content) for file in files]
    with transaction.atomic():
        kept = [store(file.content) for file in files]
        _check_room(order_id, len(names))
        for name, stored in zip(names, kept, strict=True):
            Attachment.objects.create(order_id=order_id, name=name, size=stored.size, sha256=stored.sha256)
    return len(names)


@repeated
def remove_attachment(public_id: UUID) -> None:
    """Take a file off its order; it can be taken back for 30 days. Repeating it changes nothing."""
    Attachment.objects.filter(public_id=public_id, removed_at=None).update(removed_at=now())


@repeated
def restore_attachment(public_id: UUID) -> None:
    """Take the removal of a file back. Holds the order's header; repeating it changes nothing.

    Refuses after 30 days, when its bytes may be gone, and when the order has as many as it can have.
    """
    with transaction.atomic():
        attachment = attachment_of(public_id, also_removed=True)
        if attachment is None:
            raise OrderGone("The purchase order of this attachment was deleted meanwhile.")
        _check_room(attachment.order_id, int(attachment.removed_at is not None))
        if attachment.removed_at and attachment.removed_at <= now() - KEPT_FOR:
            raise AttachmentGone(f"{attachment.name} was removed more than {KEPT_FOR.days} days ago. Attach it again.")
        Attachment.objects.filter(pk=attachment.pk).exclude(removed_at=None).update(removed_at=None)


def _check_room(order_id: int, more: int) -> None:
    """Hold the header, then refuse when so many more pass the limit."""
    held_order(order_id)
    there = Attachment.objects.filter(order=order_id, removed_at=None).count()
    if more and there + more > MOST:
        raise TooMany(f"A purchase order has at most {MOST} attachments; it has {there}. Remove some first.")

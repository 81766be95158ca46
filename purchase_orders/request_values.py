"""What a request is about: the day it is for the buyer, and the purchase order it names."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.http import Http404

from purchase_orders.models import PurchaseOrder
from purchase_orders.order_queries import OrderDetail, order_detail


def order_of(public_id: UUID | str, today: date) -> OrderDetail:
    """The purchase order an address names; 404 when there is none in these books."""
    try:
        return order_detail(public_id if isinstance(public_id, UUID) else UUID(public_id), today)
    except (PurchaseOrder.DoesNotExist, ValueError) as error:
        raise Http404("There is no such purchase order.") from error

"""Bring in the purchase orders of a purchasing system's tables, with their vendors as suppliers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from django.db import transaction

from common.retry import repeated
from partners.operations import OutsideSupplier, outside_suppliers
from purchase_orders.models import PurchaseOrder
from purchase_orders.operations.import_orders import orders_written
from purchase_orders.order_csv import Listed, Vendor


@repeated
def import_listed(listed: Sequence[Listed], *, today: date) -> list[PurchaseOrder]:
    """New purchase orders, each bound to its vendor, which is found again or written as a supplier from outside.

    One transaction; a second run is refused, because the PO IDs are taken.
    """
    with transaction.atomic():
        known = outside_suppliers([_supplier(each.vendor) for each in listed])
        bound = [
            replace(each.facts, bill_from_id=known[_supplier(each.vendor).identity].pk, description=each.vendor.name)
            for each in listed
        ]
        return orders_written(bound, today=today)


def _supplier(vendor: Vendor) -> OutsideSupplier:
    return OutsideSupplier(vendor.name, vendor.country, vendor.city, vendor_number=vendor.number)

"""Purchase orders as their buyer keeps them: header, line items, contacts, entries, and what stands beside them."""

from __future__ import annotations

from purchase_orders.models.attachments import Attachment
from purchase_orders.models.entries import BalanceAdjustment, BalanceEntry, EntryKind
from purchase_orders.models.matching import MatchingSettings
from purchase_orders.models.notices import ExpiryNotice
from purchase_orders.models.one_time import ActiveLimit, OneTimePurchase, OneTimeSuspension
from purchase_orders.models.orders import Contact, LineType, PurchaseOrder, PurchaseOrderLine, default_thresholds
from purchase_orders.models.trials import Trial

__all__ = [
    "ActiveLimit",
    "Attachment",
    "BalanceAdjustment",
    "BalanceEntry",
    "Contact",
    "EntryKind",
    "ExpiryNotice",
    "LineType",
    "MatchingSettings",
    "OneTimePurchase",
    "OneTimeSuspension",
    "PurchaseOrder",
    "PurchaseOrderLine",
    "Trial",
    "default_thresholds",
]

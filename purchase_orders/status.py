"""The status of a purchase order: a fact of its dates, the buyer's today and the suspended flag."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

SOON = timedelta(days=30)


class OrderStatus(StrEnum):
    """The words a buyer reads (`label`) and how they look (`tone`); the values are stable."""

    ACTIVE = "active"
    UPCOMING = "upcoming"
    EXPIRED = "expired"
    SUSPENDED = "suspended"
    SUSPENDED_EXPIRED = "suspended_expired"

    @property
    def label(self) -> str:
        return LABELS[self]

    @property
    def tone(self) -> str:
        return TONES.get(self, "quiet")


LABELS = {
    OrderStatus.ACTIVE: "Active",
    OrderStatus.UPCOMING: "Upcoming",
    OrderStatus.EXPIRED: "Expired",
    OrderStatus.SUSPENDED: "Suspended",
    OrderStatus.SUSPENDED_EXPIRED: "Suspended (expired)",
}
TONES = {OrderStatus.ACTIVE: "good", OrderStatus.SUSPENDED: "warn"}


def order_status(effective: date, expiration: date, *, is_suspended: bool, today: date) -> OrderStatus:
    """Status on `today` (buyer's zone); `effective` and `expiration` are the first and the last day, both included."""
    is_expired = today > expiration
    if is_suspended:
        return OrderStatus.SUSPENDED_EXPIRED if is_expired else OrderStatus.SUSPENDED
    if is_expired:
        return OrderStatus.EXPIRED
    return OrderStatus.UPCOMING if today < effective else OrderStatus.ACTIVE


def days_left_words(expiration: date, today: date) -> str:
    """When an order that is not expired ends, counted from today: "today", "tomorrow", "in 8 days"."""
    days = (expiration - today).days
    return {0: "today", 1: "tomorrow"}.get(days, f"in {days} days")


def ends_soon(status: OrderStatus, expiration: date, today: date) -> bool:
    """Whether an order in use ends within 30 days."""
    return counts_as_active(status) and expiration - today <= SOON


def counts_as_active(status: OrderStatus) -> bool:
    """Whether the order counts towards the limit of active orders: neither suspended nor expired, upcoming counts."""
    return status in (OrderStatus.ACTIVE, OrderStatus.UPCOMING)

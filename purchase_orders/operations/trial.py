"""A what-if in the background: asked for, and worked out by a job."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from purchase_orders.facts import OrderFacts
from purchase_orders.facts_json import facts_from_json, facts_to_json
from purchase_orders.models import Trial
from purchase_orders.what_if_queries import WhatIf, to_stored, what_if_edited, what_if_suspended
from tenants.jobs.operations import enqueue

KIND = "what_if"
ALL = 1_000_000


def ask_for_edit(order_id: int | None, facts: OrderFacts, *, today: date) -> UUID:
    """Leave the obligation to work out what writing the order so would have changed; the trial's public id."""
    return _ask({"order": order_id, "facts": facts_to_json(facts)}, today)


def ask_for_suspension(order_ids: Collection[int], *, suspended: bool, today: date) -> UUID:
    """The same for suspending or re-activating orders."""
    return _ask({"orders": sorted(order_ids), "suspended": suspended}, today)


def work_out(public_id: UUID) -> int:
    """Match every document of the twelve months and keep what would go elsewhere; how many amounts do.

    Nothing else is written. Locks nothing; a second run keeps what the first found.
    """
    trial = Trial.objects.get(public_id=public_id)
    if trial.found is None:
        trial.found = to_stored(_found(trial.asked, trial.today))
        trial.save(update_fields=["found"])
    return len(trial.found["rows"])


def _ask(asked: dict[str, Any], today: date) -> UUID:
    with transaction.atomic():
        trial = Trial.objects.create(asked=asked, today=today)
        enqueue(KIND, {"trial": str(trial.public_id)})
    return trial.public_id


def _found(asked: dict[str, Any], today: date) -> WhatIf:
    if "facts" in asked:
        return what_if_edited(asked["order"], facts_from_json(asked["facts"]), today, most=ALL)
    return what_if_suspended(asked["orders"], suspended=asked["suspended"], today=today, most=ALL)

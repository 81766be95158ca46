"""The bar under a list whose rows can be chosen: where the choice is sent, and what can be done with it."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import QueryDict
from django.urls import reverse

from billing_platform.bulk.actions import BulkAction, actions_of
from people.models import Account


@dataclass(frozen=True, slots=True)
class Bar:
    """`url` takes the form of the list and keeps its address, which `total` rows match (in words: "10,000+")."""

    url: str
    actions: tuple[BulkAction, ...]
    total: str
    many: str

    @property
    def label(self) -> str:
        return f"Select all {self.total} that match"


def bar_of(selectable: str, person: Account, query: QueryDict, total: str) -> Bar | None:
    """The bar for this person; None where there is nothing to do with many rows."""
    actions = actions_of(selectable, person.may)
    if not actions:
        return None
    url = f"{reverse('bulk:preview', args=[selectable])}?{query.urlencode()}".removesuffix("?")
    return Bar(url, tuple(actions), total, actions[0].selectable.many)

"""A list as somebody who may see everything looks at it, for the tests of every room."""

from __future__ import annotations

from datetime import date

from django.http import QueryDict

from billing_platform.lists.context import ListContext
from billing_platform.lists.definition import ListDefinition, Rows
from billing_platform.lists.rows import Page, matching, page_of
from billing_platform.lists.state import ListState, state_of
from people.models import Account


def looking(today: date, name: str = "Ada") -> ListContext:
    """The context of a person of the organization one stands in."""
    return ListContext(Account.objects.get(name=name), today)


def state(definition: ListDefinition, address: str) -> ListState:
    return state_of(definition, QueryDict(address))


def found(definition: ListDefinition, address: str, today: date) -> Rows:
    """What an address leaves of a list."""
    return matching(definition, state(definition, address), looking(today))


def page(definition: ListDefinition, address: str, today: date) -> Page:
    return page_of(definition, state(definition, address), looking(today))

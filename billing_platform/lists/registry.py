"""Every list of the house by its key; rooms add theirs at start-up."""

from __future__ import annotations

from billing_platform.lists.definition import ListDefinition

_lists: dict[str, ListDefinition] = {}


def register_list(*definitions: ListDefinition) -> None:
    """Make lists known to saved views, exports, jobs and the API; called from `AppConfig.ready`."""
    for definition in definitions:
        if _lists.setdefault(definition.key, definition) is not definition:
            raise ValueError(f"There are two lists named {definition.key}.")


def list_of(key: str) -> ListDefinition | None:
    """The list of this key, None when there is none."""
    return _lists.get(key)


def every_list() -> tuple[ListDefinition, ...]:
    """All lists, in the order in which they were added."""
    return tuple(_lists.values())

"""Who looks at a list, and on which day: what every part of a list is given beside its rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from people.models import Account
from people.permissions import Permission


@dataclass(frozen=True, slots=True)
class ListContext:
    """The person and the date in their organization's zone; it stays in the schema the person belongs to."""

    person: Account
    today: date
    _known: dict[object, Any] = field(default_factory=dict, compare=False, repr=False)

    def may(self, permission: Permission | None) -> bool:
        """Whether the person has the permission; None asks for none."""
        return permission is None or self.person.may(permission)

    def once(self, key: object, read: Callable[[], Any]) -> Any:
        """What `read` gives, asked once for each key while somebody looks: rows, counts and sums share it."""
        if key not in self._known:
            self._known[key] = read()
        return self._known[key]

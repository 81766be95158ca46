"""Who looks at a list, and on which day: what every part of a list is given beside its rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from people.models import Account
from people.permissions import Permission


@dataclass(frozen=True, slots=True)
class ListContext:
    """The person and the date in their organization's zone; it stays in the schema the person belongs to."""

    person: Account
    today: date

    def may(self, permission: Permission | None) -> bool:
        """Whether the person has the permission; None asks for none."""
        return permission is None or self.person.may(permission)

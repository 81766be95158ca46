"""What a person keeps about a list, read for its page in one statement."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q

from billing_platform.lists.models import SavedView
from billing_platform.lists.state import Look
from common.sql import rows

KEPT = """
SELECT p.columns, p.size, p.density, p.start, v.views
  FROM (SELECT 1) AS one
  LEFT JOIN lists_listpreference p ON p.owner_id = %(owner)s AND p.list_key = %(list)s
  LEFT JOIN LATERAL (
      SELECT jsonb_agg(jsonb_build_object('public_id', s.public_id, 'name', s.name, 'query', s.query, 'is_shared',
                       s.is_shared, 'is_own', s.owner_id = %(owner)s, 'owner', a.name)
                       ORDER BY s.owner_id <> %(owner)s, lower(s.name), s.id) AS views
        FROM lists_savedview s JOIN people_account a ON a.id = s.owner_id
       WHERE s.list_key = %(list)s AND s.deleted_at IS NULL AND (s.owner_id = %(owner)s OR s.is_shared)
  ) AS v ON true
"""


@dataclass(frozen=True, slots=True)
class KeptView:
    """A saved view somebody may open: their own, or one that `owner` shares."""

    public_id: UUID
    name: str
    query: str
    is_shared: bool
    is_own: bool
    owner: str


@dataclass(frozen=True, slots=True)
class Kept:
    """What a person keeps about a list: its look, how it opens, the views."""

    look: Look
    start: str
    views: tuple[KeptView, ...]

    def view(self, public_id: str) -> KeptView | None:
        """The view of this public id, None when it is not there for the person."""
        return next((view for view in self.views if str(view.public_id) == public_id), None)


def kept_by(person_id: int, list_key: str) -> Kept:
    """What the person keeps about the list; own views first, by name. One statement."""
    columns, size, density, start, found = rows(KEPT, {"owner": person_id, "list": list_key})[0]
    views = json.loads(found) if isinstance(found, str) else found or ()
    look = Look() if size is None else Look(tuple(columns), size, density)
    return Kept(look, start or "", tuple(_view(each) for each in views))


def list_key_of(public_id: UUID, person_id: int) -> str:
    """The list a saved view belongs to, deleted ones too; "" where there is none that this person may see."""
    visible = SavedView.objects.filter(Q(is_shared=True) | Q(owner=person_id), public_id=public_id)
    return visible.values_list("list_key", flat=True).first() or ""


def _view(found: dict[str, Any]) -> KeptView:
    return KeptView(**{**found, "public_id": UUID(found["public_id"])})

"""Sessions as rows that know whose they are: what Django's own store keeps, and the facts of "My account" beside it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

from people.models import Session

# Facts of a session that its row repeats, so that a person's sessions can be found and told.
BEGAN, SEEN, ADDRESS, DEVICE = "began_at", "seen_at", "address", "device"


class SessionStore(DatabaseStore):
    """Sessions in the schema of the open organization; the key changes at sign-in, the facts go with it."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        row = cast(Session, super().create_model_instance(data))
        row.account_id = int(data[SESSION_KEY]) if SESSION_KEY in data else None
        row.address, row.device = data.get(ADDRESS, ""), data.get(DEVICE, "")
        row.began_at, row.seen_at = _instant(data.get(BEGAN)), _instant(data.get(SEEN))
        return row


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None

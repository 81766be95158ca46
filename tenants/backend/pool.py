"""What the connection pool does with a connection given back."""

from __future__ import annotations

from typing import Any

from psycopg import Connection

RESET_PLACE = "RESET ROLE; RESET search_path; RESET app.actor; RESET app.via; RESET app.request"


def reset_place(connection: Connection[Any]) -> None:
    """No role, path or actor outlives its request. Not RESET ALL, which would lose Django's time zone."""
    connection.execute(RESET_PLACE)
    if not connection.autocommit:
        connection.commit()

"""Liveness and readiness for whoever runs the installation."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse

from billing_platform.ground import redis_state
from billing_platform.readiness import states
from common.pdf import why_off


def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


def readyz(request: HttpRequest) -> JsonResponse:
    """503 when the database does not answer or its shared schema is behind. Redis and PDFs are only told."""
    database, schema = states()
    is_ready = database == schema == "ok"
    state = {
        "status": "ok" if is_ready else "unavailable",
        "database": database,
        "schema": schema,
        "redis": redis_state(seconds=0.5).partition(" (")[0],
        "pdf": why_off() or "ok",
    }
    return JsonResponse(state, status=200 if is_ready else 503)

"""Every request has a number, in its answer and in each of its log lines, and leaves one line when it is answered."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse

from billing_platform.logs import shown_path
from common.ids import new_public_id

HEADER = "X-Request-ID"
QUIET_PATHS = ("/healthz", "/readyz", "/static/")
log = logging.getLogger("web")


class RequestMiddleware:
    """Outermost: takes the number of a trusted proxy or makes one, counts statements, writes `request.answered`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.request_id = _number_of(request)  # type: ignore[attr-defined]
        statements, began = StatementCount(), time.perf_counter()
        with connection.execute_wrapper(statements):
            response = self.get_response(request)
        response[HEADER] = str(request.request_id)  # type: ignore[attr-defined]
        level = logging.DEBUG if request.path.startswith(QUIET_PATHS) else logging.INFO
        ms = round((time.perf_counter() - began) * 1000, 1)
        log.log(level, "request.answered", extra=_facts(request, response) | {"ms": ms, "statements": statements.count})
        return response


class StatementCount:
    """Counts what goes to the database; usable as a wrapper of `connection.execute_wrapper`."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        self.count += 1
        return execute(sql, params, many, context)


def _number_of(request: HttpRequest) -> UUID:
    """Only a proxy that overwrites the header may name the number, and only a UUID is one."""
    if settings.BEHIND_PROXY:
        try:
            return UUID(request.headers.get(HEADER, ""))
        except ValueError:
            return new_public_id()
    return new_public_id()


def _facts(request: HttpRequest, response: HttpResponse) -> dict[str, Any]:
    organization = getattr(request, "organization", None)
    return {
        "method": request.method,
        "path": shown_path(request),
        "status": response.status_code,
        "org": organization.schema_name if organization else None,
        "actor": getattr(request, "actor_key", None),
        "request_id": str(request.request_id),  # type: ignore[attr-defined]
    }

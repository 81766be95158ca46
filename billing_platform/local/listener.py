"""The address of web: a bound socket that outlives restarts of web, so that its port is never lost to another."""

from __future__ import annotations

import errno
import http.client
import socket

from billing_platform.local.errors import LocalServerError

HOST = "127.0.0.1"
_PORTS_TRIED = 50


def bound_socket(port: int) -> socket.socket:
    """A socket bound to `port` of this machine, or to the next free one. Raises LocalServerError when all are taken."""
    for candidate in range(port, min(port + _PORTS_TRIED, 65536)):
        bound = _bound(candidate)
        if bound is not None:
            return bound
    raise LocalServerError(f"The ports from {port} on are taken: choose another with `manage.py up --port`.")


def answers(port: int) -> bool:
    """Tell whether web says at /healthz that it works."""
    connection = http.client.HTTPConnection(HOST, port, timeout=2)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _bound(port: int) -> socket.socket | None:
    candidate = socket.socket()
    candidate.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        candidate.bind((HOST, port))
    except OSError as problem:
        candidate.close()
        if problem.errno in {errno.EADDRINUSE, errno.EACCES}:
            return None
        raise
    return candidate

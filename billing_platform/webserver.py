"""How gunicorn runs: `gunicorn -c python:billing_platform.webserver billing_platform.wsgi:application`.

A proxy that buffers requests stands before it: a thread is taken only once a request has arrived as a whole.
"""

from __future__ import annotations

import os
from typing import Any

from billing_platform import logs, start

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "billing_platform.settings")
start.read_settings()

bind = os.environ.get("WEB_BIND") or "0.0.0.0:8000"
worker_class = "gthread"
workers = int(os.environ.get("WEB_PROCESSES") or 2)
threads = int(os.environ.get("WEB_THREADS") or 4)
timeout = 60
graceful_timeout = 25
keepalive = 20
# A process is replaced now and then, so that what leaked once does not stay.
max_requests = 10_000
max_requests_jitter = 1_000
control_socket_disable = True
forwarded_allow_ips = "*"
accesslog = None  # `request.answered` says more
logconfig_dict = logs.configuration(os.environ.get("LOG_FORMAT") or "line", os.environ.get("LOG_LEVEL") or "INFO")


def on_starting(server: Any) -> None:
    """Before any child: the ground bears, or nothing starts."""
    start.check_ground("web server")


def post_worker_init(worker: Any) -> None:
    """In a child that has loaded the application, before its first request."""
    from django.urls import get_resolver

    from common.collector import leave_alone_what_is_loaded

    _ = get_resolver().url_patterns
    leave_alone_what_is_loaded()

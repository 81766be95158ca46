"""The WSGI entry point."""

from __future__ import annotations

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "billing_platform.settings")

from billing_platform import start

start.read_settings()

from django.core.wsgi import get_wsgi_application  # noqa: E402  settings first

application = get_wsgi_application()

# Under `billing_platform.webserver` the parent has looked already, so that a child is born while the database restarts.
if not start.is_ground_checked():
    start.check_ground("web server")

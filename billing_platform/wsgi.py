"""The WSGI entry point."""

from __future__ import annotations

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "billing_platform.settings")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

from billing_platform.checks import refuse_transaction_pooler  # noqa: E402  settings first

refuse_transaction_pooler()

"""A mail server for the outbox."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.notifications.postman import Postman, serving


@pytest.fixture
def postman(settings) -> Iterator[Postman]:
    handler = Postman()
    with serving(handler) as port:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 5
        settings.DEFAULT_FROM_EMAIL = "Billing <billing@mail.example>"
        yield handler

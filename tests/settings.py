"""The product's settings with cheap password hashes."""

from billing_platform.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
API_REFUSED_PER_MINUTE = 10**9  # all tests send from one address

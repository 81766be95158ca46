"""Django settings; everything that differs between installations comes from the environment."""

from __future__ import annotations

import os
from pathlib import Path

import django_stubs_ext
from whitenoise.compress import Compressor

from billing_platform import env, logs
from billing_platform.variables import is_deployed
from tenants.backend.pool import reset_place

django_stubs_ext.monkeypatch()
env.refuse_incomplete()

BASE_DIR = Path(__file__).resolve().parent.parent
DEBUG = env.flag("DEBUG")
SECRET_KEY = os.environ["SECRET_KEY"]
SECRET_KEY_FALLBACKS = env.listed("SECRET_KEY_FALLBACKS", "")
ALLOWED_HOSTS = [
    *env.listed("ALLOWED_HOSTS", ".localhost"),
    "127.0.0.1",
]  # where probes ask; no organization answers there
IS_DEPLOYED = is_deployed(os.environ)

# Web and workers sign in as `app`; migrations, provisioning and the demo as `owner`.
ENGINE = "tenants.backend"
APP_DATABASE = env.database(os.environ["DATABASE_URL"], engine=ENGINE)
APP_LOGIN = APP_DATABASE["USER"]
IS_OWNER = os.environ.get("DATABASE_LOGIN", "app") == "owner"
DATABASES = {"default": env.database(os.environ["OWNER_DATABASE_URL"], engine=ENGINE) if IS_OWNER else APP_DATABASE}
DATABASES["default"]["OPTIONS"]["options"] = "-c lock_timeout=3s"
if env.flag("DATABASE_POOL"):
    size = int(os.environ.get("DATABASE_POOL_SIZE", "8"))
    DATABASES["default"]["OPTIONS"]["pool"] = {
        "min_size": 1, "max_size": size, "timeout": 10, "max_lifetime": 900, "reset": reset_place,
    }  # fmt: skip
DATABASE_ROUTERS = ["django_tenants.routers.TenantSyncRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TENANT_MODEL = "tenants.Organization"
TENANT_DOMAIN_MODEL = "tenants.Domain"
TEMPLATE_SCHEMA = "tenant_template"

SHARED_APPS = ["tenants", "django_tenants", "tenants.jobs"]
TENANT_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "tenants.history",
    "billing_platform.notifications",
    "billing_platform.bulk",
    "billing_platform.exports",
    "billing_platform.imports",
    "people",
    "billing_platform.lists",
    "billing_platform.api",
    "members",
    "partners",
    "ledger",
    "payment_terms",
    "purchase_orders",
    "invoices",
]
INSTALLED_APPS = [
    *SHARED_APPS,
    *TENANT_APPS,
    "billing_platform",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
    "ninja",
    "common.ui",
    "billing_platform.files",
    "reports",
    "demo",
]

MIDDLEWARE = [
    "billing_platform.requests.RequestMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "billing_platform.api.middleware.ApiMiddleware",
    "billing_platform.doors.DoorMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "people.middleware.ActorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "billing_platform.refusals.RefusalMiddleware",
]
ROOT_URLCONF = "billing_platform.urls"
BARE_URLCONF = "billing_platform.urls_bare"
WSGI_APPLICATION = "billing_platform.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["django.templatetags.static"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "billing_platform.shell.shell",
            ],
        },
    }
]

SILENCED_SYSTEM_CHECKS = ["auth.W004"]  # unique on Lower(email), by a constraint
AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["people.backends.AccountBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
]
LOGIN_URL = "people:sign_in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "people:sign_in"

SESSION_ENGINE = "people.session_store"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_NAME = "session"
SESSION_COOKIE_AGE = 12 * 3600
# The port that links in mails name: none where a proxy answers on the standard one, else the local web server's.
BASE_URL_PORT = os.environ.get("BASE_URL_PORT", "" if IS_DEPLOYED else os.environ.get("BILLING_PORT", ""))
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = IS_DEPLOYED
SECURE_HSTS_SECONDS = 31_536_000 if IS_DEPLOYED else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = IS_DEPLOYED
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
BEHIND_PROXY = env.flag("BEHIND_PROXY")
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
# Collected files are served where STATIC_ROOT names them, else the sources are.
STATIC_ROOT = os.environ.get("STATIC_ROOT") or None
STATICFILES_DIRS = [BASE_DIR / "static"]
SOURCES, BUNDLE = "django.contrib.staticfiles.storage.StaticFilesStorage", "billing_platform.static_bundle.Storage"
WHITENOISE_USE_FINDERS = STATIC_ROOT is None
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
# Maps are for whoever debugs the API's reference; compressing them was most of the time that collecting took.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (*Compressor.SKIP_COMPRESS_EXTENSIONS, "map")
FORM_RENDERER = "common.ui.renderer.DirectRenderer"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
EINVOICE_MAX_BYTES = 10 * 1024 * 1024
EINVOICE_MAX_PDF_BYTES = 20 * 1024 * 1024
UPLOAD_MAX_FILES = 200
UPLOAD_MAX_BYTES = 200 * 1024 * 1024
EXPORT_HOURS = 24  # how long a workbook can be taken
DATA_UPLOAD_MAX_NUMBER_FILES = 5 * UPLOAD_MAX_FILES  # beyond our own limit, so that the page can say how many came

REDIS_URL = os.environ.get("REDIS_URL", "")
# Requests in a minute, counted in Redis, that the API takes of one token and of all tokens of an organization.
API_PER_MINUTE = int(os.environ.get("API_PER_MINUTE") or 600)
API_PER_MINUTE_OF_ORGANIZATION = int(os.environ.get("API_PER_MINUTE_OF_ORGANIZATION") or 3000)
# … and of one address without a token that is good.
API_REFUSED_PER_MINUTE = int(os.environ.get("API_REFUSED_PER_MINUTE") or 60)
API_MAX_PDF_BYTES = 10 * 1024 * 1024
CELERY_BROKER_URL = os.environ.get("CELERY_BROKER_URL", REDIS_URL)
CELERY_TASK_IGNORE_RESULT = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A broker that is away costs a request one quick attempt, not six seconds: the sweep finds the job.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "unacked_restore_interval": 1, "visibility_timeout": 300, "socket_timeout": 5, "socket_connect_timeout": 2,
    "max_retries": 1, "interval_start": 0,
}  # fmt: skip
CELERY_TASK_PUBLISH_RETRY = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_DEFAULT_QUEUE = "fast"

STATE_DIR = Path(os.environ.get("BILLING_STATE", BASE_DIR / ".run"))
globals().update(env.mail(os.environ.get("EMAIL_URL") or (STATE_DIR / "mail").absolute().as_uri()))
# Files lie on the disk unless another Django storage is named, with its options as JSON.
FILES_ROOT = Path(os.environ.get("FILES_ROOT") or STATE_DIR / "files")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": BUNDLE if STATIC_ROOT else SOURCES},
    "files": env.storage(
        os.environ.get("FILES_STORAGE", ""), os.environ.get("FILES_STORAGE_OPTIONS", ""), root=FILES_ROOT
    ),
}
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "billing@localhost")

LOG_FORMAT = os.environ.get("LOG_FORMAT") or "line"
LOGGING = logs.configuration(LOG_FORMAT, os.environ.get("LOG_LEVEL") or "INFO")

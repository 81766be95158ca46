# syntax=docker/dockerfile:1
# One image for web, workers, beat and migrations; docker-compose.yml says which is which.

FROM python:3.12-slim-bookworm AS packages
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/venv
COPY requirements.lock .
# Every package by its hash. The embedded servers and the tests' tools are not needed here, but the lock is one.
RUN /opt/venv/bin/pip install --require-hashes --no-deps --requirement requirements.lock

FROM python:3.12-slim-bookworm AS product
# What WeasyPrint draws with, and one font.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --system --gid 10001 billing \
    && useradd --system --uid 10001 --gid billing --no-create-home --home-dir /nonexistent billing \
    && install --directory --owner billing --group billing /state /files
COPY --from=packages /opt/venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=billing_platform.settings LOG_FORMAT=json STATIC_ROOT=/srv/static BILLING_STATE=/state
WORKDIR /srv/billing
COPY . .
# Settings are read, nothing is connected to; none of these values stays in the image.
RUN SECRET_KEY=$(python -c "import secrets; print(secrets.token_urlsafe(64))") \
    DATABASE_URL=postgresql://app@db/billing REDIS_URL=redis://redis/0 \
    python manage.py collectstatic --ignore "redoc*" --no-input --verbosity 0
USER billing
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/readyz', timeout=4)"]
CMD ["gunicorn", "--config", "python:billing_platform.webserver", "billing_platform.wsgi:application"]

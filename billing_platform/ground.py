"""What must be true of database, broker and clock before a process serves anybody, looked at once, all said at once."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
import redis
from django.conf import settings

OLDEST_VERSION = 16
EXTENSIONS = ("pg_trgm", "btree_gist")
MOST_SKEW = 5.0  # seconds; a job's lease lasts 25
# Options of a database that Django keeps to itself; the others say how to connect: sslmode, sslrootcert, passfile …
_DJANGOS_OWN = {"pool", "assume_role", "isolation_level", "server_side_binding"}
_LOOK = """
SELECT current_setting('server_version_num')::int, ARRAY(SELECT extname::text FROM pg_extension), session_user::text,
       r.rolsuper, r.rolcreaterole, r.rolbypassrls, d.datdba = r.oid, pg_backend_pid(),
       extract(epoch FROM clock_timestamp())::float8
  FROM pg_roles r, pg_database d WHERE r.rolname = session_user AND d.datname = current_database()
"""
_POWERS = ("is a superuser", "may create roles", "passes row-level security", "owns the database")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it must be; with a fatal one nothing starts. `code` is stable, for monitoring."""

    code: str
    text: str
    is_fatal: bool = True


@dataclass(frozen=True, slots=True)
class Ground:
    """What a look at the database found; `sessions` of two open clients, `clock_ahead` of ours in seconds."""

    version: int
    extensions: frozenset[str]
    login: str
    powers: tuple[str, ...]
    sessions: int
    clock_ahead: float


def findings() -> list[Finding]:
    """Look, and judge; whatever is known of Redis last."""
    try:
        ground = look()
    except psycopg.OperationalError as error:
        return [database_away(error), *judge_redis()]
    return [*judge(ground, is_owner=settings.IS_OWNER), *judge_redis()]


def look() -> Ground:
    """Ask the database of this process, through two connections at once. Raises psycopg.OperationalError."""
    target = settings.DATABASES["default"]
    names = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    address: dict[str, Any] = {libpq: target[django] for django, libpq in names.items() if target[django]}
    ways = {name: value for name, value in target["OPTIONS"].items() if name not in _DJANGOS_OWN}
    address |= ways | {"connect_timeout": 5, "autocommit": True}
    with psycopg.connect(**address) as one, psycopg.connect(**address) as other:
        (found,) = one.execute(_LOOK)
        (same,) = other.execute(_LOOK)
    version, extensions, login, *powers, session, _ = found
    sessions = {session, same[-2]}
    held = tuple(text for text, is_held in zip(_POWERS, powers, strict=True) if is_held)
    return Ground(version, frozenset(extensions), login, held, len(sessions), time.time() - same[-1])


def judge(ground: Ground, *, is_owner: bool) -> Iterator[Finding]:
    """What is wrong with this database; the owner's powers are right for commands of the owner alone."""
    yield from _of_server(ground)
    if ground.powers and not is_owner:
        yield Finding(
            "login_too_powerful",
            f"DATABASE_URL signs in as `{ground.login}`, which {', '.join(ground.powers)}. Web and workers need the"
            " login `app`, which has no rights of its own; `owner` is for migrations alone.",
        )
    if ground.sessions < 2:
        yield Finding(
            "transaction_pooler",
            "DATABASE_URL leads through a pooler in transaction mode, which mixes up organizations."
            " Connect to PostgreSQL itself, or use session pooling.",
        )


def _of_server(ground: Ground) -> Iterator[Finding]:
    if ground.version < OLDEST_VERSION * 10_000:
        yield Finding(
            "database_too_old",
            f"The database is PostgreSQL {ground.version // 10_000}; {OLDEST_VERSION} or newer is needed. Upgrade it.",
        )
    if missing := [name for name in EXTENSIONS if name not in ground.extensions]:
        statements = " ".join(f"CREATE EXTENSION {name};" for name in missing)
        text = f"The database has no {' and no '.join(missing)}. As superuser: {statements}"
        yield Finding("extension_missing", text)
    if abs(ground.clock_ahead) > MOST_SKEW:
        yield Finding(
            "clock_skewed",
            f"The clock here and the clock of the database are {abs(ground.clock_ahead):.0f} s apart; at most"
            f" {MOST_SKEW:.0f} s keep the leases of jobs right. Set both by NTP.",
            is_fatal=False,
        )


def judge_redis() -> Iterator[Finding]:
    state = redis_state()
    if state != "ok":
        yield Finding(
            "redis_away",
            f"Redis is {state}. Nothing is lost: work waits in the database and is announced when Redis is back.",
            is_fatal=False,
        )


def redis_state(seconds: float = 1.0) -> str:
    """`ok`, `not set`, or `away (…)` with the kind of trouble; at most so many seconds."""
    if not settings.REDIS_URL:
        return "not set"
    options = {"socket_connect_timeout": seconds, "socket_timeout": seconds}
    try:
        with redis.Redis.from_url(settings.REDIS_URL, **options) as server:
            server.ping()
    except (redis.RedisError, OSError, ValueError) as error:
        return f"away ({type(error).__name__})"
    return "ok"


def database_away(error: psycopg.OperationalError) -> Finding:
    """The words of the driver, which name host and reason, never a password."""
    said = str(error).strip().splitlines()
    return Finding("database_unreachable", f"The database cannot be reached: {said[0] if said else 'no reason given'}")

"""Every environment variable the product reads: what it means, an example, and when its value is wrong."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

import psycopg
from psycopg.conninfo import conninfo_to_dict

SHORTEST_KEY = 50
FLAGS = {"0", "1", "true", "false", "yes", "no", "on", "off"}
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
Fault = Callable[[str], str]  # what is wrong with a value, "" when nothing is


@dataclass(frozen=True, slots=True)
class Variable:
    """`fault` judges a value that is given; `is_required` asks the rest of the environment."""

    name: str
    meaning: str
    example: str
    fault: Fault = lambda _: ""
    is_required: Callable[[Mapping[str, str]], bool] = lambda _: False


def problems(environment: Mapping[str, str]) -> list[str]:
    """Everything that is missing or wrong, one text for each variable: what, its meaning, an example."""
    return [text for variable in VARIABLES if (text := _problem(variable, environment))]


def is_deployed(environment: Mapping[str, str]) -> bool:
    """Whether people reach this installation over HTTPS: then nothing may be left to a default made for one machine."""
    return environment.get("HTTPS", "").lower() in {"1", "true", "yes", "on"}


def _problem(variable: Variable, environment: Mapping[str, str]) -> str:
    value = environment.get(variable.name, "")
    wrong = variable.fault(value) if value else "is not set" * variable.is_required(environment)
    if not wrong:
        return ""
    return f"{variable.name} {wrong}.\n    It is {variable.meaning}.\n    Example: {variable.name}={variable.example}"


def _always(_: Mapping[str, str]) -> bool:
    return True


def _as_owner(environment: Mapping[str, str]) -> bool:
    return environment.get("DATABASE_LOGIN") == "owner"


def _key_fault(value: str) -> str:
    if len(value) < SHORTEST_KEY or len(set(value)) < 10:
        return f"is too short or too plain ({len(value)} characters; at least {SHORTEST_KEY} random ones are needed)"
    return ""


def _database_fault(value: str) -> str:
    try:
        parts = conninfo_to_dict(value)
    except psycopg.ProgrammingError:  # its words quote the value, with the password
        return "is no PostgreSQL address"
    missing = [name for name in ("user", "dbname") if not parts.get(name)]
    return f"names no {' and no '.join(missing)}" if missing else ""


def _url_fault(*schemes: str) -> Fault:
    def fault(value: str) -> str:
        scheme = urlsplit(value).scheme
        return "" if scheme in schemes else f"begins with none of {', '.join(f'{known}://' for known in schemes)}"

    return fault


def _flag_fault(value: str) -> str:
    return "" if value.lower() in FLAGS else f"is {value!r}, neither 0 nor 1"


def _count_fault(value: str) -> str:
    return "" if value.isascii() and value.isdigit() and int(value) > 0 else f"is {value!r}, no whole number above 0"


def _choice_fault(*choices: str) -> Fault:
    return lambda value: "" if value in choices else f"is {value!r}, none of {', '.join(choices)}"


def _json_fault(value: str) -> str:
    try:
        json.loads(value)
    except json.JSONDecodeError as error:
        return f"is no JSON: {error}"
    return ""


def _hosts_fault(value: str) -> str:
    hosts = {host.strip() for host in value.split(",")}
    return "allows every host (*), so that a forged one would be believed" if "*" in hosts else ""


_DATABASE, _REDIS = "postgresql://app:…@db.billing.example/billing", "redis://redis.billing.example:6379/0"
VARIABLES = (
    Variable("SECRET_KEY", "what sessions and links are signed with: long, random, the same for all processes",
             "(64 random characters)", _key_fault, _always),
    Variable("SECRET_KEY_FALLBACKS", "former values of SECRET_KEY that still count, between commas",
             "(the 64 characters before)"),
    Variable("DATABASE_URL", "the address of the database for the login `app`, which web and workers use",
             _DATABASE, _database_fault, _always),
    Variable("OWNER_DATABASE_URL", "the address for the login `owner`, which only migrations and new organizations use",
             _DATABASE.replace("app", "owner"), _database_fault, _as_owner),
    Variable("REDIS_URL", "where work is announced; nothing is lost when it is away",
             _REDIS, _url_fault("redis", "rediss", "unix"), is_deployed),
    Variable("CELERY_BROKER_URL", "another address for the announcements than REDIS_URL", _REDIS.replace("/0", "/1"),
             _url_fault("redis", "rediss", "redis+socket", "memory")),
    Variable("EMAIL_URL", "the mail server", "smtp://user:…@mail.billing.example:587?tls=1",
             _url_fault("smtp", "smtps", "file"), is_deployed),
    Variable("FILES_ROOT", "the folder where PDFs lie, the same for all processes", "/var/lib/billing/files"),
    Variable("FILES_STORAGE", "another Django storage for files, by its path", "storages.backends.s3.S3Storage"),
    Variable("FILES_STORAGE_OPTIONS", "the options of that storage, as JSON", '{"bucket_name": "billing"}',
             _json_fault),
    Variable("DEFAULT_FROM_EMAIL", "the sender of all mails", "billing@billing.example"),
    Variable("BASE_URL_PORT", "the port that links in mails name; not set for the standard one", "8443", _count_fault),
    Variable("ALLOWED_HOSTS", "the hosts that are answered, a leading dot for all below it", ".billing.example",
             _hosts_fault, is_deployed),
    Variable("HTTPS", "whether people come over HTTPS", "1", _flag_fault),
    Variable("BEHIND_PROXY", "whether a proxy of yours sets X-Forwarded-Proto and X-Request-ID", "1", _flag_fault),
    Variable("DEBUG", "whether error pages show the code", "0", _flag_fault),
    Variable("DATABASE_LOGIN", "the login this process uses", "app", _choice_fault("app", "owner")),
    Variable("DATABASE_POOL", "whether a web process keeps a pool of connections", "1", _flag_fault),
    Variable("DATABASE_POOL_SIZE", "how many connections a pool holds", "8", _count_fault),
    Variable("WORKER_NICE", "how far a worker stands back for others on its machine, 1 to 19", "10", _count_fault),
    Variable("WEB_PROCESSES", "how many processes web has", "2", _count_fault),
    Variable("WEB_THREADS", "how many requests each of them answers at once", "4", _count_fault),
    Variable("API_PER_MINUTE", "how many requests the API takes of one token in a minute", "600", _count_fault),
    Variable("API_PER_MINUTE_OF_ORGANIZATION", "how many it takes of all tokens of an organization", "3000",
             _count_fault),
    Variable("API_REFUSED_PER_MINUTE", "how many of one address without a good token", "60",
             _count_fault),
    Variable("LOG_FORMAT", "the shape of log lines", "json", _choice_fault("line", "json")),
    Variable("LOG_LEVEL", "the least level that is logged", "INFO", _choice_fault(*LEVELS)),
)  # fmt: skip

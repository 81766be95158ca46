"""The table of what the supervisor runs: steps before, programs that stand, and a last word."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from billing_platform.local.places import PROJECT

_OF_THE_OWNER = {"OWNER_DATABASE_URL", "SUPERUSER_DATABASE_URL", "DATABASE_LOGIN"}

_ROOT_WARNING = "ignore:You're running the worker with superuser privileges"  # six lines of Celery at each start
_ALONE = ("--without-mingle", "--without-gossip")  # no worker waits for what the others say


@dataclass(frozen=True, slots=True)
class Program:
    """One program: its command, the whole of its environment and the descriptors it inherits."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    directory: Path = PROJECT
    open_files: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ProgramTable:
    """`steps` run one after the other and must succeed; `standing` run until the end; `farewell` prints log-ins.

    `addresses` says where each organization answers, a line each that begins with the address.
    """

    steps: tuple[Program, ...]
    standing: tuple[Program, ...]
    addresses: Program
    farewell: tuple[Program, ...] = ()


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a table is made for: the complete environment, the state directory, the bound socket of web."""

    environment: Mapping[str, str]
    state: Path
    listener: int
    is_demo: bool


def product_table(around: Surroundings) -> ProgramTable:
    """Migrations, static files and demo as `owner`; web, workers and beat as `app`, without the other addresses.

    Only warnings are logged, unless LOG_LEVEL says otherwise: the log-ins stay in sight.
    """
    around = replace(around, environment={"LOG_LEVEL": "WARNING", **around.environment})
    migrate = _command("migrate", ("migrate",), around)
    collect = _command(
        "static", ("collectstatic", "--clear", "--ignore", "redoc*", "--no-input", "--verbosity", "0"), around
    )
    demo = _command("demo", ("demo",), around)
    logins = _command("", ("demo", "--print-logins"), around)
    addresses = _command("", ("addresses",), around)
    standing = (_web(around), *_workers(around), _beat(around))
    if not around.is_demo:
        return ProgramTable((migrate, collect), standing, addresses)
    return ProgramTable((migrate, collect, demo), standing, addresses, (logins,))


def _web(around: Surroundings) -> Program:
    command = _module(
        "gunicorn", "--config", "python:billing_platform.webserver", "--bind", f"fd://{around.listener}",
        "--graceful-timeout", "10", "billing_platform.wsgi:application",
    )  # fmt: skip
    environment = {**_without_owner(around.environment), "DATABASE_POOL": around.environment.get("DATABASE_POOL", "1")}
    return Program("web", command, environment, open_files=(around.listener,))


def _workers(around: Surroundings) -> tuple[Program, ...]:
    """What people wait for never waits behind a PDF, and neither does an upload.

    Rendering leaks: its process is replaced after 50 jobs, or 400 MB. It takes what the others leave of the processor.
    """
    fast = _worker("worker", around, "-n", "fast@%h", "-c", "2", "-Q", "fast")
    xml = _worker("reader", around, "-n", "xml@%h", "-c", "1", "-Q", "xml", "--max-tasks-per-child", "500")
    slow = _worker(
        "printer", replace(around, environment={**around.environment, "WORKER_NICE": "10"}),
        "-n", "slow@%h", "-c", "1", "-Q", "slow", "--max-tasks-per-child", "50", "--max-memory-per-child", "400000",
    )  # fmt: skip
    return fast, xml, slow


def _worker(name: str, around: Surroundings, *arguments: str) -> Program:
    command = _module("celery", "--quiet", "-A", "billing_platform", "worker", *arguments, *_ALONE)
    return Program(name, command, {**_without_owner(around.environment), "PYTHONWARNINGS": _ROOT_WARNING})


def _beat(around: Surroundings) -> Program:
    command = _module("celery", "--quiet", "-A", "billing_platform", "beat", "-s", str(around.state / "beat"))
    return Program("beat", command, _without_owner(around.environment))


def _without_owner(environment: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in environment.items() if name not in _OF_THE_OWNER}


def _command(name: str, arguments: tuple[str, ...], around: Surroundings) -> Program:
    return Program(name, (sys.executable, "-u", str(PROJECT / "manage.py"), *arguments), around.environment)


def _module(*arguments: str) -> tuple[str, ...]:
    return (sys.executable, "-u", "-m", *arguments)

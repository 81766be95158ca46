"""docker-compose.yml holds against the product: its commands parse, its settings suffice, its secrets stay apart."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from celery.bin.celery import celery
from click import Context
from django.conf import settings
from django.urls import reverse

from billing_platform.local.endpoints import Endpoints
from billing_platform.variables import VARIABLES, problems
from tests.deploy.compose_file import read

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = read(ROOT / "docker-compose.yml")
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if service["image"] == "billing-platform"}
GIVEN = {
    "SECRET_KEY": "k9Zq-4Lw_7Xe2Rt8Yu1Io5Pa3Sd6Fg0Hj" * 2, "APP_PASSWORD": "apppass", "OWNER_PASSWORD": "ownerpass",
    "SUPERUSER_PASSWORD": "superpass", "EMAIL_URL": "smtp://mail:1025", "ALLOWED_HOSTS": ".billing.example",
}  # fmt: skip


def filled(text: object) -> str:
    """A value as compose fills it in: `${NAME}`, `${NAME:-default}`, `${NAME:?why}`, `$$`."""
    named = re.sub(r"\$\{(\w+)(?::([-?])([^}]*))?\}", lambda m: GIVEN.get(m[1], m[3] if m[2] == "-" else ""), str(text))
    return named.replace("$$", "$")


def environment_of(name: str) -> dict[str, str]:
    return {key: filled(value) for key, value in (SERVICES[name].get("environment") or {}).items()}


def test_every_process_of_the_product_is_there():
    assert set(OURS) == {"web", "worker-fast", "worker-xml", "worker-slow", "beat", "migrate"}
    assert set(SERVICES) - set(OURS) == {"proxy", "db", "redis", "mail"}


@pytest.mark.parametrize("name", sorted(OURS))
def test_a_service_has_every_setting_it_needs(name):
    environment = environment_of(name)
    role = {"DATABASE_LOGIN": "owner"} if name == "migrate" else {}
    assert problems(environment | role) == []


@pytest.mark.parametrize("name", sorted(OURS))
def test_a_service_gets_no_setting_that_nobody_reads(name):
    known = {variable.name for variable in VARIABLES}
    assert set(environment_of(name)) - known == set()


@pytest.mark.parametrize("service", ["owner", "superuser"])
def test_powerful_passwords_are_given_to_one_process_alone(service):
    password = GIVEN[f"{service.upper()}_PASSWORD"]
    knowing = {name for name in SERVICES if any(password in value for value in environment_of(name).values())}
    assert knowing == {"owner": {"migrate", "db"}, "superuser": {"db"}}[service]


def test_the_addresses_are_those_of_the_services():
    web = environment_of("web")
    assert web["DATABASE_URL"] == "postgresql://app:apppass@db/billing"
    assert {"REDIS_URL", "DATABASE_URL"} <= set(Endpoints(database_url="x", redis_url="y").as_environment())
    assert web["REDIS_URL"].startswith("redis://redis:")
    assert "server web:8000 " in (ROOT / "deploy" / "nginx.conf").read_text()


def test_whoever_writes_or_reads_files_has_the_same_folder_for_them():
    for name in ("web", "worker-fast", "worker-xml", "worker-slow"):
        assert environment_of(name)["FILES_ROOT"] == "/files"
        assert "files:/files" in SERVICES[name]["volumes"]


def test_no_secret_has_a_default():
    text = (ROOT / "docker-compose.yml").read_text()
    for name in ("SECRET_KEY", "APP_PASSWORD", "OWNER_PASSWORD", "SUPERUSER_PASSWORD"):
        assert set(re.findall(rf"\$\{{{name}(.)", text)) == {":"}
        assert f"${{{name}:-" not in text


def test_the_example_names_every_variable_that_compose_asks_for():
    asked = set(re.findall(r"\$\{(\w+)", (ROOT / "docker-compose.yml").read_text()))
    example = (ROOT / ".env.example").read_text()
    assert {name for name in asked if f"{name}=" not in example} == {"MAIL_PORT"}


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_a_service_is_limited_and_watched_and_comes_back(name):
    service = SERVICES[name]
    assert service["deploy"]["resources"]["limits"].keys() == {"cpus", "memory"}
    assert "healthcheck" in service
    assert service["restart"] == ("on-failure:3" if name == "migrate" else "unless-stopped")


@pytest.mark.parametrize("name", sorted(OURS))
def test_a_process_of_the_product_can_do_little_outside_of_itself(name):
    service = SERVICES[name]
    assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])
    assert "ports" not in service


@pytest.mark.parametrize("name", sorted(OURS.keys() - {"migrate"}))
def test_nothing_serves_before_the_schema_is_there(name):
    assert SERVICES[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
    assert SERVICES[name]["depends_on"]["db"] == {"condition": "service_healthy"}


def test_quick_and_slow_jobs_have_workers_of_their_own():
    queues = {name: s["command"][s["command"].index("-Q") + 1] for name, s in OURS.items() if "-Q" in s["command"]}
    assert queues == {"worker-fast": "fast", "worker-xml": "xml", "worker-slow": "slow"}
    assert "--max-tasks-per-child" in OURS["worker-slow"]["command"]


@pytest.mark.parametrize("name", ["worker-fast", "worker-xml", "worker-slow"])
def test_the_probe_of_a_worker_asks_that_worker(name):
    command = OURS[name]["command"]
    node = command[command.index("-n") + 1].partition("@")[0]
    assert f"--destination {node}@$$(hostname)" in OURS[name]["healthcheck"]["test"][1]


@pytest.mark.parametrize("name", ["worker-fast", "worker-xml", "worker-slow", "beat"])
def test_celery_takes_the_arguments(name):
    arguments = OURS[name]["command"]
    assert arguments[:4] == ["celery", "--quiet", "-A", "billing_platform"]
    command = celery.commands[arguments[4]]
    _, rest, _ = command.make_parser(Context(command)).parse_args(list(arguments[5:]))
    assert rest == []


def test_gunicorn_takes_the_arguments_and_its_settings():
    ended = subprocess.run(
        [sys.executable, "-m", *OURS["web"]["command"], "--check-config"],
        cwd=ROOT, env=os.environ | {"WEB_PROCESSES": "3"}, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr


def test_the_image_holds_every_room_and_nothing_of_the_tests():
    ignored = (ROOT / ".dockerignore").read_text().split()
    rooms = {path.parent.name for path in ROOT.glob("*/__init__.py")} | {"templates", "static", "manage.py"}
    assert rooms & set(ignored) <= {"tests", "benchmarks"}
    assert {".git", ".env", ".run", "tests"} <= set(ignored)


def test_the_image_runs_as_nobody_in_particular_and_installs_by_hash():
    text = (ROOT / "Dockerfile").read_text()
    assert text.index("USER billing") > text.index("collectstatic")
    assert "--require-hashes" in text
    for library in ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "fonts-dejavu-core"):
        assert library in text
    assert 'CMD ["gunicorn", "--config", "python:billing_platform.webserver"' in text


def test_the_proxy_lets_through_what_the_product_takes_in_one_upload():
    conf = (ROOT / "deploy" / "nginx.conf").read_text()
    upload = conf[conf.index("location = /invoices/upload/") :]
    most = int(re.search(r"client_max_body_size (\d+)m;", upload)[1]) * 1024 * 1024
    assert most > settings.UPLOAD_MAX_BYTES
    assert reverse("invoices:upload") == "/invoices/upload/"


def test_the_proxy_finds_web_again_when_an_upgrade_gives_it_another_address():
    assert SERVICES["proxy"]["depends_on"]["web"] == {"condition": "service_healthy", "restart": True}
    version = re.search(r":(\d+)\.(\d+)", SERVICES["proxy"]["image"])
    assert [int(part) for part in version.groups()] > [1, 27]  # from then on nginx asks again for a name
    conf = (ROOT / "deploy" / "nginx.conf").read_text()
    upstream = conf[conf.index("upstream web {") : conf.index("server {")]
    assert "server web:8000 resolve " in upstream
    assert "zone web " in upstream  # without which `resolve` is refused
    assert "resolver 127.0.0.11 " in conf[: conf.index("upstream web {")]


@pytest.mark.parametrize("name", ["proxy", "web"])
def test_what_is_uploaded_waits_on_the_disk_and_not_in_memory(name):
    assert "/tmp" in SERVICES[name]["volumes"]
    assert "/tmp" not in (SERVICES[name].get("tmpfs") or [])

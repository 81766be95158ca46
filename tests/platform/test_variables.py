"""Settings come from the environment; everything missing or wrong is said at once."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from billing_platform import env
from billing_platform.variables import VARIABLES, problems

ROOT = Path(__file__).resolve().parents[2]
WHOLE = {
    "SECRET_KEY": "k9Zq-4Lw_7Xe2Rt8Yu1Io5Pa3Sd6Fg0Hj" * 2,
    "DATABASE_URL": "postgresql://app:secret@db.billing.example/billing",
    "REDIS_URL": "redis://redis.billing.example:6379/0",
    "EMAIL_URL": "smtp://mail.billing.example:587?tls=1",
    "ALLOWED_HOSTS": ".billing.example",
    "HTTPS": "1",
}


def without(*names: str) -> dict[str, str]:
    return {name: value for name, value in WHOLE.items() if name not in names}


def test_a_whole_environment_has_no_problem():
    assert problems(WHOLE) == []


@pytest.mark.parametrize("name", sorted(WHOLE.keys() - {"HTTPS"}))
def test_a_deployed_installation_is_told_what_it_lacks(name):
    (said,) = problems(without(name))
    assert said.startswith(f"{name} is not set.")
    assert f"Example: {name}=" in said


def test_one_machine_needs_neither_mail_nor_hosts_nor_broker():
    assert problems(without("HTTPS", "EMAIL_URL", "ALLOWED_HOSTS", "REDIS_URL")) == []


def test_the_owner_needs_the_address_of_the_owner():
    (said,) = problems(WHOLE | {"DATABASE_LOGIN": "owner"})
    assert said.startswith("OWNER_DATABASE_URL is not set.")


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("SECRET_KEY", "short", "is too short or too plain (5 characters"),
        ("SECRET_KEY", "a" * 80, "is too short or too plain"),
        ("DATABASE_URL", "postgresql://db/billing", "names no user"),
        ("DATABASE_URL", "mysql://app@db/billing", "is no PostgreSQL address"),
        ("REDIS_URL", "localhost:6379", "begins with none of redis://"),
        ("EMAIL_URL", "mail.billing.example", "begins with none of smtp://"),
        ("ALLOWED_HOSTS", ".billing.example, *", "allows every host"),
        ("HTTPS", "ja", "is 'ja', neither 0 nor 1"),
        ("DATABASE_POOL_SIZE", "many", "is 'many', no whole number"),
        ("WEB_THREADS", "four", "is 'four', no whole number"),
        ("DATABASE_POOL_SIZE", "0", "is '0', no whole number above 0"),
        ("DATABASE_LOGIN", "root", "is 'root', none of app, owner"),
        ("LOG_FORMAT", "xml", "is 'xml', none of line, json"),
        ("LOG_LEVEL", "loud", "is 'loud', none of DEBUG"),
    ],
)
def test_a_wrong_value_is_named_with_what_is_allowed(name, value, words):
    (said,) = [each for each in problems({**WHOLE, name: value}) if each.startswith(name)]
    assert words in said


def test_all_problems_are_said_at_once():
    with pytest.raises(ImproperlyConfigured) as refused:
        env.refuse_incomplete({"HTTPS": "1", "LOG_FORMAT": "xml"})
    said = str(refused.value)
    assert said.startswith("6 settings are missing or wrong")
    for name in ("SECRET_KEY", "DATABASE_URL", "REDIS_URL", "EMAIL_URL", "ALLOWED_HOSTS", "LOG_FORMAT"):
        assert f"{name} is" in said


def test_no_problem_repeats_a_secret():
    for name in ("SECRET_KEY", "DATABASE_URL", "EMAIL_URL", "REDIS_URL"):
        assert "hunter2" not in "".join(problems({**WHOLE, name: "hunter2:x@y"}))


def test_every_variable_is_explained_where_operators_look():
    page = (ROOT / "docs" / "operations.md").read_text()
    assert [variable.name for variable in VARIABLES if f"`{variable.name}`" not in page] == []


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(["-c", "import billing_platform.wsgi"], id="wsgi"),
        pytest.param(["-m", "gunicorn", "-c", "python:billing_platform.webserver", "billing_platform.wsgi"], id="web"),
        pytest.param(["-m", "celery", "-A", "billing_platform", "worker"], id="worker"),
        pytest.param(["-m", "celery", "-A", "billing_platform", "beat", "-s", "/nonexistent/beat"], id="beat"),
    ],
)
def test_a_process_without_settings_ends_with_their_names_and_a_code(command):
    bare = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "REDIS_URL": "redis://localhost:1/0"}
    ended = subprocess.run(
        [sys.executable, *command], env=bare, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert ended.returncode == 78
    assert "2 settings are missing or wrong" in ended.stderr
    assert "SECRET_KEY is not set." in ended.stderr
    assert "DATABASE_URL is not set." in ended.stderr
    assert "Traceback" not in ended.stderr


def test_mails_go_to_the_folder_that_is_named_whatever_signs_its_name_has(tmp_path):
    state = tmp_path / "C# ? 100%41 for me"
    code = "from django.conf import settings; print(settings.EMAIL_FILE_PATH)"
    environment = {name: value for name, value in os.environ.items() if name not in {"EMAIL_URL", "BILLING_STATE"}}
    ended = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True,
        env=environment | {"BILLING_STATE": str(state), "DJANGO_SETTINGS_MODULE": "billing_platform.settings"},
    )  # fmt: skip
    assert ended.stdout == f"{state / 'mail'}\n"


def test_the_folder_of_an_address_is_written_as_addresses_are():
    assert env.mail("file:///var/mails%20of%20C%23")["EMAIL_FILE_PATH"] == "/var/mails of C#"

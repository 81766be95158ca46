"""A checkout below a path with spaces and quotes: the Makefile, the command line and the start of `manage.py up`."""

from __future__ import annotations

import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from billing_platform.local.places import PROJECT

NOT_COPIED = (".venv", ".run", ".git", ".*_cache", ".hypothesis", "__pycache__", "staticfiles", "docs", "benchmarks")
NOWHERE = {"DATABASE_URL": "postgresql://app@/billing?host=/nonexistent", "REDIS_URL": "redis://localhost:1/0",
           "DEBUG": "1"}  # fmt: skip

# The state and modules of this checkout, and what a `make` that runs these tests tells those below it.
FOREIGN = {"BILLING_STATE", "PYTHONPATH", "MAKEFLAGS", "MAKELEVEL", "MFLAGS"}


@pytest.fixture
def checkout(folder: Path) -> Path:
    """A copy of the project that seems installed; its Python runs no modules, so that nothing is ever installed."""
    copy = folder / "my projects, 'new'" / "billing platform"
    shutil.copytree(PROJECT, copy, ignore=shutil.ignore_patterns(*NOT_COPIED))
    (copy / ".venv" / "bin").mkdir(parents=True)
    python = copy / ".venv" / "bin" / "python"
    python.write_text(f'#!/bin/sh\ntest "$1" != -m && exec {shlex.quote(sys.executable)} "$@"\n')
    python.chmod(0o755)
    shutil.copy(copy / "requirements.lock", copy / ".venv" / "installed.lock")
    return copy


@pytest.fixture
def there(checkout: Path, bare_environment: dict[str, str]) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs a command in the copy, which finds nothing of this project by its environment."""
    kept = {name: value for name, value in bare_environment.items() if name not in FOREIGN}

    def run(*command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(command, cwd=checkout, env=kept | NOWHERE, capture_output=True, text=True, check=False)

    return run


def test_the_makefile_helps_and_leaves_what_is_installed_alone(there):
    assert there("make").stdout.startswith("make demo")
    ended = there("make", "environment", "PYTHON=.venv/bin/python")
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")


def test_the_makefile_sees_that_other_packages_are_wanted(there, checkout):
    (checkout / ".venv" / "installed.lock").write_text("others")
    ended = there("make", "environment", "PYTHON=.venv/bin/python")
    assert "Installing the packages of requirements.lock into .venv ..." in ended.stdout
    assert ".venv/bin/python cannot make a virtual environment" in ended.stderr
    assert ended.returncode != 0


def test_the_command_line_finds_its_settings_and_its_state(there, checkout):
    told = there(".venv/bin/python", "manage.py", "check")
    assert told.stdout.startswith("System check identified no issues"), told.stderr
    where = there(".venv/bin/python", "-c", "from billing_platform.local.places import *; print(state_directory())")
    assert where.stdout == f"{checkout / '.run'}\n", where.stderr


def test_programs_are_started_there(miniature, checkout):
    up = miniature(PYTHONPATH=str(checkout), BILLING_STATE="")
    up.line_with("Up after")
    assert (checkout / ".run" / "up.json").exists()

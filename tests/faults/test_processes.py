"""What a test starts ends with it, also when the test fails."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from billing_platform.local.children import wait_until
from tests.faults.processes import open_folder, started

PARENT = "import subprocess, time; print(subprocess.Popen(['sleep', '60']).pid, flush=True); time.sleep(60)"


def is_zombie_or_gone(pid: int) -> bool:
    try:
        return b") Z " in Path(f"/proc/{pid}/stat").read_bytes()
    except FileNotFoundError:
        return True


def wait_in_vain(log: Path) -> None:
    with started([sys.executable, "-c", PARENT], log):
        assert wait_until(lambda: log.read_text().endswith("\n"), 20)
        raise TimeoutError


def test_a_group_ends_when_waiting_for_it_fails(tmp_path):
    with pytest.raises(TimeoutError):
        wait_in_vain(tmp_path / "log")
    assert wait_until(lambda: is_zombie_or_gone(int((tmp_path / "log").read_text())), 5)


def test_a_folder_goes_when_the_test_fails():
    with pytest.raises(ZeroDivisionError), open_folder("mended-") as folder:
        raise ZeroDivisionError
    assert not folder.exists()

"""`manage.py up` as a real process, on a miniature of the product: killed, stopped, started twice."""

from __future__ import annotations

import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest

from billing_platform.local.endpoints import recorded_endpoints
from billing_platform.local.places import PROJECT
from partners.management.commands import create_organization

MINIATURE = Path(__file__).with_name("miniature_up.py")
Start = Callable[..., Any]
IsGone = Callable[[int], bool]


def numbers(line: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", line)]


def address(up: Any) -> str:
    return re.search(r"http://\S+", up.line_with("Up after")).group()  # type: ignore[union-attr]


def test_it_runs_the_steps_first_and_answers_at_the_address_it_says(miniature: Start) -> None:
    up = miniature()
    url = address(up)
    assert any("migrate | step done" in line for line in up.lines)
    assert urlsplit(url).hostname == "localhost"  # as the miniature's list of addresses says
    with urllib.request.urlopen(url) as answer:
        assert answer.status == 200


def test_without_an_organization_it_says_what_to_run_instead_of_an_address_that_is_not_found(
    miniature: Start, state: Path
) -> None:
    up = miniature(EMPTY="1")
    command = shlex.split(up.line_with("create_organization"))
    assert command[:3] == [f"BILLING_STATE={state}", sys.executable, str(PROJECT / "manage.py")]
    parser = create_organization.Command().create_parser("manage.py", command[3])
    host = parser.parse_args(command[4:]).host
    port = numbers(up.line_with(f"and sign in at http://{host}:"))[0]
    assert "http" not in up.line_with(f"on port {port} - Ctrl-C")
    miniature().line_with(f"already runs from here, on port {port}.")


def test_a_killed_program_is_restarted_and_the_rest_of_its_group_ended(miniature: Start, is_gone: IsGone) -> None:
    up = miniature()
    leader, child = numbers(up.line_with("worker is"))
    os.kill(leader, signal.SIGKILL)
    up.line_with("worker was killed by SIGKILL; it is started again in 0.5 s.")
    assert numbers(up.line_with("worker is"))[0] != leader
    assert is_gone(child)


def test_web_comes_back_at_the_same_address(miniature: Start) -> None:
    up = miniature()
    web = numbers(up.line_with("web is"))[0]
    url = address(up)
    os.kill(web, signal.SIGKILL)
    up.line_with("web is")
    with urllib.request.urlopen(url) as answer:
        assert answer.status == 200


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_everything_in_order(miniature: Start, is_gone: IsGone, number: signal.Signals) -> None:
    up = miniature()
    worker, child = numbers(up.line_with("worker is"))
    up.line_with("Up after")
    assert up.code_after(number) == 0
    assert is_gone(worker)
    assert is_gone(child)


def test_a_second_signal_kills_what_does_not_end(miniature: Start) -> None:
    up = miniature(STUBBORN="1")
    up.line_with("Up after")
    up.child.send_signal(signal.SIGINT)
    up.line_with("Stopping.")
    assert up.code_after(signal.SIGINT, seconds=10) == 0
    up.line_with("worker does not end and is killed.")


def test_programs_end_with_a_killed_supervisor_and_the_next_one_takes_over(miniature: Start, is_gone: IsGone) -> None:
    first = miniature()
    worker = numbers(first.line_with("worker is"))[0]
    url = address(first)
    port = str(numbers(url)[-1])
    first.code_after(signal.SIGKILL)
    second = miniature("--port", port)
    assert address(second) == url
    assert is_gone(worker)


def test_a_second_one_says_where_the_first_one_answers(miniature: Start) -> None:
    url = address(miniature())
    second = miniature()
    second.line_with(f"already runs from here, at {url}")
    assert second.code_after() == 0


def test_a_taken_port_leads_to_the_next_one_with_a_message(miniature: Start) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        up = miniature("--port", str(port))
        said = up.line_with(f"Port {port} is taken")
        assert numbers(address(up))[-1] == numbers(said)[-1] > port


def test_a_step_that_fails_ends_the_start(miniature: Start) -> None:
    up = miniature(STEP_CODE="3")
    up.line_with("ended with code 3")
    assert up.code_after() == 1


def test_the_loss_of_its_reader_stops_everything(bare_environment: dict[str, str], is_gone: IsGone) -> None:
    given = dict.fromkeys(("DATABASE_URL", "OWNER_DATABASE_URL", "REDIS_URL"), "redis://localhost:1/0")
    with subprocess.Popen(
        [sys.executable, MINIATURE, "--port", "0"], env={**bare_environment, **given}, stdout=subprocess.PIPE, text=True
    ) as up:
        assert up.stdout is not None
        worker = numbers(next(line for line in up.stdout if "worker is" in line))[0]
        up.stdout.close()
        os.kill(worker, signal.SIGKILL)
        assert up.wait(20) == 0
    assert is_gone(worker)


@pytest.mark.slow
@pytest.mark.alone
def test_killed_servers_are_restarted_with_their_rows(miniature: Start, state: Path, is_gone: IsGone) -> None:
    up = miniature("--port", "0", embedded=True)
    up.line_with("Up after")
    owner = recorded_endpoints(state)["OWNER_DATABASE_URL"]
    with psycopg.connect(owner) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS figure")
    for name, pid_file in (("postgres", "postgres/cluster/postmaster.pid"), ("valkey", "valkey/pid")):
        killed = int((state / pid_file).read_text().split()[0])
        os.kill(killed, signal.SIGKILL)
        up.line_with(f"{name} has ended; it is started again")
        assert is_gone(killed)
    up.line_with("valkey runs again.")
    with psycopg.connect(owner) as connection:
        assert connection.execute("SELECT figure FROM kept").fetchone() == (7,)
    assert up.code_after(signal.SIGTERM) == 0


@pytest.mark.slow
@pytest.mark.alone
def test_after_the_kill_of_the_supervisor_the_next_one_has_the_rows(miniature: Start, state: Path) -> None:
    first = miniature("--port", "0", embedded=True)
    first.line_with("Up after")
    with psycopg.connect(recorded_endpoints(state)["OWNER_DATABASE_URL"]) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS figure")
    first.code_after(signal.SIGKILL)
    second = miniature("--port", "0", embedded=True)
    second.line_with("Up after")
    with psycopg.connect(recorded_endpoints(state)["OWNER_DATABASE_URL"]) as connection:
        assert connection.execute("SELECT figure FROM kept").fetchone() == (7,)
    assert second.code_after(signal.SIGTERM) == 0

"""nginx with the product's own configuration before a real web server: what is half sent holds nobody up."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from billing_platform.local.children import wait_until
from billing_platform.local.listener import answers
from tests.faults.processes import ROOT, free_port, open_folder, started
from tests.logins import connected
from tests.machine import lacking

pytestmark = [pytest.mark.slow, pytest.mark.alone]
CONF = ROOT / "deploy" / "nginx.conf"
HALF = b"GET /sign-in/ HTTP/1.1\r\nHost: acme.localhost\r\nX-Slow: "


@pytest.fixture
def web(django_db_setup: None, tmp_path: Path) -> Iterator[tuple[int, Path]]:
    """The port of gunicorn as the image runs it, with one process of four threads, and its log."""
    port, log = free_port(), tmp_path / "web.log"
    command = [sys.executable, "-m", "gunicorn", "-c", "python:billing_platform.webserver", "-b", f"127.0.0.1:{port}",
               "billing_platform.wsgi:application"]  # fmt: skip
    settings = {"WEB_PROCESSES": "1", "WEB_THREADS": "4", "BEHIND_PROXY": "1", "LOG_FORMAT": "json"}
    with started(command, log, env=os.environ | settings):
        assert wait_until(lambda: answers(port), 60), log.read_text()
        yield port, log


@pytest.fixture
def folder() -> Iterator[Path]:
    """Where the proxy has its configuration and writes."""
    with open_folder("proxy-") as made:
        yield made


@pytest.fixture
def proxy(web: tuple[int, Path], folder: Path) -> Iterator[int]:
    with proxied(web[0], folder, CONF.read_text()) as port:
        yield port


@pytest.fixture
def behind_balancer(web: tuple[int, Path], folder: Path) -> Iterator[int]:
    """The proxy as it is set up behind a balancer, which here is the test."""
    text = CONF.read_text().replace("# set_real_ip_from 10.0.0.5;", "set_real_ip_from 127.0.0.1;")
    with proxied(web[0], folder, text.replace("# real_ip_header", "real_ip_header")) as port:
        yield port


@contextmanager
def proxied(web: int, folder: Path, text: str) -> Iterator[int]:
    """nginx with this configuration; an older one than in the image is enough, since web has an address here."""
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        lacking("nginx is not installed here (Debian: nginx-light)")
    port, conf, log = free_port(), folder / "nginx.conf", folder / "proxy.log"
    text = text.replace("/tmp/", f"{folder}/").replace("listen 8080", f"listen {port}")
    conf.write_text(text.replace("server web:8000 resolve", f"server 127.0.0.1:{web}"))
    with started([program, "-p", folder, "-c", conf, "-g", "daemon off;"], log):
        assert wait_until(lambda: answers(port), 60), log.read_text()
        yield port


def refused_sign_in(port: int, **headers: str) -> None:
    """Wrong passwords, as a person types them."""
    with asked(port) as answer:
        page, cookie = answer.read().decode(), answer.headers["Set-Cookie"].partition(";")[0]
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]  # type: ignore[index]
    typed = {"username": "nobody@acme.example", "password": "wrong", "csrfmiddlewaretoken": token}
    with pytest.raises(urllib.error.HTTPError) as refused:
        asked(port, typed=typed, **headers, Cookie=cookie)
    assert refused.value.code == 422


def noted_addresses(schema: str) -> set[str]:
    """Where the wrong passwords came from; they are forgotten with it."""
    with connected("superuser") as server:
        return {row[0] for row in server.execute(f'DELETE FROM "{schema}".people_signinattempt RETURNING address')}


def test_behind_a_balancer_each_client_has_an_address_of_its_own(behind_balancer: int, cast) -> None:
    for client in ("203.0.113.7", "203.0.113.8"):
        refused_sign_in(behind_balancer, **{"X-Forwarded-For": client})
    assert noted_addresses(cast["acme"].schema_name) == {"203.0.113.7", "203.0.113.8"}


def test_an_address_that_a_client_makes_up_is_not_believed(proxy: int, cast) -> None:
    refused_sign_in(proxy, **{"X-Forwarded-For": "203.0.113.7"})
    assert noted_addresses(cast["acme"].schema_name) == {"127.0.0.1"}


def asked(port: int, typed: dict[str, str] | None = None, **headers: str) -> urllib.request.addinfourl:
    """The page of the sign-in, or the answer to what was typed there."""
    sent = urllib.parse.urlencode(typed).encode() if typed else None
    given = {"Host": "acme.localhost", **headers}
    request = urllib.request.Request(f"http://127.0.0.1:{port}/sign-in/", sent, given)
    return urllib.request.urlopen(request, timeout=20)


def timed(port: int, count: int = 10) -> float:
    """Milliseconds of the middle one of so many requests."""
    spent = []
    for _ in range(count):
        began = time.perf_counter()
        asked(port).read()
        spent.append((time.perf_counter() - began) * 1000)
    return statistics.median(spent)


def half_sent(port: int, count: int, text: bytes = HALF) -> list[socket.socket]:
    clients = [socket.create_connection(("127.0.0.1", port)) for _ in range(count)]
    for client in clients:
        client.sendall(text)
    return clients


@pytest.mark.parametrize("text", [HALF, HALF + b"1\r\nContent-Length: 5000\r\n\r\nhalf a body"], ids=["header", "body"])
def test_ten_requests_that_are_half_sent_hold_nobody_up(proxy: int, text: bytes) -> None:
    calm = timed(proxy)
    clients = half_sent(proxy, 10, text)
    held = timed(proxy)
    for client in clients:
        client.close()
    assert held < max(calm * 3, 200), f"{calm:.0f} ms before, {held:.0f} ms beside ten that are half sent"


def test_the_number_of_a_request_is_made_by_the_proxy_and_not_taken_from_a_client(
    proxy: int, web: tuple[int, Path]
) -> None:
    given = str(uuid.uuid4())
    with asked(proxy, **{"X-Request-ID": given}) as answer:
        number = answer.headers["X-Request-ID"]
    assert str(uuid.UUID(number)) == number != given
    lines = [json.loads(line) for line in web[1].read_text().splitlines() if "request.answered" in line]
    assert lines[-1]["request_id"] == number


def test_a_forged_scheme_does_not_arrive(proxy: int) -> None:
    with asked(proxy, **{"X-Forwarded-Proto": "https"}) as answer:
        assert "Secure" not in (answer.headers["Set-Cookie"] or "")
        assert answer.status == 200


def test_what_is_too_large_is_refused_before_web_sees_it(proxy: int, web: tuple[int, Path]) -> None:
    request = urllib.request.Request(f"http://127.0.0.1:{proxy}/sign-in/", data=b"x" * (13 * 1024 * 1024))
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=20)
    assert refused.value.code == 413
    assert '"POST"' not in web[1].read_text()


def test_without_web_the_answer_is_503_and_when_to_come_again(proxy: int, web: tuple[int, Path], folder: Path) -> None:
    assert f"127.0.0.1:{web[0]}" in (folder / "nginx.conf").read_text()
    stopped = [int(line) for line in subprocess.run(
        ["pgrep", "-f", f"127.0.0.1:{web[0]}"], capture_output=True, text=True, check=True).stdout.split()]  # fmt: skip
    for pid in stopped:
        os.kill(pid, 15)
    assert wait_until(lambda: not answers(web[0]), 60)
    with pytest.raises(urllib.error.HTTPError) as away:
        asked(proxy)
    assert (away.value.code, away.value.headers["Retry-After"]) == (503, "10")

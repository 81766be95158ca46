"""Redis only wakes: what it forgets, the sweep finds again."""

from __future__ import annotations

import itertools
import os
import signal
import subprocess
import time
from contextlib import ExitStack
from pathlib import Path

import pytest
import redis
from celery import Celery

from billing_platform.local.children import wait_until
from invoices.models import Document, State
from invoices.operations.issue import request_issue
from ledger.books import check_books
from tests.building import line, order, verified
from tests.faults.processes import environment_of_tests, started, worker_command

pytestmark = [pytest.mark.slow, pytest.mark.alone]
COUNT = 30


@pytest.fixture
def worker(tmp_path: Path):
    """A real worker; `worker()` starts one, each is killed at the end."""
    numbers = itertools.count()
    with ExitStack() as running:

        def begin() -> subprocess.Popen[bytes]:
            log = tmp_path / f"worker-{next(numbers)}.log"
            environment = environment_of_tests()
            return running.enter_context(started(worker_command(2), log, by=signal.SIGKILL, env=environment))

        yield begin


def sweep() -> None:
    """What beat does every thirty seconds."""
    with Celery(broker=os.environ["CELERY_BROKER_URL"]) as app:
        app.send_task("sweep", queue="fast")


def wait_until_issued(count: int, door, seconds: float) -> float:
    def are_issued() -> bool:
        with door("acme"):
            if Document.objects.filter(state=State.ISSUED).count() >= count:
                return True
        sweep()
        return False

    began = time.monotonic()
    assert wait_until(are_issued, seconds, 1), "not all documents were issued"
    return time.monotonic() - began


def test_nothing_is_lost_when_redis_is_flushed_and_a_worker_killed(committed, door, worker):
    with door("initech"):
        order("PO-1")
    with door("acme"):
        ids = [verified("initech", line("1.00")).pk for _ in range(COUNT)]
        for each in ids[: COUNT // 2]:
            request_issue([each], verify=False)
    redis.Redis.from_url(os.environ["REDIS_URL"]).flushall()
    first = worker()
    with door("acme"):
        for each in ids[COUNT // 2 :]:
            request_issue([each], verify=False)
    wait_until_issued(3, door, 60)
    os.killpg(first.pid, signal.SIGKILL)
    first.wait()
    redis.Redis.from_url(os.environ["REDIS_URL"]).flushall()
    worker()
    took = wait_until_issued(COUNT, door, 90)
    assert took <= 60, f"resumed only after {took:.0f} s"
    with door("acme"):
        numbers = sorted(Document.objects.values_list("number", flat=True))
        assert numbers == [f"INV-2026-{n:06d}" for n in range(1, COUNT + 1)]
        assert list(check_books()) == []
    with door("initech"):
        assert Document.objects.count() == COUNT

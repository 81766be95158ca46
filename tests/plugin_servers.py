"""Starts embedded servers for the whole run, before anything reads the settings: loaded by `-p tests.plugin_servers`.

Servers named by DATABASE_URL and REDIS_URL are used instead. Workers of a parallel run inherit the addresses.
"""

from __future__ import annotations

import atexit
import os
import secrets
import shutil
import tempfile
import time
from pathlib import Path

from billing_platform.local.endpoints import named_endpoints
from billing_platform.local.environment import wanted_servers
from billing_platform.local.places import remove_server_files
from billing_platform.local.servers import LocalServers, Wanted
from tests.kept_cluster import bring_kept, keep

_TEST_SERVERS_LOSE_ROWS = {"is_durable": False, "max_connections": 200}


class TestServers:
    """The servers of one run, in a temporary directory that goes with them."""

    __test__ = False

    def __init__(self, wanted: Wanted) -> None:
        began = time.perf_counter()
        self.state = Path(tempfile.mkdtemp(prefix="billing-tests-"))
        self.state.chmod(0o711)
        self.servers = LocalServers(
            self.state, Wanted(postgres=wanted.postgres, valkey=wanted.valkey, **_TEST_SERVERS_LOSE_ROWS)
        )
        self.has_cast = wanted.postgres and bring_kept(self.servers.postgres.cluster)
        self.servers.join(dying_with_parent=True)
        os.environ.update(self.servers.endpoints.as_environment())
        self.seconds = time.perf_counter() - began

    def keep_cluster(self) -> None:
        """Keep what stands in the cluster by now for the next run."""
        if self.servers.wanted.postgres:
            self.servers.postgres.stop()
            keep(self.servers.postgres.cluster)
            self.servers.postgres.start(dying_with_parent=True)

    def remove(self) -> None:
        self.servers.stop(gently=False)
        remove_server_files(self.state)


def pytest_report_header() -> str | None:
    """One line: which servers, and how long they took."""
    if _running is None:
        return None
    names = " and ".join(server.name for server in _running.servers.chosen)
    return f"embedded {names} up after {_running.seconds:.2f} s"


def pytest_unconfigure() -> None:
    """Stop the servers and delete what they wrote."""
    global _running
    if _files:
        shutil.rmtree(_files, ignore_errors=True)
    if _running is not None:
        _running.remove()
        _running = None


def has_cast() -> bool:
    """Whether the cluster is one that was kept; what a server that was named to the run holds is built anew."""
    return _running is not None and _running.has_cast


def keep_cluster() -> None:
    """For a run with a server of its own; one that was named to it stays as it is."""
    if _running is not None:
        _running.keep_cluster()


def _started() -> TestServers | None:
    if "PYTEST_XDIST_WORKER" in os.environ:
        return None
    os.environ.setdefault("SECRET_KEY", secrets.token_urlsafe(64))
    os.environ["FILES_ROOT"] = _files
    wanted = wanted_servers(os.environ)
    os.environ.update(named_endpoints(os.environ))
    return TestServers(wanted) if wanted.postgres or wanted.valkey else None


_files = tempfile.mkdtemp(prefix="billing-test-files-") if "PYTEST_XDIST_WORKER" not in os.environ else ""
_running = _started()
atexit.register(pytest_unconfigure)  # a run that fails before its configuration is not unconfigured

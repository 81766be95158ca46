"""An embedded PostgreSQL: created, started, recovered after a kill and stopped, reachable over a socket only."""

from __future__ import annotations

import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg

from billing_platform.local import databases
from billing_platform.local.binaries import postgres_programs
from billing_platform.local.children import dies_with_parent, end_process, is_running, may_work_in, wait_until
from billing_platform.local.errors import DiskFull, LocalServerError
from billing_platform.local.logfile import LogFile
from billing_platform.local.places import ServerHome

_SPACE_FOR_A_CLUSTER = 150 * 1024 * 1024  # bytes: a new cluster takes 40 MB, its first write-ahead log 32 MB
_START_SECONDS = 60.0  # replaying the log after a kill is part of the start
_STALE_SECONDS = 30.0
_STALE_SIGNS = (
    'lock file "postmaster.pid" already exists',
    "pre-existing shared memory block",
    "is another postmaster",
)

_SETTINGS = {
    "listen_addresses": "",
    "shared_preload_libraries": "pg_stat_statements",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "max_locks_per_transaction": "256",
}
_SETTINGS_THAT_LOSE_DATA = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
}


class Postgres:
    """The cluster in `<home>/postgres`. Whoever starts it holds the start lock of `servers.LocalServers`."""

    name = "postgres"

    def __init__(self, home: ServerHome, *, is_durable: bool = True, max_connections: int = 100) -> None:
        self.home = home
        self.is_durable = is_durable
        self.max_connections = max_connections
        self.directory = home.directory("postgres")
        self.cluster = self.directory / "cluster"
        self.log = LogFile(self.directory / "log")
        self._child: subprocess.Popen[bytes] | None = None

    def url(self, user: str, database: str = databases.DATABASE) -> str:
        """The address of `database` for the login `user`."""
        return databases.local_url(user, database, str(self.home.sockets))

    @property
    def superuser_url(self) -> str:
        return self.url(databases.SUPERUSER, "postgres")

    def is_alive(self) -> bool:
        """Tell whether the server's process lives, whoever started it; it may still be replaying its log."""
        if self._child is not None:
            self._child.poll()
        pid = self._recorded_pid()
        return pid > 0 and is_running(pid, str(self.cluster))

    def start(self, *, dying_with_parent: bool = False) -> None:
        """Create the cluster if there is none, start it unless it runs, and return when it answers.

        Raises DiskFull or LocalServerError with the last lines of its log.
        """
        if not self.cluster.exists():
            self._create_cluster()
        end = time.monotonic() + _STALE_SECONDS
        while not self.is_alive():
            self._remove_stale_lock()
            self._launch(dying_with_parent)
            if self._has_come_up():
                break
            said = self.log.new_text()
            if not any(sign in said for sign in _STALE_SIGNS) or time.monotonic() > end:
                raise self._failure("PostgreSQL did not start", said)
            time.sleep(0.3)  # the rest of a killed server is still going
        self._wait_for_answer()
        databases.create_logins(self.superuser_url)
        databases.create_database(self.superuser_url, databases.DATABASE)

    def stop(self, *, is_data_kept: bool = True) -> None:
        """End all sessions and stop; without keeping the data, at once and without a last write."""
        pid = self._recorded_pid()
        if pid <= 0 or not self.is_alive():
            return
        gently, at_once = (signal.SIGINT, 60.0), (signal.SIGQUIT, 10.0)
        order = (gently, at_once) if is_data_kept else (at_once,)
        if not end_process(pid, lambda: not self.is_alive(), *order, (signal.SIGKILL, 5.0)):
            raise LocalServerError(f"PostgreSQL (process {pid}) does not stop.")

    def _create_cluster(self) -> None:
        """Into a directory renamed at the end: a creation killed halfway leaves nothing that looks finished."""
        if shutil.disk_usage(self.directory).free < _SPACE_FOR_A_CLUSTER:
            raise DiskFull(_disk_full_text(self.directory))
        unfinished = self.directory / "unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        self._run(
            "initdb", "--pgdata", str(unfinished), "--username", databases.SUPERUSER, "--encoding", "UTF8",
            "--auth-local", "trust", "--auth-host", "reject", "--locale", "C",
            "--locale-provider", "builtin", "--builtin-locale", "C.UTF-8",
            *([] if self.is_durable else ["--no-sync", "--no-data-checksums"]),
        )  # fmt: skip
        unfinished.rename(self.cluster)

    def _run(self, program: str, *arguments: str) -> None:
        with tempfile.TemporaryFile() as output:
            ended = subprocess.run(
                [self._program(program), *arguments],
                stdin=subprocess.DEVNULL, stdout=output, stderr=output, cwd=self.directory, env=_environment(),
                check=False, **self.home.account.as_process_owner(),
            )  # fmt: skip
            output.seek(0)
            said = output.read().decode(errors="replace")
        if ended.returncode:
            raise self._failure(f"{program} failed", said)

    def _launch(self, dying_with_parent: bool) -> None:
        with self.log.opened() as log:
            self._child = subprocess.Popen(
                [self._program("postgres"), "-D", str(self.cluster), *self._settings()],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.directory, env=_environment(),
                start_new_session=True,
                preexec_fn=dies_with_parent(signal.SIGINT) if dying_with_parent else None,
                **self.home.account.as_process_owner(),
            )  # fmt: skip

    def _settings(self) -> list[str]:
        settings = dict(_SETTINGS, max_connections=str(self.max_connections))
        settings["unix_socket_directories"] = str(self.home.sockets)
        if not self.is_durable:
            settings |= _SETTINGS_THAT_LOSE_DATA
        return [argument for name, value in settings.items() for argument in ("-c", f"{name}={value}")]

    def _has_come_up(self) -> bool:
        """Wait for the first sign of life, or for the end, of the process just started."""
        child = self._child
        assert child is not None  # noqa: S101 - _launch has set it
        wait_until(lambda: self._answers() or child.poll() is not None, _START_SECONDS)
        return child.poll() is None

    def _wait_for_answer(self) -> None:
        if not wait_until(self._answers, _START_SECONDS, pause=0.05):
            raise self._failure(f"PostgreSQL runs but has not answered for {_START_SECONDS:.0f} s", self.log.new_text())

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.superuser_url, connect_timeout=5).close()
        except psycopg.OperationalError as problem:
            return "too many clients" in str(problem)
        return True

    def _remove_stale_lock(self) -> None:
        """A killed server leaves its pid, which may be a zombie's or another's by now; PostgreSQL would not start.

        Removed only when no process works in the cluster any more.
        """
        if self._recorded_pid() > 0 and not may_work_in(self.cluster):
            self._pid_file.unlink(missing_ok=True)

    def _recorded_pid(self) -> int:
        """The pid that PostgreSQL wrote down, 0 without one."""
        try:
            return int(self._pid_file.read_text().split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            return 0

    @property
    def _pid_file(self) -> Path:
        return self.cluster / "postmaster.pid"

    def _program(self, name: str) -> str:
        return str(postgres_programs(self.home.account) / name)

    def _failure(self, headline: str, said: str) -> LocalServerError:
        if "No space left on device" in said:
            return DiskFull(_disk_full_text(self.directory))
        return LocalServerError(f"{headline}:\n{said.strip()[-2000:]}")


def _disk_full_text(directory: Path) -> str:
    free = shutil.disk_usage(directory).free // (1024 * 1024)
    return (
        f"The disk that holds {directory} is full ({free} MB free): make room, or name another place in BILLING_STATE."
    )


def _environment() -> dict[str, str]:
    return {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}

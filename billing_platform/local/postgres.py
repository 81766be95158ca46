"""An embedded PostgreSQL: created, started, recovered after a kill and stopped, reachable over a socket only."""

from __future__ import annotations

import shutil
import signal
import subprocess
import tempfile

import psycopg

from billing_platform.local import databases
from billing_platform.local.binaries import postgres_programs
from billing_platform.local.children import may_work_in
from billing_platform.local.daemon import Daemon
from billing_platform.local.errors import DiskFull, LocalServerError
from billing_platform.local.logfile import LogFile
from billing_platform.local.places import ServerHome

_SPACE_FOR_A_CLUSTER = 150 * 1024 * 1024  # bytes: a new cluster takes 40 MB, its first write-ahead log 32 MB
_STALE_SIGNS = (
    'lock file "postmaster.pid" already exists',
    "pre-existing shared memory block",
    "is another postmaster",
)
_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}

_SETTINGS = {
    "listen_addresses": "",
    "shared_preload_libraries": "pg_stat_statements",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "max_locks_per_transaction": "256",
}
_SETTINGS_THAT_LOSE_ROWS = {
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
        self._log = LogFile(self.directory / "log")
        self._daemon = Daemon(self.cluster / "postmaster.pid", str(self.cluster), self._log, home.account, _ENVIRONMENT)

    def url(self, user: str, database: str = databases.DATABASE) -> str:
        """The address of `database` for the login `user`."""
        return databases.local_url(user, database, str(self.home.sockets))

    @property
    def superuser_url(self) -> str:
        return self.url(databases.SUPERUSER, "postgres")

    @property
    def pid(self) -> int:
        """The server's process, whoever started it; 0 when it does not run."""
        return self._daemon.living_pid

    def start(self, *, dying_with_parent: bool = False) -> None:
        """Create the cluster if there is none, start it unless it runs, and return when it can be used.

        Raises DiskFull, or LocalServerError with the last lines of its log.
        """
        if not self.cluster.exists():
            self._create_cluster()
        try:
            self._daemon.bring_up(lambda: self._launch(dying_with_parent), self._answers, _is_passing)
            databases.create_logins(self.superuser_url)
            databases.create_database(self.superuser_url, databases.DATABASE)
        except LocalServerError as problem:
            raise self._failure("PostgreSQL did not start", problem.message) from problem
        except psycopg.OperationalError as problem:
            raise self._failure("PostgreSQL could not be prepared", f"{problem}\n{self._log.new_text()}") from problem

    def stop(self, *, gently: bool = True) -> None:
        """End all sessions and stop; if not gently, at once and without a last write."""
        checkpoint = [(signal.SIGINT, 60.0)] if gently else []
        self._daemon.end(*checkpoint, (signal.SIGQUIT, 10.0), (signal.SIGKILL, 5.0))

    def _create_cluster(self) -> None:
        """Into a directory renamed at the end: a creation killed halfway leaves nothing that looks finished."""
        if shutil.disk_usage(self.directory).free < _SPACE_FOR_A_CLUSTER:
            raise self._disk_full()
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
                stdin=subprocess.DEVNULL, stdout=output, stderr=output, cwd=self.directory, env=_ENVIRONMENT,
                check=False, **self.home.account.as_process_owner(),
            )  # fmt: skip
            output.seek(0)
            said = output.read().decode(errors="replace")
        if ended.returncode:
            raise self._failure(f"{program} failed", said)

    def _launch(self, dying_with_parent: bool) -> None:
        self._remove_stale_locks()
        command = [self._program("postgres"), "-D", str(self.cluster), *self._settings()]
        self._daemon.launch(command, signal.SIGINT if dying_with_parent else None)

    def _settings(self) -> list[str]:
        settings = dict(_SETTINGS, max_connections=str(self.max_connections))
        settings["unix_socket_directories"] = str(self.home.sockets)
        if not self.is_durable:
            settings |= _SETTINGS_THAT_LOSE_ROWS
        return [argument for name, value in settings.items() for argument in ("-c", f"{name}={value}")]

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.superuser_url, connect_timeout=5).close()
        except psycopg.OperationalError as problem:
            return "too many clients" in str(problem)
        return True

    def _remove_stale_locks(self) -> None:
        """A killed server leaves its pid, which may be a zombie's or another's by now; PostgreSQL would not start.

        Removed only when nothing works in the cluster any more.
        """
        if not may_work_in(self.cluster, self.home.account.user_id):
            self._daemon.pid_file.unlink(missing_ok=True)
            (self.home.sockets / ".s.PGSQL.5432.lock").unlink(missing_ok=True)

    def _program(self, name: str) -> str:
        return str(postgres_programs(self.home.account) / name)

    def _failure(self, headline: str, said: str) -> LocalServerError:
        if "No space left on device" in said:
            return self._disk_full()
        return LocalServerError(f"{headline}: {said.strip()[-2000:]}")

    def _disk_full(self) -> DiskFull:
        free = shutil.disk_usage(self.directory).free // (1024 * 1024)
        return DiskFull(
            f"The disk that holds {self.directory} is full ({free} MB free): make room, or name another place in "
            "BILLING_STATE."
        )


def _is_passing(said: str) -> bool:
    """Tell whether the rest of a killed server was still going when the new one tried."""
    return any(sign in said for sign in _STALE_SIGNS)

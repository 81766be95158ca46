"""An embedded Valkey: the Redis protocol over a socket, for wake-ups and caches that may be lost."""

from __future__ import annotations

import contextlib
import signal
import socket
import subprocess
from urllib.parse import quote

from billing_platform.local.binaries import valkey_program
from billing_platform.local.children import dies_with_parent, end_process, is_running, wait_until
from billing_platform.local.errors import LocalServerError
from billing_platform.local.logfile import LogFile
from billing_platform.local.places import ServerHome

_START_SECONDS = 10.0


class Valkey:
    """The server in `<home>/valkey`. Whoever starts it holds the start lock of `servers.LocalServers`."""

    name = "valkey"

    def __init__(self, home: ServerHome, *, is_durable: bool = True) -> None:
        self.home = home
        self.is_durable = is_durable
        self.directory = home.directory("valkey")
        self.socket = home.sockets / "valkey.sock"
        self.log = LogFile(self.directory / "log")
        self._pid_file = self.directory / "pid"
        self._child: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The address for redis-py, database 0: `unix:///.../valkey.sock?db=0`."""
        return f"unix://{quote(str(self.socket))}?db=0"

    def is_alive(self) -> bool:
        """Tell whether the server's process lives, whoever started it; it may still be loading its snapshot."""
        if self._child is not None:
            self._child.poll()
        pid = self._recorded_pid()
        return pid > 0 and is_running(pid, str(self.socket))

    def start(self, *, dying_with_parent: bool = False) -> None:
        """Start the server unless it runs and return when it answers.

        Raises LocalServerError with the last lines of its log.
        """
        if not self.is_alive():
            self._pid_file.unlink(missing_ok=True)
            self.socket.unlink(missing_ok=True)
            self._launch(dying_with_parent)
        child = self._child
        wait_until(lambda: self._answers() or (child is not None and child.poll() is not None), _START_SECONDS)
        if not self._answers():
            raise LocalServerError(f"Valkey did not start:\n{self.log.new_text().strip()[-2000:]}")

    def stop(self, *, is_data_kept: bool = True) -> None:
        """Stop, after a last snapshot when the data is kept."""
        pid = self._recorded_pid()
        if pid <= 0 or not self.is_alive():
            return
        order = [(signal.SIGTERM, 10.0)] if is_data_kept else []
        if not end_process(pid, lambda: not self.is_alive(), *order, (signal.SIGKILL, 5.0)):
            raise LocalServerError(f"Valkey (process {pid}) does not stop.")

    def _launch(self, dying_with_parent: bool) -> None:
        with self.log.opened() as log:
            self._child = subprocess.Popen(
                [str(valkey_program(self.home.account)), *self._settings()],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.directory, env={"TZ": "UTC"},
                start_new_session=True,
                preexec_fn=dies_with_parent(signal.SIGTERM) if dying_with_parent else None,
                **self.home.account.as_process_owner(),
            )  # fmt: skip

    def _settings(self) -> list[str]:
        """What it holds can be made again from PostgreSQL: a full disk stops its snapshots, not its work."""
        settings = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(self.directory),
            "pidfile": str(self._pid_file),
            "save": "60 1" if self.is_durable else "",
            "maxmemory-policy": "noeviction",
            "stop-writes-on-bgsave-error": "no",
        }
        return [argument for name, value in settings.items() for argument in (f"--{name}", value)]

    def _answers(self) -> bool:
        with contextlib.closing(socket.socket(socket.AF_UNIX)) as connection:
            connection.settimeout(1)
            try:
                connection.connect(str(self.socket))
                connection.sendall(b"PING\r\n")
                return connection.recv(7).startswith(b"+PONG")
            except OSError:
                return False

    def _recorded_pid(self) -> int:
        try:
            return int(self._pid_file.read_text())
        except (FileNotFoundError, ValueError):
            return 0

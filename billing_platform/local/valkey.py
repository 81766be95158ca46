"""An embedded Valkey: the Redis protocol over a socket, for wake-ups and caches that may be lost."""

from __future__ import annotations

import contextlib
import signal
import socket
from urllib.parse import quote

from billing_platform.local.binaries import valkey_program
from billing_platform.local.daemon import Daemon
from billing_platform.local.errors import LocalServerError
from billing_platform.local.logfile import LogFile
from billing_platform.local.places import ServerHome


class Valkey:
    """The server in `<home>/valkey`. Whoever starts it holds the start lock of `servers.LocalServers`."""

    name = "valkey"

    def __init__(self, home: ServerHome, *, is_durable: bool = True) -> None:
        self.home = home
        self.is_durable = is_durable
        self.directory = home.directory("valkey")
        self.socket = home.sockets / "valkey.sock"
        self._daemon = Daemon(
            self.directory / "pid", str(self.socket), LogFile(self.directory / "log"), home.account, {"TZ": "UTC"}
        )

    @property
    def url(self) -> str:
        """The address for redis-py, database 0: `unix:///.../valkey.sock?db=0`."""
        return f"unix://{quote(str(self.socket))}?db=0"

    @property
    def pid(self) -> int:
        """The server's process, whoever started it; 0 when it does not run."""
        return self._daemon.living_pid

    def start(self, *, dying_with_parent: bool = False) -> None:
        """Start the server unless it runs and return when it answers.

        Raises LocalServerError with the last lines of its log.
        """
        try:
            self._daemon.bring_up(lambda: self._launch(dying_with_parent), self._answers, lambda _: False)
        except LocalServerError as problem:
            raise LocalServerError(f"Valkey did not start: {problem.message}") from problem

    def stop(self, *, gently: bool = True) -> None:
        """Stop, after a last snapshot if gently."""
        snapshot = [(signal.SIGTERM, 10.0)] if gently else []
        self._daemon.end(*snapshot, (signal.SIGKILL, 5.0))

    def _launch(self, dying_with_parent: bool) -> None:
        self._daemon.pid_file.unlink(missing_ok=True)
        self.socket.unlink(missing_ok=True)
        command = [str(valkey_program(self.home.account)), *self._settings()]
        self._daemon.launch(command, signal.SIGTERM if dying_with_parent else None)

    def _settings(self) -> list[str]:
        """What it holds can be made again from PostgreSQL: a full disk stops its snapshots, not its work."""
        settings = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(self.directory),
            "pidfile": str(self._daemon.pid_file),
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

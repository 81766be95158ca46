"""`manage.py up`: servers, migrations, demo, then web, worker and beat, kept running until somebody stops them."""

from __future__ import annotations

import argparse
import io
import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from billing_platform.local import listener
from billing_platform.local.claim import Claim
from billing_platform.local.console import Console
from billing_platform.local.endpoints import named_endpoints
from billing_platform.local.environment import secret_key, wanted_servers
from billing_platform.local.errors import AlreadyRunning, IncompleteAddresses, StartFailed
from billing_platform.local.parts import ProgramPart, ServerPart
from billing_platform.local.places import make_state_directory, state_directory
from billing_platform.local.programs import Program, ProgramTable, Surroundings, product_table
from billing_platform.local.servers import LocalServers
from billing_platform.local.watch import StopRequest, Watch
from billing_platform.local.way_in import WayIn, first_address
from common.errors import Refusal

_WEB_SECONDS = 90.0


@dataclass(frozen=True, slots=True)
class Options:
    """How the product is to be started."""

    is_demo: bool
    port: int


def main(arguments: Sequence[str], make_table: Callable[[Surroundings], ProgramTable] = product_table) -> int:
    """Run until SIGINT, SIGTERM or SIGHUP; the exit code: 0, or 1 when the start failed."""
    options = _parsed(arguments)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal without a letter gets a question mark, not the end
    console = Console(sys.stdout)
    request = StopRequest()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, request.note)
    try:
        state = state_directory()
        make_state_directory(state)
        claim = Claim(state)
        Up(options, state, claim, Watch(console, request), make_table).run()
    except AlreadyRunning as running:
        console.say(running.message)
    except Refusal as refusal:
        console.say(refusal.message)
        return 1
    return 0


@dataclass(slots=True)
class Up:
    """One run, from the first server to the last."""

    options: Options
    state: Path
    claim: Claim
    watch: Watch
    make_table: Callable[[Surroundings], ProgramTable]

    def run(self) -> None:
        """Start everything in order, keep it running, stop everything in reverse order. Raises Refusal."""
        started_at = time.monotonic()
        self.claim.end_leftovers()
        (self.state / "mail").mkdir(mode=0o700, exist_ok=True)  # others may pass through the state directory
        with listener.bound_socket(self.options.port) as web:
            port = int(web.getsockname()[1])
            self._name_other_port(port)
            servers = LocalServers(self.state, wanted_servers(os.environ))
            try:
                self._start_servers(servers)
                around = Surroundings(self._environment(servers, port), self.state, web.fileno(), self.options.is_demo)
                self._run_table(self.make_table(around), port, started_at)
            finally:
                self._stop(servers)

    def _start_servers(self, servers: LocalServers) -> None:
        servers.count_in()
        for server in servers.chosen:
            self.watch.keep(ServerPart(servers, server))

    def _environment(self, servers: LocalServers, port: int) -> dict[str, str]:
        addresses = {**servers.endpoints.as_environment(), **named_endpoints(os.environ)}
        if "OWNER_DATABASE_URL" not in addresses:
            raise IncompleteAddresses("DATABASE_URL is set and OWNER_DATABASE_URL, which migrations need, is not.")
        own = {
            "SECRET_KEY": secret_key(os.environ),
            "BILLING_STATE": str(self.state),
            "BILLING_PORT": str(port),
            "PYTHONUNBUFFERED": "1",
            "STATIC_ROOT": os.environ.get("STATIC_ROOT") or str(self.state / "static"),
        }
        return {**os.environ, **addresses, **own}

    def _run_table(self, table: ProgramTable, port: int, started_at: float) -> None:
        console = self.watch.console
        for step in table.steps:
            self._run_step(step)
        standing = [ProgramPart(program, console) for program in table.standing]
        way_in = WayIn(port)
        self.watch.on_start = lambda: self.claim.record(way_in.words, standing)
        for part in standing:
            self.watch.keep(part)
        way_in.url = first_address(self._said_by(table.addresses))  # while web is starting
        if not self.watch.run_until(lambda: listener.answers(port), _WEB_SECONDS) and not self.watch.is_stopping:
            raise StartFailed(f"Web has not answered on port {port} for {_WEB_SECONDS:.0f} s: see its lines above.")
        self.watch.on_start()
        for program in table.farewell:
            self._run_step(program)
        if not self.watch.is_stopping:
            seconds = time.monotonic() - started_at
            console.say(f"{way_in.first_step}Up after {seconds:.1f} s {way_in.words} - Ctrl-C stops everything.")
        self.watch.run_until(lambda: False)

    def _said_by(self, program: Program) -> str:
        """What a program says, without printing it unless it fails."""
        said = io.StringIO()
        try:
            self._run_step(program, Console(said))
        except StartFailed:
            self.watch.console.say(said.getvalue())
            raise
        return said.getvalue()

    def _run_step(self, step: Program, console: Console | None = None) -> None:
        if self.watch.is_stopping:
            return
        code = self.watch.run_to_end(ProgramPart(step, console or self.watch.console))
        if code:
            raise StartFailed(f"`{' '.join(step.command[2:])}` ended with code {code}: see its lines above.")

    def _stop(self, servers: LocalServers) -> None:
        started_at = time.monotonic()
        self.watch.console.say("Stopping.")
        self.watch.stop()
        servers.stop()
        servers.leave()
        self.claim.release()
        self.watch.console.say(f"Stopped after {time.monotonic() - started_at:.1f} s.")

    def _name_other_port(self, port: int) -> None:
        if self.options.port not in {0, port}:
            self.watch.console.say(f"Port {self.options.port} is taken, so web answers on port {port}.")


def _parsed(arguments: Sequence[str]) -> Options:
    parser = argparse.ArgumentParser(prog="manage.py up", description="Start everything and keep it running.")
    parser.add_argument("--no-demo", action="store_true", help="do not load the demo data")
    parser.add_argument("--port", type=_port, default=os.environ.get("PORT") or "8000", help="8000 by default")
    parsed = parser.parse_args(arguments)
    return Options(is_demo=not parsed.no_demo, port=parsed.port)


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port: name a number from 0 (any free port) to 65535")
    return int(text)

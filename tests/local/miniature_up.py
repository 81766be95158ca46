"""The supervisor on a table of small programs in place of the product's: run by the tests as a process."""

from __future__ import annotations

import os
import sys

from billing_platform.local.programs import Program, ProgramTable, Surroundings
from billing_platform.local.supervisor import main

STEP = """
import os, sys
print("step done")
sys.stdout.flush()
sys.stdout.buffer.write(os.environ.get("SAYING", "").encode() + bytes([10]))
sys.stdout.flush()
sys.exit(int(os.environ.get("STEP_CODE", "0")))
"""

WEB = """
import http.server, os, socket, sys

class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()

    def log_message(self, *arguments):
        pass

server = http.server.HTTPServer(("127.0.0.1", 0), Answer, bind_and_activate=False)
server.socket = socket.socket(fileno=int(sys.argv[1]))
server.socket.listen()
print("web is", os.getpid(), flush=True)
server.serve_forever()
"""

WORKER = """
import os, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(20)"])
print("worker is", os.getpid(), "with child", child.pid, flush=True)
time.sleep(600)
"""

ADDRESSES = """
import os
print("a warning beforehand")
if "EMPTY" not in os.environ:
    print(f"http://localhost:{os.environ['BILLING_PORT']}/  Miniature Ltd")
"""

STUBBORN = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("stubborn is up", flush=True)
time.sleep(600)
"""


def miniature_table(around: Surroundings) -> ProgramTable:
    web = _program("web", WEB, around, str(around.listener), open_files=(around.listener,))
    worker = _program("worker", STUBBORN if "STUBBORN" in os.environ else WORKER, around)
    return ProgramTable((_program("migrate", STEP, around),), (web, worker), _program("", ADDRESSES, around))


def _program(name: str, code: str, around: Surroundings, *arguments: str, open_files: tuple[int, ...] = ()) -> Program:
    return Program(name, (sys.executable, "-c", code, *arguments), around.environment, open_files=open_files)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], miniature_table))

"""Check a document against the official rules it is to obey, and say in words what it breaks and where.

The stylesheets are run by Saxon in a program of its own, which is kept for the next document: to start it and compile
a stylesheet takes half a second, to check a document some ten milliseconds. It has limits on memory and time, which
hold without this process too, and is started again whenever it is gone.
"""

from __future__ import annotations

import json
import os
import re
import signal
import struct
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Lock, Timer
from typing import IO, Any, Literal

from lxml import etree

from common.safe_xml import parse_xml
from invoices.einvoice.document import EInvoice
from invoices.einvoice.places import place_in_words
from invoices.einvoice.refusals import TOO_LARGE, RulesNotChecked
from invoices.einvoice.rule_sets import RuleSet, rule_set_of

PROGRAM = Path(__file__).with_name("rules_program.py")
MEMORY = 1024 * 1024 * 1024
LONGEST_SECONDS = 60.0
COMPUTING_SECONDS = 40.0
LENGTH = struct.Struct(">Q")
OFFICIAL_ID = re.compile(r"\[([A-Z0-9-]+)\][ -]*")
UNNAMED = "Factur-X"
MOST_FINDINGS = 200
MOST_PLACES = 5


@dataclass(frozen=True, slots=True)
class BrokenRule:
    """A rule that the document breaks: its official id, what it says, and where in the document, in words."""

    rule: str
    severity: Literal["fatal", "warning"]
    message: str
    place: str


@dataclass(frozen=True, slots=True)
class RuleReport:
    """The rules applied, what was found, and how many further findings are not listed."""

    rules: RuleSet
    broken: tuple[BrokenRule, ...]
    more: int = 0


class RuleProgram:
    """The program that applies the rules, started when it is needed; one question at a time."""

    def __init__(self) -> None:
        self._running: subprocess.Popen[bytes] | None = None
        self._owner = 0
        self._turn = Lock()

    def ask(self, stylesheet: Path, document: bytes, *, seconds: float = LONGEST_SECONDS) -> dict[str, Any]:
        """What `rules_program.report` answers. A program that ended between two questions is started anew, once."""
        with self._turn:
            for is_last in (False, True):
                running, is_new = self._started()
                answer = self._answer(running, (str(stylesheet).encode(), document), seconds)
                if answer is not None:
                    found: dict[str, Any] = json.loads(answer)
                    return found
                if is_new or is_last:
                    break
        raise RulesNotChecked("The program that checks the rules broke off.")

    def end(self) -> None:
        """End the program; the next question starts it again."""
        running, self._running = self._running, None
        if running is not None:
            running.kill()
            running.communicate()

    def _started(self) -> tuple[subprocess.Popen[bytes], bool]:
        if self._running is not None and self._owner == os.getpid() and self._running.poll() is None:
            return self._running, False
        command = [sys.executable, "-I", str(PROGRAM), str(MEMORY), str(COMPUTING_SECONDS)]
        self._running = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._owner = os.getpid()
        return self._running, True

    def _answer(self, running: subprocess.Popen[bytes], frames: Iterable[bytes], seconds: float) -> bytes | None:
        """The answer, or None where the program ended without one. Refuses what takes too long, and ends it."""
        is_late = Event()
        watch = Timer(seconds, _cut_short, (running, is_late))
        watch.start()
        try:
            _write_frames(running.stdin, frames)
            answer = _read_frame(running.stdout)
        except BrokenPipeError:
            answer = None
        finally:
            watch.cancel()
        if answer is None:
            self.end()
        if is_late.is_set():
            raise RulesNotChecked(f"Checking took longer than {seconds:g} seconds.")
        if running.returncode == -signal.SIGPROF:
            raise RulesNotChecked(TOO_LARGE)
        return answer


PROGRAM_OF_THIS_PROCESS = RuleProgram()


def check_rules(document: EInvoice, xml: bytes) -> RuleReport:
    """Check the XML that `document` was read from against the rules of its syntax and profile.

    Raises RulesNotChecked when there are no rules for it, when the check took more than 60 seconds, 40 of computing or
    1 GB, or when it broke off.
    """
    return apply_rules(rule_set_of(document.syntax, document.customization_id), document, xml)


def apply_rules(rules: RuleSet, document: EInvoice, xml: bytes) -> RuleReport:
    """Check against a set of rules whatever the document claims to follow."""
    plain = etree.tostring(parse_xml(xml, max_bytes=len(xml)), encoding="utf-8")
    answer = PROGRAM_OF_THIS_PROCESS.ask(rules.path, plain)
    line_ids = [line.id or "?" for line in document.lines]
    found = _together(row for row in answer["broken"] if rules.applies(row[0], row[2]))
    broken = tuple(_in_words(row, places, line_ids) for row, places in found.items())
    return RuleReport(rules, broken[:MOST_FINDINGS], answer["more"] + len(broken[MOST_FINDINGS:]))


def _together(rows: Iterable[list[str]]) -> dict[tuple[str, str, str], list[str]]:
    """The paths of each rule with one text, fatal ones first."""
    found: dict[tuple[str, str, str], list[str]] = {}
    for rule, flag, text, path in rows:
        found.setdefault((rule, flag, text), []).append(path)
    return dict(sorted(found.items(), key=lambda each: each[0][1] == "warning"))


def _in_words(row: tuple[str, str, str], paths: list[str], line_ids: list[str]) -> BrokenRule:
    number, flag, text = row
    official = OFFICIAL_ID.match(text)
    rule, message = (official[1], text[official.end() :]) if official else (number, text)
    places = list(dict.fromkeys(place_in_words(path, line_ids) for path in paths))
    more = f" and {len(places) - MOST_PLACES} more" if len(places) > MOST_PLACES else ""
    severity: Literal["fatal", "warning"] = "warning" if flag == "warning" else "fatal"
    return BrokenRule(rule or UNNAMED, severity, message, "; ".join(places[:MOST_PLACES]) + more)


def _cut_short(running: subprocess.Popen[bytes], is_late: Event) -> None:
    is_late.set()
    running.kill()


def _write_frames(to: IO[bytes] | None, frames: Iterable[bytes]) -> None:
    if to is not None:
        for frame in frames:
            to.write(LENGTH.pack(len(frame)) + frame)
        to.flush()


def _read_frame(source: IO[bytes] | None) -> bytes | None:
    head = source.read(LENGTH.size) if source else b""
    if source is None or len(head) < LENGTH.size:
        return None
    length = LENGTH.unpack(head)[0]
    content = source.read(length)
    return content if len(content) == length else None

"""E-invoices that reach a customer from suppliers outside the platform: files of the demo, dated for the story."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from string import Template

from common.dates import last_of_month
from demo.scene import Event, Scene
from demo.year import Year
from invoices.operations.receive import receive_einvoice
from people.permissions import Role

FILES = Path(__file__).parent / "received_files"
COMES = (("clean_invoice.xml", 19), ("wrong_total.xml", 13), ("unknown_order.xml", 8), ("credit_note.xml", 5))


def events(year: Year) -> Iterator[Event]:
    """Each file is taken in by the buyer of Initech, so many days before today, two days after it was issued."""
    for name, days in COMES:
        yield Event(year.before(days), "initech", Role.BUYER, partial(_receive, name=name), minute=200)


def dated(name: str, issued: date) -> bytes:
    """The file as if it had been issued that day for the month before, due in 30 days."""
    end = last_of_month(issued.replace(day=1) - timedelta(days=1))
    due = issued + timedelta(days=30)
    text = (FILES / name).read_text(encoding="utf-8")
    filled = Template(text).substitute(
        year=issued.year, issued=issued, due=due, start=end.replace(day=1), end=end,
        issued_compact=f"{issued:%Y%m%d}", due_compact=f"{due:%Y%m%d}",
    )  # fmt: skip
    return filled.encode()


def _receive(scene: Scene, name: str) -> None:
    receive_einvoice(dated(name, scene.day - timedelta(days=2)), name)

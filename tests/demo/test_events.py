"""What the demo is going to tell, before any of it is done."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from demo import orders, received
from demo.cast import ORGANIZATIONS, TRADES, log_ins
from demo.contracts import CONTRACTS
from demo.operations import ROOMS
from demo.order_table import ORDERS
from demo.samples import load_samples
from demo.year import Year
from invoices.einvoice.reading import read
from invoices.models import Document
from tenants.border import Actor
from tests.faults.processes import ROOT
from tests.invoices.einvoice.pdf_files import invoice_pdf

CII = (ROOT / "tests/invoices/einvoice/files/cii_invoice.xml").read_bytes()
DAYS = [date(2026, 1, 1) + timedelta(days=37 * n) for n in range(30)]


@pytest.fixture
def said(cast) -> Iterator[Callable[[], list[str]]]:
    """The lines of the command, on a database that has the demo's first organization already."""
    log = logging.getLogger("notifications")
    level = log.level

    def run() -> list[str]:
        out = StringIO()
        call_command("demo", stdout=out)
        return out.getvalue().splitlines()

    yield run
    log.setLevel(level)


@pytest.mark.parametrize("today", DAYS, ids=str)
def test_whatever_day_it_is_an_order_is_written_before_it_is_billed_or_suspended(today):
    year = Year(today)
    written: dict[str, list] = {}
    for event in sorted(orders.events(year), key=lambda event: event.instant):
        act = event.act.keywords
        written.setdefault(act["order"].po_id if "order" in act else act["po_id"], []).append(event.act.func.__name__)
    assert {acts[0] for acts in written.values()} == {"_write"}
    assert min(event.day for room in ROOMS for event in room.events(year)) == year.first(0)


def test_everybody_bills_only_whom_it_trades_with():
    assert {(contract.supplier, contract.buyer) for contract in CONTRACTS} == set(TRADES)
    assert {order.buyer for order in ORDERS} == {buyer for _, buyer in TRADES}


@pytest.mark.parametrize("name", [name for name, _ in received.COMES])
def test_a_file_of_the_demo_can_be_read_whatever_the_day(name):
    sent = read(received.dated(name, date(2028, 3, 1)), name=name, max_bytes=1_000_000)
    assert sent.issue_date == date(2028, 3, 1)
    assert sent.buyer.name == ORGANIZATIONS["initech"].name


def test_the_log_ins_fit_on_a_screen_and_name_every_host():
    text = log_ins(8123)
    assert len(text.splitlines()) < 24
    assert all(f"http://{facts.host}:8123/" in text for facts in ORGANIZATIONS.values())


@pytest.mark.django_db
def test_samples_are_received_once_and_a_refused_one_is_told(door, cast, tmp_path: Path):
    folder = tmp_path / "einvoice"
    folder.mkdir()
    (folder / "good.xml").write_bytes(received.dated("unknown_order.xml", date(2026, 10, 5)))
    (folder / "bad.xml").write_bytes(b"no xml")
    first = list(load_samples(tmp_path, Actor("system:demo", "Demo")))
    again = list(load_samples(tmp_path, Actor("system:demo", "Demo")))
    assert first[0].startswith("sample bad.xml refused: ")
    assert first[-1] == "samples: 1 received by Initech AG, 0 there already, 1 refused"
    assert again[-1] == "samples: 0 received by Initech AG, 1 there already, 1 refused"
    with door("initech"):
        assert Document.objects.count() == 1


@pytest.mark.django_db
def test_the_command_receives_the_xml_and_the_pdfs_of_the_folder_that_the_environment_names(
    door, said, tmp_path: Path, monkeypatch
):
    for folder, name, content in (
        ("einvoice", "invoice.xml", received.dated("unknown_order.xml", date(2026, 10, 5))),
        ("facturx_pdf", "invoice.pdf", invoice_pdf(("factur-x.xml", CII))),
        ("facturx_pdf", "paper.pdf", invoice_pdf()),
        ("something_else", "invoice.pdf", invoice_pdf(("factur-x.xml", CII))),
    ):
        (tmp_path / folder).mkdir(exist_ok=True)
        (tmp_path / folder / name).write_bytes(content)
    monkeypatch.setenv("BILLING_SAMPLES", str(tmp_path))
    first, again = said(), said()
    assert first[0] == again[0] == "demo there already, nothing changed"
    assert first[-2].startswith("sample paper.pdf refused: ")
    assert first[-1] == "samples: 2 received by Initech AG, 0 there already, 1 refused"
    assert again[-1] == "samples: 0 received by Initech AG, 2 there already, 1 refused"
    with door("initech"):
        names = set(Document.objects.values_list("received_file__name", flat=True))
    assert names == {"invoice.xml", "invoice.pdf"}


@pytest.mark.django_db
def test_a_folder_without_samples_is_told_as_none_received(said, tmp_path: Path, monkeypatch):
    monkeypatch.setenv("BILLING_SAMPLES", str(tmp_path / "nowhere"))
    assert said()[-1] == "samples: 0 received by Initech AG, 0 there already, 0 refused"

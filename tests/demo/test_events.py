"""What the demo is going to tell, before any of it is done."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from demo import contracts, once, orders, received, terms, trouble
from demo.cast import ORGANIZATIONS, TRADES, log_ins
from demo.contracts import CONTRACTS
from demo.order_table import ORDERS
from demo.samples import load_samples
from demo.year import Year
from invoices.einvoice.reading import read
from invoices.models import Document
from tenants.border import Actor

DAYS = [date(2026, 1, 1) + timedelta(days=37 * n) for n in range(30)]


@pytest.mark.parametrize("today", DAYS, ids=str)
def test_whatever_day_it_is_an_order_is_written_before_it_is_billed_or_suspended(today):
    year = Year(today)
    written: dict[str, list] = {}
    for event in sorted(orders.events(year), key=lambda event: event.instant):
        act = event.act.keywords
        written.setdefault(act["order"].po_id if "order" in act else act["po_id"], []).append(event.act.func.__name__)
    assert {acts[0] for acts in written.values()} == {"_write"}
    first = min(
        event.day for room in (terms, orders, contracts, once, trouble, received) for event in room.events(year)
    )
    assert first == year.first(0)


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

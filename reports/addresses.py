"""The addresses of the lists behind figures; each is narrowed to exactly what the figure counts."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

from django.urls import reverse

from common.dates import last_of_month
from invoices.models import Direction

PAGES = {Direction.OUTGOING: "invoices:outgoing", Direction.INCOMING: "invoices:incoming"}


def documents(direction: Direction, **narrowed: str | date | None) -> str:
    """The list of outgoing or incoming documents, narrowed by the parameters of its own filter; empty ones left out."""
    return _address(PAGES[direction], narrowed)


def issued_url(currency: str, month: date) -> str:
    """What was issued in the month that begins on this day."""
    last = last_of_month(month)
    return documents(Direction.OUTGOING, view="issued", currency=currency, since=month, until=last)


def orders(view: str) -> str:
    """A view of the list of purchase orders."""
    return _address("purchase_orders:list", {"status": view})


def dashboard(side: str, currency: str) -> str:
    """One side of the dashboard in one currency."""
    return _address("home", {"side": side, "currency": currency})


def _address(page: str, narrowed: dict[str, str | date | None]) -> str:
    given = {name: str(value) for name, value in narrowed.items() if value}
    return f"{reverse(page)}?{urlencode(given)}" if given else reverse(page)

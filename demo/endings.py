"""What the daily job tells the contacts of orders that end, and a contract that is kept with its order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from demo.scene import Event, Scene
from demo.year import Year
from people.permissions import Role
from purchase_orders.models import PurchaseOrder
from purchase_orders.operations.attachments import SentFile, attach
from purchase_orders.operations.expiry import tell_of_expiry

BUYERS = ("initech", "vandelay", "verne")
STEPS = (7, 0)  # days before the end of a month: orders end with months, so the job has something to say
CONTRACT = """Framework agreement, cloud usage
Prices: list less 4 %. Call-off by invoice. Ends with the purchase order, without notice.
"""


def events(year: Year) -> Iterator[Event]:
    """Every month its last week and its last day, as the job that runs each morning; a contract in the first month."""
    for month in range(12):
        for step in STEPS:
            day = year.last(month) - timedelta(days=step)
            yield from (Event(day, buyer, Role.ADMIN, _tell, minute=5) for buyer in BUYERS)
    yield Event(year.first(0), "initech", Role.BUYER, _keep_the_contract, minute=90)


def _tell(scene: Scene) -> None:
    tell_of_expiry(today=scene.day)


def _keep_the_contract(_: Scene) -> None:
    order = PurchaseOrder.objects.get(po_id="CLOUD-FRAME")
    attach(order.pk, [SentFile("Framework agreement.txt", CONTRACT.encode())])

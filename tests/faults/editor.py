"""A buyer who edits its purchase orders without end: `editor SECONDS`."""

from __future__ import annotations

import json
import random
import sys
import time
from datetime import date
from decimal import Decimal

import django

django.setup()

from common.retry import BuyerBusy
from purchase_orders.facts import OrderFacts
from purchase_orders.models import PurchaseOrder
from purchase_orders.operations.orders import edit_order
from tenants import border, register
from tenants.border import Actor
from tests.building import YEAR, po_line

TODAY = date(2026, 11, 20)


def edit_for(seconds: float) -> dict[str, object]:
    chance, took, refused = random.Random(7), [], 0
    orders = list(PurchaseOrder.objects.order_by("id").values_list("id", "po_id"))
    stop = time.monotonic() + seconds
    while time.monotonic() < stop:
        order_id, po_id = chance.choice(orders)
        lines = [po_line(str(n), quantity=Decimal(chance.randint(1000, 9000))) for n in range(1, 6)]
        began = time.monotonic()
        try:
            edit_order(order_id, OrderFacts(po_id, "EUR", *YEAR, lines), today=TODAY)
        except BuyerBusy:
            refused += 1
        took.append(time.monotonic() - began)
        time.sleep(0.02)
    return {"edits": len(took), "refused": refused, "took": took}


if __name__ == "__main__":
    organization = register.organization_at("initech.localhost")
    with border.inside(organization, Actor("person:betty", "Betty"), via="web"):
        print(json.dumps(edit_for(float(sys.argv[1]))))

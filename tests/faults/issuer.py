"""A supplier: `issuer acme once ID…` issues these drafts, `issuer acme loop SECONDS` writes and issues without end."""

from __future__ import annotations

import json
import random
import sys
import time
from datetime import date

import django

django.setup()

from django.db import transaction

from invoices.operations.issue import issue_invoices
from tenants import border, register
from tenants.border import Actor
from tests.building import line, verified

TODAY = date(2026, 11, 20)


def once(ids: list[int]) -> dict[str, object]:
    result = issue_invoices(ids, today=TODAY)
    return {"issued": result.issued, "set_aside": result.set_aside, "waiting": len(result.waiting)}


def loop(seconds: float) -> dict[str, object]:
    chance, took, issued, waiting = random.Random(seconds), [], 0, 0
    stop = time.monotonic() + seconds
    while time.monotonic() < stop:
        with transaction.atomic():
            lines = [line(str(chance.randint(1, 50)), po_number=f"PO-{chance.randint(1, 5)}") for _ in range(2)]
            ids = [verified("initech", each, today=TODAY).pk for each in lines]
        began = time.monotonic()
        result = issue_invoices(ids, today=TODAY)
        took.append(time.monotonic() - began)
        issued, waiting = issued + result.issued, waiting + len(result.waiting)
    return {"issued": issued, "waiting": waiting, "took": took}


if __name__ == "__main__":
    name, mode, *rest = sys.argv[1:]
    with border.inside(register.organization_at(f"{name}.localhost"), Actor("person:bill", "Bill"), via="job"):
        print(json.dumps(once([int(each) for each in rest]) if mode == "once" else loop(float(rest[0]))))

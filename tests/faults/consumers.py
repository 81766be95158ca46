"""Many processes that issue invoices on one line of one purchase order at once: `consumers PROCESSES INVOICES`."""

from __future__ import annotations

import json
import multiprocessing
import sys
from datetime import date
from decimal import Decimal
from multiprocessing.synchronize import Barrier

import django

django.setup()

from django.db import connections

from invoices.operations.issue import issue_invoices
from tenants import border, register
from tenants.border import Actor
from tests.building import line, verified

TODAY = date(2026, 11, 20)
MOST_TRIES = 200  # of one invoice; one that lost its race too often waits, as it would for a job


def written(number: int) -> list[int]:
    """The drafts of one process, each of an amount of its own; committed."""
    with border.inside(register.organization_at("acme.localhost"), Actor("person:bill", "Bill"), via="job"):
        amounts = (Decimal(number * 100 + n) / 100 for n in range(int(sys.argv[2])))
        return [verified("initech", line(str(amount), po_number="PO-1"), today=TODAY).pk for amount in amounts]


def consume(ids: list[int], together: Barrier, answers: multiprocessing.Queue[int]) -> None:
    """Issue them one by one as soon as everybody is ready; tells how often one had to wait."""
    waited = 0
    with border.inside(register.organization_at("acme.localhost"), Actor("person:bill", "Bill"), via="job"):
        together.wait(60)
        for ident in ids:
            for _ in range(MOST_TRIES):
                if issue_invoices([ident], today=TODAY).issued:
                    break
                waited += 1
    connections.close_all()
    answers.put(waited)


if __name__ == "__main__":
    count, forked = int(sys.argv[1]), multiprocessing.get_context("fork")
    drafts = [written(number) for number in range(1, count + 1)]
    connections.close_all()
    together, answers = forked.Barrier(count), forked.Queue()
    processes = [forked.Process(target=consume, args=(ids, together, answers)) for ids in drafts]
    for process in processes:
        process.start()
    waits = [answers.get(timeout=120) for _ in processes]
    for process in processes:
        process.join(30)
    print(json.dumps({"ended": [process.exitcode for process in processes], "waited": sum(waits)}))

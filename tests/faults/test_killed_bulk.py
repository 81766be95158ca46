"""A worker killed in the middle of a run over many rows: the next goes on, each row is done once and told once."""

from __future__ import annotations

import signal

import pytest

from billing_platform.bulk.actions import ACTIONS
from billing_platform.bulk.models import ItemResult, Run
from billing_platform.bulk.operations import confirm, keep_preview
from invoices.models import Document, State
from invoices.querysets import outgoing
from ledger.books import check_books
from purchase_orders.models import PurchaseOrder
from purchase_orders.querysets import present_orders
from tenants.history.models import Change
from tenants.jobs.operations import run_job
from tests.building import draft
from tests.bulk.many import many_orders
from tests.faults.processes import as_superuser, start

pytestmark = pytest.mark.slow
LEASE_RAN_OUT = "UPDATE public.job SET lease_until = now() - interval '1 second' WHERE id = %s"
CHUNK = ACTIONS["suspend_orders"].chunk


def begun(action: str, rows, today) -> Run:
    public_id = keep_preview(ACTIONS[action], rows, query="", today=today)
    confirm(public_id)
    return Run.objects.get(public_id=public_id)


def killed_at(point: str, run: Run) -> None:
    process = start("killed", str(run.job), point)
    process.communicate(timeout=120)
    assert process.returncode == -signal.SIGKILL
    assert not run_job(run.job), "the dead worker's lease still holds"
    as_superuser(LEASE_RAN_OUT, (run.job,))


@pytest.mark.parametrize(("point", "before_death"), [("worked", 0), ("chunk", CHUNK)])
def test_orders_are_suspended_once_each_whenever_the_worker_is_killed(committed, door, today, point, before_death):
    with door("initech"):
        many_orders(2 * CHUNK + 5)
        run = begun("suspend_orders", present_orders(), today)
    killed_at(point, run)
    with door("initech"):
        assert PurchaseOrder.objects.filter(is_suspended=True).count() == before_death
        assert ItemResult.objects.count() == before_death
    assert run_job(run.job)
    with door("initech"):
        assert PurchaseOrder.objects.filter(is_suspended=True).count() == 2 * CHUNK + 5
        assert list(ItemResult.objects.values_list("end").distinct()) == [("done",)]
        assert ItemResult.objects.count() == 2 * CHUNK + 5
        told = Change.objects.filter(table="purchase_orders_purchaseorder", op="U", via="job")
        assert told.count() == 2 * CHUNK + 5


def test_invoices_issued_before_the_worker_was_killed_are_told_with_their_numbers(committed, door, today):
    with door("acme"):
        for name in ("initech", "globex", "initech"):
            draft(name)
        run = begun("verify_and_issue", outgoing(), today)
    killed_at("delivered", run)
    assert run_job(run.job)
    with door("acme"):
        assert Document.objects.filter(state=State.ISSUED).count() == 3
        assert set(ItemResult.objects.values_list("end", "words")) == {
            ("done", f"INV-{today.year}-{n:06d}") for n in (1, 2, 3)
        }
        assert list(check_books()) == []

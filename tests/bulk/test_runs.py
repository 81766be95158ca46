"""Runs over many rows: exactly what was previewed, each row once, with its result, whatever happens on the way."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext

from billing_platform.bulk import operations
from billing_platform.bulk.actions import ACTIONS
from billing_platform.bulk.models import End, ItemResult, Run, RunItem
from billing_platform.bulk.operations import carry_out, confirm, keep_preview, undo
from billing_platform.bulk.refusals import NothingChosen, NotUndoable, ReasonMissing
from common.errors import Refusal
from common.sql import execute
from invoices.models import Document, State
from invoices.operations.draft import Draft, delete_draft, save_draft
from invoices.operations.verify import verify_documents
from invoices.querysets import outgoing
from purchase_orders.models import ActiveLimit, PurchaseOrder
from purchase_orders.operations.orders import set_suspended
from purchase_orders.querysets import present_orders
from tenants.jobs.models import JobState
from tenants.jobs.registry import KINDS
from tenants.models import now
from tests.building import buyer, draft, line, order, verified
from tests.bulk.many import many_orders

pytestmark = pytest.mark.django_db
GOING_ON = lambda done, total: None  # noqa: E731


@pytest.fixture
def confirmed(today):
    """`confirmed("verify", rows)`: the confirmed run of an act on these rows, in the open books."""

    def begin(action: str, rows, note: str = "") -> Run:
        public_id = keep_preview(ACTIONS[action], rows, query="", today=today)
        confirm(public_id, note=note)
        return Run.objects.get(public_id=public_id)

    return begin


@pytest.fixture
def done(confirmed, today):
    """`done("verify", rows)`: a run that was carried out."""

    def do(action: str, rows, note: str = "") -> Run:
        run = confirmed(action, rows, note)
        carry_out(run.public_id, today=today, progress=GOING_ON)
        return run

    return do


def ends(run: Run) -> dict[str, tuple[str, str]]:
    told = RunItem.objects.filter(run=run, result__isnull=False).values_list("row", "result__end", "result__words")
    return {str(row): (end, words) for row, end, words in told}


def of(*documents):
    return outgoing().filter(pk__in=[each.pk for each in documents])


def states() -> list[str]:
    return list(Document.objects.order_by("id").values_list("state", flat=True))


# Previews


def test_a_preview_keeps_each_row_with_its_amount_and_why_it_stays(door, today):
    with door("acme"):
        good, bad = draft("initech", line("100")), verified("globex", line("200"))
        run = Run.objects.get(public_id=keep_preview(ACTIONS["verify"], of(good, bad), query="q=x", today=today))
        kept = {item.row: (item.label, item.amount, item.currency, item.left_out) for item in run.items.all()}
    assert (run.query, run.job) == ("q=x", None)
    assert kept == {
        good.public_id: ("Invoice for Initech AG", Decimal("119"), "EUR", ""),
        bad.public_id: ("Invoice for Globex GmbH", Decimal("238"), "EUR", "Verified already."),
    }


def test_a_preview_that_nobody_confirms_is_forgotten_after_a_day_and_a_confirmed_run_is_not(door, today, confirmed):
    with door("acme"):
        document = draft()
        kept = confirmed("verify", of(document))
        old = keep_preview(ACTIONS["verify"], of(document), query="", today=today)
        Run.objects.update(created_at=now() - timedelta(days=2))
        new = keep_preview(ACTIONS["verify"], of(document), query="", today=today)
        assert set(Run.objects.values_list("public_id", flat=True)) == {kept.public_id, new}
        assert not RunItem.objects.filter(run__public_id=old).exists()


def test_confirming_twice_starts_one_job(door, confirmed, all_jobs):
    with door("acme"):
        run = confirmed("verify", of(draft(), draft()))
        confirm(run.public_id)
    [job] = [each for each in all_jobs() if each.kind == "bulk_verify"]
    assert (job.id, job.payload, job.total) == (run.job, {"run": str(run.public_id)}, 2)


def test_a_preview_in_which_nothing_goes_is_not_confirmed(door, confirmed, all_jobs):
    with door("acme"), pytest.raises(NothingChosen):
        confirmed("issue", of(draft()))
    assert [job for job in all_jobs() if job.kind == "bulk_issue"] == []


@pytest.mark.parametrize("note", ["", "  "])
def test_an_act_that_wants_a_reason_is_not_confirmed_without(door, confirmed, note):
    with door("acme"), pytest.raises(ReasonMissing):
        confirmed("return_to_draft", of(verified()), note)


# What is done


def test_rows_that_match_only_after_the_preview_are_not_taken(door, confirmed, today):
    with door("acme"):
        first = draft()
        run = confirmed("verify", outgoing())
        second = draft()
        carry_out(run.public_id, today=today, progress=GOING_ON)
        assert states() == [State.VERIFIED, State.DRAFT]
        assert set(ends(run)) == {str(first.public_id)}
        assert str(second.public_id) not in ends(run)


def test_what_changed_since_it_was_confirmed_is_left_out_and_says_what(door, confirmed, today):
    with door("acme"):
        dearer, gone, moved, same = draft(), draft(), draft(), draft()
        run = confirmed("verify", of(dearer, gone, moved, same))
        save_draft(Draft(buyer("initech"), "EUR", [line("200")]), today=today, document_id=dearer.pk)
        delete_draft(gone.pk)
        verify_documents([moved.pk], today=today)
        counted = carry_out(run.public_id, today=today, progress=GOING_ON)
        told = ends(run)
    assert counted == {"done": 1, "left_out": 3}
    assert told[str(dearer.public_id)] == (
        "left_out",
        "Its total was 119.00 EUR when you confirmed and is 238.00 EUR now.",
    )
    assert told[str(gone.public_id)] == ("left_out", "It was deleted meanwhile.")
    assert told[str(moved.public_id)] == ("left_out", "It is verified meanwhile.")
    assert told[str(same.public_id)] == ("done", "")


def test_invoices_are_issued_and_told_with_their_numbers(door, done):
    with door("acme"):
        one, two = draft("initech"), draft("globex")
        run = done("verify_and_issue", of(one, two))
        assert {words for _, words in ends(run).values()} == {"INV-2026-000001", "INV-2026-000002"}
        assert {end for end, _ in ends(run).values()} == {End.DONE}
    with door("initech"):
        assert Document.objects.get().public_id == one.public_id


def test_issuing_takes_earlier_issue_dates_first_across_chunks(door, confirmed, today, monkeypatch):
    with door("acme"):
        late = verified("initech", issue_date=today)
        early = verified("globex", issue_date=today - timedelta(days=3))
        run = confirmed("issue", of(late, early))
        monkeypatch.setattr(operations, "_next", _one_at_a_time(operations._next))
        assert carry_out(run.public_id, today=today, progress=GOING_ON) == {"done": 2}


def _one_at_a_time(following):
    return lambda run, last, size: following(run, last, 1)


def test_a_buyer_that_can_not_be_reached_keeps_its_invoices_waiting(door, done, monkeypatch):
    from invoices.operations import issue
    from tenants.border import BuyerUnavailable

    def away(*args, **options):
        raise BuyerUnavailable("Initech is being upgraded.")

    monkeypatch.setattr(issue, "issue_chunk", away)
    with door("acme"):
        run = done("issue", of(verified()))
        [(end, words)] = ends(run).values()
    assert end == End.WAITING
    assert "goes by itself" in words


def test_drafts_and_verified_ones_are_deleted_and_issued_ones_stay(door, done):
    with door("acme"):
        one, two = draft(), verified()
        issued = verified()
        done("issue", of(issued))
        run = done("delete_drafts", of(one, two, issued))
        assert [each.pk for each in Document.objects.all()] == [issued.pk]
        assert set(ends(run)) == {str(one.public_id), str(two.public_id)}


def test_back_to_draft_writes_the_reason_on_each(door, done):
    with door("acme"):
        done("return_to_draft", of(verified(), verified()), "Wrong price")
        assert set(Document.objects.values_list("state", "set_aside")) == {("draft", "Back to draft: Wrong price")}


def test_orders_are_re_activated_as_far_as_there_is_room(door, confirmed, today):
    with door("initech"):
        first, second = order("PO-1", is_suspended=True), order("PO-2", is_suspended=True)
        run = confirmed("reactivate_orders", present_orders())
        ActiveLimit.objects.update(most=1)
        carry_out(run.public_id, today=today, progress=GOING_ON)
        told = ends(run)
        assert told[str(first.public_id)] == (End.DONE, "")
        assert told[str(second.public_id)][1].startswith("1 of 1 active purchase orders. ")
        assert list(PurchaseOrder.objects.filter(is_suspended=True)) == [second]


def test_the_preview_of_re_activating_counts_the_room_there_is(door, today):
    with door("initech"):
        for number in (1, 2):
            order(f"PO-{number}", is_suspended=True)
        ActiveLimit.objects.update(most=1)
        public_id = keep_preview(ACTIONS["reactivate_orders"], present_orders(), query="", today=today)
        run = Run.objects.get(public_id=public_id)
        assert sorted(run.items.values_list("left_out", flat=True))[0] == ""
        assert run.items.exclude(left_out="").count() == 1


def test_deleted_orders_are_hidden_and_their_ids_free(door, done):
    with door("initech"):
        done("delete_orders", of_orders(order("PO-1")))
        assert not present_orders().exists()
        order("PO-1")


def of_orders(*orders):
    return present_orders().filter(pk__in=[each.pk for each in orders])


# Undo


def test_suspending_is_undone_for_exactly_those_it_suspended(door, done, today):
    with door("initech"):
        first, second, before = order("PO-1"), order("PO-2"), order("PO-3", is_suspended=True)
        run = done("suspend_orders", present_orders())
        back = Run.objects.get(public_id=undo(run.public_id))
        carry_out(back.public_id, today=today, progress=GOING_ON)
        assert list(PurchaseOrder.objects.filter(is_suspended=True)) == [before]
        assert set(ends(back)) == {str(first.public_id), str(second.public_id)}


def test_undo_leaves_out_what_somebody_has_changed_since(door, done, today):
    with door("initech"):
        first, second = order("PO-1"), order("PO-2")
        run = done("suspend_orders", present_orders())
        set_suspended([first.pk], suspended=False, today=today)
        back = Run.objects.get(public_id=undo(run.public_id))
        carry_out(back.public_id, today=today, progress=GOING_ON)
        assert ends(back) == {
            str(first.public_id): ("left_out", "It is active meanwhile."),
            str(second.public_id): ("done", ""),
        }


def test_verifying_is_undone_to_draft(door, done, today):
    with door("acme"):
        run = done("verify", of(draft()))
        carry_out(undo(run.public_id), today=today, progress=GOING_ON)
        assert states() == [State.DRAFT]


def test_a_run_is_undone_once(door, done):
    with door("initech"):
        order("PO-1")
        run = done("suspend_orders", present_orders())
        assert undo(run.public_id) == undo(run.public_id)
        assert Run.objects.filter(undoes=run).count() == 1


def test_what_has_no_way_back_is_not_undone(door, done):
    with door("acme"):
        run = done("delete_drafts", of(draft()))
        with pytest.raises(NotUndoable, match="can't be undone"):
            undo(run.public_id)


def test_a_run_at_work_is_not_undone(door, confirmed):
    with door("initech"):
        order("PO-1")
        run = confirmed("suspend_orders", present_orders())
        with pytest.raises(NotUndoable, match="still at work"):
            undo(run.public_id)


# Trouble


@pytest.fixture
def broken(monkeypatch):
    """`broken(row)`: verifying breaks on this row, and on any chunk that has it."""

    def breaking_on(document):
        from dataclasses import replace

        whole = ACTIONS["verify"]

        def carry(items, instruction):
            outcomes = whole.carry_out(items, instruction)
            if document.public_id in {item.row for item in items}:
                raise ZeroDivisionError("a defect")
            return outcomes

        monkeypatch.setitem(ACTIONS, "verify", replace(whole, carry_out=carry))

    return breaking_on


def test_a_row_that_breaks_holds_back_no_other_and_nothing_of_it_is_done(door, done, broken):
    with door("acme"):
        good, bad, also = draft(), draft(), draft()
        broken(bad)
        run = done("verify", of(good, bad, also))
        assert states() == [State.VERIFIED, State.DRAFT, State.VERIFIED]
        assert ends(run)[str(bad.public_id)] == ("failed", "Something broke on our side. Nothing of it was changed.")


def test_a_refusal_for_the_whole_run_parks_its_job_with_the_reason(door, confirmed, monkeypatch, drain, all_jobs):
    from dataclasses import replace

    def refuse(items, instruction):
        raise Refusal("This organization issues nothing.", code="supplier_suspended")

    monkeypatch.setitem(ACTIONS, "verify", replace(ACTIONS["verify"], carry_out=refuse))
    with door("acme"):
        run = confirmed("verify", of(draft()))
    drain()
    [job] = [each for each in all_jobs() if each.kind == "bulk_verify"]
    assert (job.state, job.error) == (JobState.PARKED, "supplier_suspended: This organization issues nothing.")
    with door("acme"):
        assert not ItemResult.objects.filter(run=run).exists()


def test_a_run_cut_off_after_a_chunk_goes_on_with_the_rest(door, confirmed, today, monkeypatch):
    class CutOff(BaseException):
        pass

    def once(done, total):
        if done == 2:
            raise CutOff

    with door("acme"):
        documents = [draft() for _ in range(5)]
        run = confirmed("verify", of(*documents))
        monkeypatch.setattr(operations, "_next", _in_twos(operations._next))
        with pytest.raises(CutOff):
            carry_out(run.public_id, today=today, progress=once)
        assert states().count("verified") == 2
        assert carry_out(run.public_id, today=today, progress=GOING_ON) == {"done": 5}
        assert states() == ["verified"] * 5
        assert carry_out(run.public_id, today=today, progress=GOING_ON) == {"done": 5}


def _in_twos(following):
    return lambda run, last, size: following(run, last, 2)


def test_the_job_does_what_was_confirmed_and_counts_it(door, confirmed, drain, all_jobs):
    with door("acme"):
        confirmed("verify", of(draft(), draft()))
    drain()
    [job] = [each for each in all_jobs() if each.kind == "bulk_verify"]
    assert (job.state, job.result, job.done, job.total) == (JobState.DONE, {"done": 2}, 2, 2)
    assert job.actor == "person:bill Bill"


# What the database holds


def test_a_row_has_one_result_that_nobody_changes(door, done):
    with door("acme"):
        run = done("verify", of(draft()))
        item = run.items.get()
        with pytest.raises(IntegrityError), transaction.atomic():
            ItemResult.objects.create(run=run, item=item, end=End.FAILED)
        for statement in ("UPDATE bulk_itemresult SET words = 'x'", "DELETE FROM bulk_itemresult"):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                execute(statement)


def test_a_run_takes_a_row_once_and_has_a_job_exactly_when_it_is_confirmed(door, confirmed):
    with door("acme"):
        run = confirmed("verify", of(draft()))
        row = run.items.get().row
        with pytest.raises(IntegrityError, match="run_takes_a_row_once"), transaction.atomic():
            RunItem.objects.create(run=run, row=row, label="x")
        with pytest.raises(IntegrityError, match="run_has_a_job_once_confirmed"), transaction.atomic():
            Run.objects.filter(pk=run.pk).update(job=None)


def test_every_act_names_an_undo_that_exists_and_a_permission():
    assert [a.key for a in ACTIONS.values() if a.undo and a.undo not in ACTIONS] == []
    assert [a.key for a in ACTIONS.values() if not a.permissions] == []
    assert [a.key for a in ACTIONS.values() if KINDS[a.kind].permissions != a.permissions] == []


# Many


def test_ten_thousand_rows_cost_a_constant_number_of_statements_a_chunk(door, today, confirmed):
    with door("initech"):
        order("PO-0")
        many_orders(10_000)
        with CaptureQueriesContext(connection) as previewed:
            run = confirmed("suspend_orders", present_orders())
        with CaptureQueriesContext(connection) as carried:
            assert carry_out(run.public_id, today=today, progress=GOING_ON) == {"done": 10_001}
    chunks = -(-10_001 // ACTIONS["suspend_orders"].chunk)
    assert len(carried) <= 4 + 10 * chunks
    assert len(previewed) <= 30


def test_a_chunk_of_one_and_of_five_hundred_take_the_same_statements(door, today, confirmed):
    counted = []
    with door("initech"):
        for count in (1, 400):
            PurchaseOrder.objects.update(deleted_at=now())
            many_orders(count)
            run = confirmed("suspend_orders", present_orders())
            with CaptureQueriesContext(connection) as carried:
                carry_out(run.public_id, today=today, progress=GOING_ON)
            counted.append(len(carried))
    assert counted[0] == counted[1]

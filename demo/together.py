"""What is done with many rows at once: previewed, confirmed, worked off by a job, undone, stopped, and given up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from uuid import UUID

from billing_platform.bulk.actions import ACTIONS
from billing_platform.bulk.models import Run
from billing_platform.bulk.operations import confirm, keep_preview, undo
from demo.catalogue import CONSULTING, HANDBOOK, SUPPORT, TRAINING
from demo.scene import Event, Scene
from demo.year import Year
from invoices.models import Document, State
from invoices.operations.draft import Draft, save_draft
from invoices.operations.verify import verify_documents
from people.permissions import Role
from purchase_orders.models import PurchaseOrder
from tenants.jobs.asking import cancel_job

WAITS = "Month-end, second batch"


def events(year: Year) -> Iterator[Event]:
    """The end of the last month but one, a suspension that was a mistake, and what failed yesterday."""
    for organization, role, day, act, minute in (
        ("pendant", Role.BUYER, year.day(9, 18), _suspend_everything, 0),
        ("pendant", Role.BUYER, year.day(9, 18), _undo_that, 20),
        ("acme", Role.BILLING_ADMIN, year.day(10, 27), _issue_while_one_changes, 30),
        ("acme", Role.BILLING_ADMIN, year.day(10, 27), _tidy_up, 90),
        ("acme", Role.BILLING_ADMIN, year.before(1), _delete_and_think_again, 0),
        ("acme", Role.BILLING_ADMIN, year.before(1), _issue_while_the_worker_dies, 30),
    ):
        yield Event(day, organization, role, act, minute=minute)


def _suspend_everything(scene: Scene) -> None:
    orders = PurchaseOrder.objects.filter(po_id__in=["PP-10045", "PP-10052"])
    _confirmed(scene, "suspend_orders", orders.values_list("public_id", flat=True))


def _undo_that(_: Scene) -> None:
    undo(Run.objects.get(action="suspend_orders").public_id)


def _issue_while_one_changes(scene: Scene) -> None:
    """Of three, the preview leaves out the one below zero, and the job the one that somebody changes meanwhile."""
    drafts = [
        scene.draft("initech", CONSULTING.times(1), po_number="CONSULTING"),
        scene.draft("vandelay", HANDBOOK.times(6)),
        scene.draft("initech", SUPPORT.times(-1), buyer_reference="Return"),
    ]
    _confirmed(scene, "verify_and_issue", [draft.public_id for draft in drafts])
    more = Draft(scene.buyer("vandelay"), "EUR", [HANDBOOK.times(8)])
    save_draft(more, today=scene.day, document_id=drafts[1].pk)
    scene.issued += 1


def _tidy_up(scene: Scene) -> None:
    changed, below_zero = Document.objects.filter(direction="out", state=State.DRAFT).order_by("-total")
    scene.issue_saved([changed])
    _confirmed(scene, "delete_drafts", [below_zero.public_id])


def _delete_and_think_again(scene: Scene) -> None:
    drafts = [
        scene.draft(buyer, product.times(2), internal_note=WAITS)
        for buyer, product in (("initech", CONSULTING), ("vandelay", TRAINING))
    ]
    run = _confirmed(scene, "delete_drafts", [draft.public_id for draft in drafts])
    if run.job:
        cancel_job(run.job)


def _issue_while_the_worker_dies(scene: Scene) -> None:
    waiting = Document.objects.filter(direction="out", internal_note=WAITS)
    verify_documents(list(waiting.values_list("pk", flat=True)), today=scene.day)
    _confirmed(scene, "issue", waiting.values_list("public_id", flat=True))
    scene.worker_dies = True


def _confirmed(scene: Scene, key: str, chosen: Iterable[UUID]) -> Run:
    """The run of an act on these rows, left to its job."""
    action = ACTIONS[key]
    public_id = keep_preview(action, action.selectable.some(list(chosen)), query="", today=scene.day)
    confirm(public_id)
    found: Run = Run.objects.get(public_id=public_id)
    return found

"""Lists and roles of the demo are in use: people, roles, views, numbers, workbooks, acts on many, jobs that failed."""

from __future__ import annotations

import pytest

from billing_platform.bulk.models import ItemResult, Run, RunItem
from billing_platform.exports.models import Export, ExportState
from billing_platform.imports.models import ImportState, SheetImport
from partners.models import Partner, Side
from purchase_orders.models import PurchaseOrder
from tenants.jobs.models import JobState
from tenants.jobs.queries import own_jobs
from tests.demo.pages import shown

pytestmark = [pytest.mark.slow, pytest.mark.alone]


def test_members_have_several_roles_a_custom_one_and_an_open_invitation(visit):
    members = shown(visit("initech", "mara"), "/members/")
    for words in ("Nora Falk", "Buyer, Auditor", "Tom Hale", "PO status only", "Lena Brandt"):
        assert words in members
    assert "Ida Sommer" in shown(visit("initech", "mara"), "/members/invited/")
    assert "PO status only" in shown(visit("initech", "mara"), "/members/roles/")


def test_who_may_only_change_the_status_of_orders_signs_in_and_sees_no_invoices(visit):
    tom = visit("initech", "tom")
    assert "CLOUD-FRAME" in shown(tom, "/purchase-orders/")
    assert tom.get("/invoices/incoming/").status_code == 403


def test_views_are_kept_for_oneself_and_for_everybody(visit):
    of_ben, of_nora = (
        shown(visit("acme", "ben"), "/invoices/outgoing/"),
        shown(visit("acme", "nora"), "/invoices/outgoing/"),
    )
    assert "Overdue, oldest first" in of_ben
    assert "Overdue, oldest first" not in of_nora
    assert "Large and open in euro" in of_nora
    assert "At risk, first to end" in shown(visit("initech", "otto"), "/purchase-orders/")


def test_every_partner_of_everybody_has_its_number(book):
    for slug in ("acme", "initech", "vandelay", "verne", "tanaka", "globex"):
        with book(slug):
            known = Partner.objects.exclude(relationship=None)
            assert all(row.own_number for row in known), slug


def test_one_sheet_came_back_and_one_was_taken_back(book):
    with book("initech"):
        assert [row.state for row in SheetImport.objects.all()] == [ImportState.APPLIED]
        assert Partner.objects.filter(side=Side.SUPPLIER, vendor_number__startswith="70").count() >= 3
    with book("acme"):
        assert [row.state for row in SheetImport.objects.all()] == [ImportState.UNDONE]
        assert not Partner.objects.filter(side=Side.BUYER).exclude(erp_id__startswith="C-").exists()


def test_an_export_of_today_can_be_saved(book, visit):
    with book("acme"):
        export = Export.objects.get()
    assert (export.state, export.rows > 100) == (ExportState.READY, True)
    assert "Outgoing invoices" in shown(visit("acme", "ben"), "/exports/")


def test_of_many_issued_together_one_was_left_out_before_and_one_while_it_ran(book, visit):
    with book("acme"):
        run = Run.objects.get(action="verify_and_issue")
        left_out = RunItem.objects.filter(run=run).exclude(left_out="").get()
        ends = dict(ItemResult.objects.filter(run=run).values_list("end", "words"))
    assert left_out.left_out.startswith("Its total is below zero.")
    assert ends["done"].startswith("INV-")
    assert "when you confirmed" in ends["left_out"]
    assert "when you confirmed" in shown(visit("acme", "ben"), f"/bulk/{run.public_id}/")


def test_a_suspension_of_many_was_undone(book):
    with book("pendant"):
        run = Run.objects.get(action="suspend_orders")
        assert run.undone_by.action == "reactivate_orders"
        assert not PurchaseOrder.objects.get(po_id="PP-10045").is_suspended


def test_a_job_failed_with_its_reason_and_one_was_cancelled(book, visit):
    with book("acme"):
        states = dict(own_jobs().filter(kind__startswith="bulk_").values_list("kind", "state"))
    assert states["bulk_issue"] == JobState.PARKED
    assert "The worker died each time this was tried." in shown(visit("acme", "ben"), "/jobs/?state=failed")
    assert "1 job failed" in shown(visit("acme", "ben"), "/")
    with book("acme"):
        assert own_jobs().filter(kind="bulk_delete_drafts", state=JobState.CANCELLED).count() == 1


def test_nothing_was_done_of_what_the_failed_job_was_to_do(book):
    with book("acme"):
        run = Run.objects.get(action="issue")
        assert (run.chosen, ItemResult.objects.filter(run=run).count()) == (2, 0)

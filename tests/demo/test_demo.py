"""The demo a newcomer meets: on the whole or not at all, told over a year, with its trouble where it is said to be."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db.models import F, Q

from billing_platform.notifications.models import Mail, MailState
from demo.cast import COLLEAGUES, ORGANIZATIONS, PEOPLE
from demo.together import WAITS
from demo.year import Year
from invoices.models import AssociationChange, Document, State
from ledger.books import check_books
from ledger.models import Entry
from payment_terms.models import Kind, TermsChange
from people.models import Account
from purchase_orders.models import LineType, OneTimePurchase, PurchaseOrder, PurchaseOrderLine
from purchase_orders.status import OrderStatus, ends_soon, order_status
from tenants import border
from tenants.history.models import Change
from tenants.jobs.models import Job, JobState

pytestmark = [pytest.mark.slow, pytest.mark.alone]
TRADERS = [slug for slug in ORGANIZATIONS if slug not in ("hooli", "ops")]
SUPPLIERS = ("acme", "globex", "nordwind")
YEAR = Year(datetime.now(UTC).date())
TODAY = YEAR.today


def outgoing(**facts: object) -> list[Document]:
    return list(Document.objects.filter(direction="out", **facts).order_by("id"))


def incoming(**facts: object) -> list[Document]:
    return list(Document.objects.filter(direction="in", **facts).order_by("id"))


def statuses() -> dict[str, OrderStatus]:
    orders = PurchaseOrder.objects.all()
    return {o.po_id: order_status(o.effective, o.expiration, is_suspended=o.is_suspended, today=TODAY) for o in orders}


def test_a_killed_run_leaves_nothing_and_the_next_one_makes_it_all(demo):
    assert "invoices issued" in demo.killed_after
    assert demo.after_kill == demo.before
    assert demo.first_said[-1].startswith("demo made in ")


def test_a_run_beside_another_leaves_it_to_that_one_in_one_line(demo):
    wanted = "CommandError: Another run is making the demo right now. Wait until it is done.\n"
    assert demo.said_beside == (1, wanted)


def test_a_second_run_says_so_and_changes_nothing(demo):
    assert demo.second_said == ["demo there already, nothing changed"]
    assert demo.after_second == demo.after_first


def test_it_tells_its_organizations_and_each_of_twelve_months(demo, record_property):
    record_property("seconds", round(demo.seconds, 1))
    count = len(ORGANIZATIONS)
    assert demo.first_said[:count] == [f"{each.name}, {each.kind}" for each in ORGANIZATIONS.values()]
    months = [line.partition(":")[0] for line in demo.first_said[count:-1]]
    assert months == [f"{YEAR.first(month):%b %Y}" for month in range(12)]


def test_there_are_enough_invoices_for_a_second_page_and_a_curve(book):
    issued = Counter()
    for supplier in SUPPLIERS:
        with book(supplier):
            issued.update(f"{document.issue_date:%Y-%m}" for document in outgoing(state=State.ISSUED))
    assert 400 <= issued.total() <= 700
    assert len(issued) == 12


@pytest.mark.parametrize("slug", ORGANIZATIONS)
def test_the_books_tie(book, slug):
    with book(slug):
        assert list(check_books()) == []


@pytest.mark.parametrize("slug", ORGANIZATIONS)
def test_a_person_for_every_role_can_sign_in(book, slug):
    with book(slug):
        accounts = {account.email: account for account in Account.objects.prefetch_related("roles")}
    found = {email: {row.role for row in account.roles.all()} for email, account in accounts.items()}
    further = {each.email: set(each.roles) or {""} for each in COLLEAGUES if each.organization == slug}
    assert found == {person.email(slug): {person.role} for person in PEOPLE} | further


def test_the_stranger_has_no_partner_and_no_document(book):
    with book("hooli"):
        assert not Document.objects.exists()
        assert not border.links_of_present()


@pytest.mark.parametrize("slug", TRADERS)
def test_everything_happened_on_the_day_it_tells(book, slug):
    with book(slug):
        for document in Document.objects.filter(state=State.ISSUED).exclude(source="uploaded"):
            assert document.issued_at.date() == document.created_at.date() == document.issue_date
        first, now = Change.objects.order_by("id").values_list("at", flat=True), datetime.now(UTC)
        assert first[0].date() < YEAR.first(0)
        assert list(first) == sorted(first)
        for row in (*Entry.objects.all(), *Mail.objects.all(), *PurchaseOrder.objects.all()):
            assert row.created_at <= now if hasattr(row, "created_at") else row.edited_at <= now
        assert not Entry.objects.exclude(created_at__date=F("booked_on")).exclude(
            document__in=[document.public_id for document in Document.objects.filter(source="uploaded")]
        )


def test_the_jobs_were_done_when_they_were_due(book):
    with border.as_runner():
        jobs = list(Job.objects.filter(kind="send_outbox"))
    assert {job.state for job in jobs} == {JobState.DONE}
    assert all(timedelta(0) <= job.finished_at - job.due_at < timedelta(days=21) for job in jobs)
    assert len({f"{job.created_at:%Y-%m}" for job in jobs}) == 12


def test_the_people_of_the_story_stand_in_the_history_not_the_machine(book):
    with book("initech"):
        actors = set(
            Change.objects.filter(table="purchase_orders_purchaseorder").values_list("actor", flat=True).distinct()
        )
    assert {actor.partition(" ")[2] for actor in actors} == {"Lena Brandt <lena@initech.example>"}


def test_three_currencies_and_the_yen_has_no_decimals(book):
    found: dict[str, list[Decimal]] = {}
    for supplier in SUPPLIERS:
        with book(supplier):
            for document in outgoing():
                found.setdefault(document.currency, []).append(document.total)
    assert found.keys() == {"EUR", "USD", "JPY"}
    assert [total % 1 for total in found["JPY"]] == [0] * len(found["JPY"])


def test_home_reverse_charge_and_export_are_all_taxed_as_the_table_says(book):
    categories = set()
    for supplier in SUPPLIERS:
        with book(supplier):
            categories |= set(Document.objects.values_list("partner__country", "taxes__category", "taxes__rate"))
    assert {(country, category, int(rate)) for country, category, rate in categories} == {
        ("DE", "S", 19), ("DE", "S", 7), ("AT", "AE", 0), ("FR", "AE", 0), ("US", "O", 0), ("JP", "O", 0),
    }  # fmt: skip


@pytest.mark.parametrize("slug", ["acme", "globex", "nordwind"])
def test_every_invoice_of_a_supplier_says_where_it_is_and_which_account_to_pay_to(book, slug):
    supplier = ORGANIZATIONS[slug]
    with book(slug):
        issued = Document.objects.filter(direction="out", state=State.ISSUED)
        assert set(issued.values_list("pdf_inputs__bank__iban", flat=True)) == {supplier.iban}
        assert set(issued.values_list("supplier_party__street", flat=True)) == {supplier.street}
        assert "" not in set(issued.values_list("buyer_party__postcode", flat=True))


def test_orders_of_every_status_and_mood_and_type(book):
    with book("initech"):
        assert set(statuses().values()) == set(OrderStatus)
        lines = {line.order.po_id: line for line in PurchaseOrderLine.objects.select_related("order")}
        assert lines["SUPPORT-SMALL"].remaining < 0
        assert lines["CLOUD-FRAME"].sent_thresholds == [75]
        assert lines["LAUNCH-CAMPAIGN"].sent_thresholds == [25, 75]
        assert not lines["CONSULTING"].is_tracked
        assert PurchaseOrder.objects.filter(tags__contains=["framework"]).count() == 2
        audit = PurchaseOrder.objects.get(po_id="AUDIT-Q4")
        assert ends_soon(statuses()["AUDIT-Q4"], audit.expiration, TODAY)
        types = set(PurchaseOrderLine.objects.values_list("type", flat=True))
    assert types == set(LineType.values)


@pytest.mark.parametrize("slug", [slug for slug in TRADERS if slug != "acme"])
def test_every_buyer_has_an_order_in_use(book, slug):
    with book(slug):
        assert OrderStatus.ACTIVE in statuses().values()
        assert PurchaseOrderLine.objects.filter(consumed__gt=0).exists()


@pytest.mark.parametrize(
    ("slug", "named", "outcome"),
    [
        ("initech", "PO-4711", "unknown_number"),
        ("initech", "PRINT-OLD", "named_dropped"),
        ("initech", "HARDWARE-US", "named_dropped"),
        ("initech", "CLOUD-FRAME", "none_qualifies"),
        ("initech", "PO-99-X", "unknown_number"),
        ("vandelay", "4500031", "none_qualifies"),
        ("lindenau", "BEST-112", "several_numbers"),
    ],
)
def test_an_invoice_without_its_order_says_why(book, slug, named, outcome):
    with book(slug):
        assert [row.explanation["outcome"] for row in incoming(matched_po="", po_number=named)] == [outcome]


def test_late_invoices_were_issued_more_than_thirty_days_after_the_period(book):
    with book("verne"):
        late = Document.objects.filter(period_end__lt=F("issue_date") - timedelta(days=30))
        assert [document.matched_po for document in late] == ["BC-021", "BC-021"]


@pytest.mark.parametrize("slug", SUPPLIERS)
def test_work_waits_on_the_desk_of_every_supplier(book, slug):
    with book(slug):
        drafts, verified = outgoing(state=State.DRAFT), outgoing(state=State.VERIFIED)
        reasons = " ".join(document.set_aside for document in (*drafts, *verified))
        verified = [document for document in verified if document.internal_note != WAITS]
        assert len(drafts) == 4
        assert [document.internal_note[:7] for document in drafts if document.internal_note] == ["Ask Ben"]
        assert [bool(document.set_aside) for document in verified] == [False, False, True]
        for reason in ("Its total is below zero", "lies in the future", "Back to draft: wrong cost centre"):
            assert reason in reasons


def test_overdue_invoices_are_of_every_age(book):
    with book("acme"):
        ages = Counter(min((document.days_overdue(TODAY) + 29) // 30, 5) for document in outgoing())
        assert set(ages) == {0, 1, 2, 3, 4, 5}
        assert ages[0] > 150, "not everything is overdue"


def test_credit_notes_give_back_to_the_order_they_name(book):
    with book("initech"):
        assert sorted(row.matched_po for row in incoming(kind="credit_note")) == ["", "AUDIT-Q4", "CLOUD-FRAME"]
    with book("verne"):
        assert [row.matched_po for row in incoming(kind="credit_note")] == [""]


def test_buyers_matched_again_moved_and_bought_once(book):
    with book("initech"):
        again, moved = AssociationChange.objects.order_by("id")
        assert (again.kind, again.to_po) == ("matched_again", "TRAINING-LATE")
        assert (moved.kind, moved.from_po, moved.to_po) == ("moved", "CONSULTING", "TRAINING-LATE")
    with book("acme"):
        assert AssociationChange.objects.count() == 2
    with book("vandelay"):
        purchase = OneTimePurchase.objects.get()
        assert (purchase.order.po_id, purchase.is_open) == ("4500047", False)
        assert not PurchaseOrder.objects.filter(is_suspended=True).exists()


def test_e_invoices_from_outside_came_in_with_their_findings(book):
    with book("initech"):
        found = {row.received_file.name: row for row in incoming(source="uploaded")}
        codes = {name: [finding["code"] for finding in row.findings] for name, row in found.items()}
        matched = {name: row.matched_po for name, row in found.items()}
    assert codes == {
        "clean_invoice.xml": [], "credit_note.xml": [], "unknown_order.xml": [], "wrong_total.xml": ["total_differs"],
    }  # fmt: skip
    assert matched == {
        "clean_invoice.xml": "AUDIT-Q4", "credit_note.xml": "AUDIT-Q4", "unknown_order.xml": "", "wrong_total.xml": "",
    }  # fmt: skip


def test_mails_of_every_kind_went_out_and_some_could_not_be_sent(book):
    with book("acme"):
        kinds = ("invoice_issued", "due_date_changed", "account_invitation")
        assert set(Mail.objects.values_list("kind", "state")) == {(kind, MailState.SENT) for kind in kinds}
    with book("verne"):
        failed = Mail.objects.filter(state=MailState.FAILED)
        assert failed.count() > 1
        assert "newlines" in failed[0].error
        assert Mail.objects.filter(state=MailState.SENT).exists()


def test_terms_of_every_kind_changes_and_a_pending_one(book):
    kinds: set[str] = set()
    for supplier in SUPPLIERS:
        with book(supplier):
            kinds |= set(TermsChange.objects.values_list("kind", flat=True))
    assert kinds == set(Kind.values)
    with book("acme"):
        own = TermsChange.objects.filter(partner__name="Initech AG").order_by("id")
        assert [(row.days, row.effective_from) for row in own] == [
            (14, None), (30, YEAR.first(5)), (45, YEAR.first(12)),
        ]  # fmt: skip
        assert TermsChange.objects.filter(~Q(discount_percent=None)).exists()
        assert len({document.terms_text for document in outgoing(partner__name="Initech AG") if document.terms}) == 2


@pytest.mark.parametrize("day", [date(2027, 1, 1), date(2028, 2, 29), date(2026, 12, 31)], ids=str)
def test_a_year_may_end_on_any_day(day):
    year = Year(day)
    assert year.first(11) <= year.today <= year.last(11)
    assert (year.last(11) - year.first(0)).days in (364, 365)


def test_an_order_that_ended_was_told_of_on_the_days_of_its_ladder_and_one_keeps_its_agreement(book):
    with book("initech"):
        ended = PurchaseOrder.objects.get(po_id="LAUNCH-CAMPAIGN")
        mails = Mail.objects.filter(kind="po_expiry", about=ended.public_id).order_by("created_at")
        days = [(ended.expiration - mail.created_at.date()).days for mail in mails]
        assert (days, {mail.state for mail in mails}) == ([7, 0], {MailState.SENT})
        assert [file.name for file in PurchaseOrder.objects.get(po_id="CLOUD-FRAME").attachments.all()] == [
            "Framework agreement.txt"
        ]

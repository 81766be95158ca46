"""Making a PDF: once, the same bytes on both sides, whoever asks first."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import pytest

from billing_platform.files.keys import storage
from billing_platform.files.queries import content_of
from common.retry import BuyerBusy
from invoices.models import Document, PdfVersion
from invoices.operations import pdf as making
from invoices.operations.issue import issue_invoices
from invoices.operations.pdf import ensure_pdf, make_pdfs
from invoices.pdf.keeping import keep
from invoices.refusals import PdfBeingMade
from ledger.books import check_books
from partners.models import Partner, Side
from tenants.border import BuyerUnavailable
from tests.building import line, verified

pytestmark = [pytest.mark.django_db, pytest.mark.pdf, pytest.mark.usefixtures("printing")]
Hashes = Callable[[str], list[tuple[int, str]]]


@pytest.fixture
def issued(door, today):
    """An invoice of acme in initech's books; its public id."""
    with door("acme"):
        document = verified("initech", line("500"))
        issue_invoices([document.pk], today=today)
        return document.public_id


@pytest.fixture
def hashes(door, issued) -> Hashes:
    """Number and hash of the versions in an organization's books."""

    def read(organization):
        with door(organization):
            found = PdfVersion.objects.filter(document__public_id=issued).order_by("number")
            return [(version.number, version.sha256) for version in found]

    return read


def test_issuing_leaves_a_job_that_makes_the_pdf_on_both_sides(issued, hashes, drain):
    assert hashes("acme") == []
    drain()
    ours = hashes("acme")
    assert [number for number, _ in ours] == [1]
    assert hashes("initech") == ours


def test_both_sides_store_the_very_bytes_under_their_hash(door, drain, hashes):
    drain()
    contents = []
    for organization in ("acme", "initech"):
        [(_, sha256)] = hashes(organization)
        with door(organization):
            contents.append(content_of(sha256))
    assert contents[0] == contents[1]
    assert contents[0].startswith(b"%PDF-")
    assert hashlib.sha256(contents[0]).hexdigest() == hashes("acme")[0][1]


def test_the_books_tie_with_pdfs(door, issued, drain):
    drain()
    for organization in ("acme", "initech"):
        with door(organization):
            assert list(check_books()) == []


def test_making_twice_makes_nothing_twice(door, issued, drain, hashes):
    drain()
    before = hashes("acme")
    with door("acme"):
        make_pdfs([Document.objects.get(public_id=issued).pk])
    assert hashes("acme") == before


def test_the_supplier_who_asks_before_the_job_gets_it_and_the_buyer_gets_the_same_later(door, issued, hashes, drain):
    with door("acme"):
        ensure_pdf(Document.objects.select_related("partner").get(public_id=issued))
    assert len(hashes("acme")) == 1
    assert hashes("initech") == []
    drain()
    assert hashes("initech") == hashes("acme")


def test_the_buyer_who_asks_first_has_it_made_in_the_suppliers_books(door, issued, hashes):
    with door("initech"):
        ensure_pdf(Document.objects.select_related("partner").get(public_id=issued))
    assert len(hashes("initech")) == 1
    assert hashes("initech") == hashes("acme")


def test_who_made_it_is_a_person_at_home_and_the_organization_at_the_partners(door, issued, drain):
    drain()
    with door("acme"):
        assert PdfVersion.objects.get().made_by == "person:bill Bill"
    with door("initech"):
        assert PdfVersion.objects.get().made_by.endswith("Acme Distribution SE")


def test_the_suppliers_row_says_that_the_buyer_caused_it_not_who_there(door, issued):
    with door("initech"):
        ensure_pdf(Document.objects.select_related("partner").get(public_id=issued))
    with door("acme"):
        assert PdfVersion.objects.get().made_by.endswith("Initech AG")


def test_a_run_that_ended_between_the_two_sides_is_completed_by_the_next(door, issued, hashes, drain, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(making, "_hand_over", lambda document_id: 1 // 0)
        with door("acme"), pytest.raises(ExceptionGroup):
            make_pdfs([Document.objects.get(public_id=issued).pk])
    assert (len(hashes("acme")), hashes("initech")) == (1, [])
    drain()
    assert hashes("initech") == hashes("acme")


def test_a_buyer_that_cannot_be_reached_costs_the_supplier_nothing_and_the_job_comes_again(
    door, issued, hashes, monkeypatch
):
    def unavailable(document_id):
        raise BuyerUnavailable("being upgraded")

    monkeypatch.setattr(making, "_hand_over", unavailable)
    with door("acme"), pytest.raises(BuyerUnavailable):
        make_pdfs([Document.objects.get(public_id=issued).pk])
    assert len(hashes("acme")) == 1


def test_trouble_with_one_document_holds_back_no_other(door, today, monkeypatch):
    with door("acme"):
        ids = [verified().pk for _ in range(3)]
        issue_invoices(ids, today=today)
        print_document = making.print_document

        def broken_for_the_first(document, **given):
            return 1 // 0 if document.pk == ids[0] else print_document(document, **given)

        monkeypatch.setattr(making, "print_document", broken_for_the_first)
        with pytest.raises(ExceptionGroup):
            make_pdfs(ids)
        assert set(PdfVersion.objects.values_list("document_id", flat=True)) == set(ids[1:])


def test_a_buyer_outside_the_platform_needs_no_crossing(door, today):
    with door("acme"):
        Partner.objects.create(side=Side.BUYER, identity="name:vandelay", name="Vandelay", country="AT", tax_id="ATU1")
        document = verified("vandelay")
        issue_invoices([document.pk], today=today)
        assert make_pdfs([document.pk]).ready == 1
        assert PdfVersion.objects.count() == 1


def test_drafts_and_what_is_gone_are_passed_over(door):
    with door("acme"):
        document = verified()
        make_pdfs([document.pk, 999_999])
        assert not PdfVersion.objects.exists()


@pytest.mark.parametrize("limit", ["MOST_LINES_AT_ONCE", "MOST_CHARACTERS_AT_ONCE"])
def test_a_long_document_is_left_to_a_job(door, issued, monkeypatch, all_jobs, limit):
    monkeypatch.setattr(making, limit, 0)
    before = len(all_jobs())
    with door("acme"), pytest.raises(PdfBeingMade, match="background"):
        ensure_pdf(Document.objects.get(public_id=issued))
    assert [job.kind for job in all_jobs()[before:]] == ["make_pdfs"]


def test_somebody_else_making_it_is_told_as_such(door, issued, monkeypatch):
    def busy(document_id):
        raise BuyerBusy("held")

    monkeypatch.setattr(making, "_make", busy)
    with door("acme"), pytest.raises(PdfBeingMade, match="right now"):
        ensure_pdf(Document.objects.get(public_id=issued))


def test_bytes_written_before_a_failing_row_are_an_orphan_and_the_next_run_uses_them(door, issued, hashes, monkeypatch):
    def dies(document_id, pdf):
        keep(document_id, pdf)
        raise ZeroDivisionError

    with monkeypatch.context() as broken, door("acme"):
        broken.setattr(making, "keep", dies)
        with pytest.raises(ExceptionGroup):
            make_pdfs([Document.objects.get(public_id=issued).pk])
    assert hashes("acme") == []
    with door("acme") as acme:
        left = set(storage().listdir(acme.schema_name)[1])
        make_pdfs([Document.objects.get(public_id=issued).pk])
    assert {sha256 for _, sha256 in hashes("acme")} <= left, "the same input gives the same bytes"

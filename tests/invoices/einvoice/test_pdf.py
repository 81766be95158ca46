"""E-invoices inside PDF files: found by their names, refused where there is none, and never at any price."""

from __future__ import annotations

import codecs
import resource
import time
from pathlib import Path

import pytest

from common.errors import Refusal
from invoices.einvoice.pdf import invoice_in_pdf
from invoices.einvoice.reading import embedded_in, read
from tests.invoices.einvoice.pdf_files import hostile_files, invoice_pdf, pdf_of, stream

UBL = (Path(__file__).parent / "files" / "ubl_invoice.xml").read_bytes()
CII = (Path(__file__).parent / "files" / "cii_invoice.xml").read_bytes()
HOSTILE = dict(hostile_files())
LONGEST_SECONDS = 2.0


def found(*attached: tuple[str, bytes]) -> bytes:
    return invoice_in_pdf(invoice_pdf(*attached), name="a.pdf", max_bytes=10_000_000).xml


@pytest.mark.parametrize(
    "name",
    ["factur-x.xml", "ZUGFeRD-invoice.xml", "zugferd-invoice.xml", "xrechnung.xml", "FACTUR-X.XML", "a/factur-x.xml"],
)
def test_an_attachment_with_a_name_of_its_specification_is_read(name):
    assert read(invoice_pdf((name, CII)), name="a.pdf") == read(CII, name="a.xml")


def test_other_attachments_are_left_alone():
    assert found(("delivery.pdf", b"%PDF-1.7"), ("factur-x.xml", CII), ("notes.xml", b"<a/>")) == CII


def test_a_byte_order_mark_inside_is_dropped():
    marked = invoice_pdf(("factur-x.xml", codecs.BOM_UTF8 + CII))
    assert read(marked, name="a.pdf") == read(CII, name="a.xml")


def test_of_two_different_invoices_the_first_name_counts_and_an_error_is_found():
    document = read(invoice_pdf(("xrechnung.xml", UBL), ("factur-x.xml", CII)), name="a.pdf")
    assert document.number == read(CII, name="a.xml").number
    assert (document.findings[0].code, document.findings[0].severity) == ("several_einvoices", "error")
    assert "2 different e-invoices (factur-x.xml, xrechnung.xml)" in document.findings[0].message


def test_the_same_invoice_attached_twice_is_one():
    twice = read(invoice_pdf(("xrechnung.xml", CII), ("factur-x.xml", CII)), name="a.pdf")
    assert twice == read(CII, name="a.xml")


def test_a_file_that_is_only_associated_is_found_too():
    catalog = b"<</Type /Catalog /Pages 2 0 R /AF [3 0 R]>>"
    pages, file = b"<</Type /Pages /Kids [] /Count 0>>", b"<</F (factur-x.xml) /EF <</F 4 0 R>>>>"
    assert read(pdf_of([catalog, pages, file, stream(CII)]), name="a.pdf") == read(CII, name="a.xml")


def test_a_pdf_behind_other_bytes_is_read():
    assert embedded_in(b"\n\n" + invoice_pdf(("factur-x.xml", CII)), name="a.pdf").xml == CII


def test_an_invoice_with_javascript_beside_it_is_read_and_nothing_runs():
    scripted = invoice_pdf(("factur-x.xml", CII), catalog=b"/OpenAction <</S /JavaScript /JS (while(true){})>>")
    assert embedded_in(scripted, name="a.pdf").xml == CII


def test_a_table_that_points_nowhere_does_not_hide_the_invoice():
    broken = invoice_pdf(("factur-x.xml", CII)).replace(b"startxref\n", b"startxref\n9")
    assert embedded_in(broken, name="a.pdf").xml == CII


def test_the_refusal_names_what_is_inside_instead():
    with pytest.raises(Refusal, match=r"a\.pdf has no e-invoice inside.*holds invoice\.xml instead") as refusal:
        found(("invoice.xml", CII))
    assert refusal.value.code == "no_embedded_invoice"


def test_a_pdf_over_the_limit_is_not_opened():
    with pytest.raises(Refusal, match="at most 1,000 are read") as refusal:
        invoice_in_pdf(bytes(1001), name="a.pdf", max_bytes=1000)
    assert refusal.value.code == "file_too_large"


def test_zugferd_1_inside_is_refused_by_its_name():
    with pytest.raises(Refusal, match="ZUGFeRD 1"):
        read(HOSTILE["zugferd-1-inside"], name="a.pdf")


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_pdf_is_refused_in_words_and_cheaply(name):
    before = computing_seconds()
    with pytest.raises(Refusal) as refusal:
        read(HOSTILE[name], name=f"{name}.pdf")
    assert len(refusal.value.message) > 20
    assert computing_seconds() - before < LONGEST_SECONDS


def test_there_are_at_least_sixty_of_them():
    assert len(HOSTILE) >= 60


def computing_seconds() -> float:
    """Of this process and of those it has waited for: what other programs do on the machine does not count."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime

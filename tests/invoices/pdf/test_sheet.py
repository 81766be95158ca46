"""What stands on the paper, read from the sheet and from the PDF's own text."""

from __future__ import annotations

import io
import re
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from pypdf import PdfReader

from invoices.emails import issued_messages
from invoices.models import Document, DocumentKind
from invoices.operations.draft import DraftAdjustment, DraftLine
from invoices.operations.issue import issue_invoices
from invoices.pdf import sheet_lines
from invoices.pdf.inputs import inputs_of, language_of, present_inputs
from invoices.pdf.paper import LAYOUTS, page_of, print_document
from invoices.pdf.sheet import sheet_of
from partners.models import Partner, Side
from tenants import border
from tests.building import buyer, draft, line, verified
from tests.invoices.test_emails import issued as issued_facts

pytestmark = pytest.mark.django_db
STATIC = Path(__file__).resolve().parents[3] / "static"
TAKES_COLOUR = re.compile(
    r"(?<![\w-])(?:color|background|border|outline|fill|stroke)(?:-(?!collapse)\w+)*\s*:\s*([^;}]+)"
)
WORDLESS = re.compile(r"var\([^)]*\)|[\d.]+(?:pt|mm|em)?(?![\w(])")
LINES = {"solid", "none", "light"}  # `color-scheme: light` is what the tokens are read by
HEX = re.compile(r":[^;}]*(#[0-9a-fA-F]{3,8})\b")


@pytest.fixture
def issue(door, today):
    """`issue(line(…), to="initech")`: the document, issued by acme; its door stays open."""

    def issued(*lines, to="initech", **facts):
        document = verified(to, *lines, **facts)
        assert issue_invoices([document.pk], today=today).issued == 1
        return Document.objects.select_related("partner").get(pk=document.pk)

    with door("acme"):
        yield issued


def austrian(**facts):
    given = {"country": "AT", "city": "Wien", "tax_id": "ATU12345678", "language": "de"}
    return Partner.objects.create(side=Side.BUYER, identity="name:vandelay", name="Vandelay", **(given | facts))


def sheet(document):
    return sheet_of(document, inputs_of(document), today=document.issue_date or date(2026, 11, 20))


def meta(document):
    return {row.label: row.value for row in sheet(document).meta}


def sums(document):
    return {row.label: row.value for row in sheet(document).sums}


def text_of(content):
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def test_the_head_names_number_dates_terms_and_what_the_buyer_asked_to_read(issue):
    period = date(2026, 10, 1), date(2026, 10, 31)
    document = issue(po_number="PO-7", buyer_reference="CC-1", period_start=period[0], period_end=period[1])
    shown = meta(document)
    assert shown["Invoice number"] == "INV-2026-000001"
    assert (shown["Issue date"], shown["Due date"]) == ("20 November 2026", "20 December 2026")
    assert (shown["Your purchase order"], shown["Your reference"]) == ("PO-7", "CC-1")
    assert shown["Payment terms"] == "Net 30 days"
    assert "Posting date" not in shown


def test_the_sums_lead_from_the_lines_to_what_is_due_each_rate_with_its_base(issue):
    lines = [line("100"), line("50", product_class="reduced")]
    document = issue(*lines, adjustments=[DraftAdjustment(Decimal("10"), reason="Loyalty")])
    assert sums(document) == {
        "Lines": "150.00 EUR",
        "Loyalty": "-10.00 EUR",
        "Net": "140.00 EUR",
        "VAT 19 % on 90.00": "17.10 EUR",
        "VAT 7 % on 50.00": "3.50 EUR",
        "Total": "160.60 EUR",
        "Amount due": "160.60 EUR",
    }


def test_german_reverse_charge_says_who_owes_the_tax_in_german(issue):
    austrian()
    shown = sheet(issue(to="vandelay"))
    assert shown.language == "de"
    assert shown.title == "Rechnung"
    assert shown.reasons == ("Reverse-Charge: Steuerschuldnerschaft des Leistungsempfängers.",)
    assert shown.buyer.address == ("Wien", "Österreich")


@pytest.mark.parametrize(("currency", "net"), [("JPY", "123,456 JPY"), ("KWD", "123,456.000 KWD")])
def test_decimals_are_the_currencys(issue, currency, net):
    assert sums(issue(line("123456"), currency=currency))["Net"] == net


def test_the_payment_box_has_the_day_the_amount_and_a_reference(issue):
    payment = sheet(issue()).payment
    assert payment.title == "Pay by 20 December 2026"
    assert {row.label: row.value for row in payment.rows} == {
        "Amount": "119.00 EUR",
        "Account holder": "Acme Distribution SE",
        "Reference": "RF94 INV2 0260 0000 1",
    }


def test_an_account_is_printed_where_the_supplier_has_named_one(issue):
    document = issue()
    document.pdf_inputs |= {"bank": {"holder": "Acme Treasury", "iban": "DE02 1203", "bic": "BYLADEM1"}}
    shown = {row.label: row.value for row in sheet(document).payment.rows}
    assert (shown["Account holder"], shown["IBAN"], shown["BIC"]) == ("Acme Treasury", "DE02 1203", "BYLADEM1")


def test_a_credit_note_asks_for_no_money(issue):
    shown = sheet(issue(kind=DocumentKind.CREDIT_NOTE))
    assert (shown.title, shown.payment) == ("Credit note", None)
    assert shown.sums[-1].label == "Amount credited"
    assert "Due date" not in {row.label for row in shown.meta}


def test_a_draft_is_marked_has_no_number_and_asks_for_no_money(door):
    with door("acme"):
        shown = sheet(Document.objects.select_related("partner").get(pk=draft().pk))
    assert (shown.mark, shown.number, shown.payment) == ("DRAFT", "", None)
    assert {row.label: row.value for row in shown.meta}["Due date"] == "20 December 2026"


def test_the_preview_names_a_linked_buyer_as_issuing_will(door, today):
    with door("acme"):
        Partner.objects.filter(pk=buyer("initech").pk).update(name="Initech, Frankfurt branch", city="Offenbach")
        austrian()
        document, outside = verified("initech"), draft("vandelay")
        previewed = sheet(document).buyer
        assert previewed.name == "Initech AG"
        assert sheet(outside).buyer.name == "Vandelay"
        issue_invoices([document.pk], today=today)
        assert previewed == sheet(Document.objects.select_related("partner").get(pk=document.pk)).buyer


def seconds(printing: Callable[[], object]) -> float:
    started = time.process_time()
    printing()
    return time.process_time() - started


@pytest.mark.pdf
@pytest.mark.parametrize("text", ["lorem ipsum dolor ", "W"], ids=["words", "one word"])
def test_the_time_a_long_description_takes_grows_no_faster_than_its_length(door, text, printing):
    with door("acme"):
        short, long = (draft("initech", replace(line("1"), description=(text * size)[:size])) for size in (1000, 4000))
        documents = {each: Document.objects.select_related("partner").get(pk=each.pk) for each in (short, long)}
        print_document(documents[short], today=date(2026, 11, 20))
        first, second = (
            seconds(lambda each=each: print_document(each, today=date(2026, 11, 20))) for each in documents.values()
        )
    assert second < 6 * first, "four times the text; the square would be sixteen times"


@pytest.mark.parametrize(
    ("quantity", "is_wide"), [("1", False), ("1000", False), ("100000000", True)], ids=["small", "usual", "large"]
)
def test_amounts_that_need_wider_columns_get_them(issue, quantity, is_wide):
    shown = sheet(issue(line("1234.56", quantity=Decimal(quantity))))
    html, _ = page_of(shown, "1")
    assert (shown.listing.is_wide, shown.has_wide_sums) == (is_wide, is_wide)
    assert ('class="lines wide"' in html, 'class="sum wide"' in html) == (is_wide, is_wide)


def test_a_word_longer_than_a_line_is_whole_but_for_places_to_break(issue):
    [shown] = sheet(issue(replace(line("1"), description="W" * 100))).listing.lines
    assert shown.name.replace("\u200b", "") == "W" * 100
    assert max(map(len, shown.name.split("\u200b"))) == 40


@pytest.mark.parametrize(("locale", "noted"), [("de", "en"), ("en", "de"), ("de_AT", "")])
def test_an_organization_of_the_platform_gets_mail_and_paper_in_its_own_language(door, locale, noted):
    with door("acme"):
        initech = buyer("initech")
        initech.language, initech.email = noted, "lena@initech.example"
        link = border.find_link(initech.relationship)
        link = replace(link, buyer=replace(link.buyer, locale=locale))
        inputs = present_inputs(initech, link)
        [mail] = issued_messages([issued_facts()], initech, link)
    assert (inputs.language, mail.letter.language) == (locale[:2], locale[:2])


@pytest.mark.parametrize(("noted", "language"), [("en", "en"), ("de", "de"), ("", "de"), ("fr", "en")])
def test_a_buyer_outside_gets_mail_and_paper_in_the_language_noted_or_of_its_country(door, noted, language):
    with door("acme"):
        outside = austrian(language=noted, email="post@vandelay.example")
        assert language_of(outside, None) == language
        [mail] = issued_messages([issued_facts()], outside, None)
        assert mail.letter.language == language
        assert present_inputs(outside, None).locale == ("de_AT" if language == "de" else "en_GB")


def test_what_was_frozen_counts_and_not_what_is_noted_today(issue):
    document = issue()
    Partner.objects.filter(pk=document.partner_id).update(language="de")
    assert sheet(Document.objects.select_related("partner").get(pk=document.pk)).title == "Invoice"


def test_a_sheet_takes_a_constant_number_of_statements(issue, django_assert_max_num_queries):
    documents = [issue(*[line()] * count) for count in (1, 80)]
    for document in documents:
        with django_assert_max_num_queries(7):
            sheet(document)


def test_markup_in_what_people_type_stays_text(issue):
    document = issue(DraftLine("<script>alert(1)</script><img src=file:///etc/passwd>", Decimal(1), Decimal(1)))
    html, _ = page_of(sheet(document), "1")
    assert "<script" not in html
    assert "<img" not in html
    assert "&lt;img src=file:///etc/passwd&gt;" in html


@pytest.mark.parametrize(
    "logo", ["https://example.org/l.png", "file:///etc/passwd", 'data:image/png;base64,"><img src=x']
)
def test_a_logo_from_elsewhere_is_not_named_in_the_page(issue, logo):
    document = issue()
    document.pdf_inputs |= {"logo": logo}
    assert "<img" not in page_of(sheet(document), "1")[0]


def test_the_suppliers_colour_is_a_colour_or_nothing(issue):
    document = issue()
    styles = []
    for brand in ("#aa0000", "red; } * { display: none", ""):
        document.pdf_inputs |= {"brand": brand}
        styles.append(page_of(sheet(document), "1")[1])
    assert [len(each) for each in styles] == [4, 3, 3]
    assert styles[0][-1] == ":root { --brand: #aa0000; }"


@pytest.mark.pdf
@pytest.mark.usefixtures("printing")
def test_sixty_lines_repeat_their_head_on_every_page_and_count_the_pages(issue):
    document = issue(*[line(str(n), product_code=f"P-{n}") for n in range(1, 61)])
    pages = PdfReader(io.BytesIO(print_document(document, today=document.issue_date).content)).pages
    assert len(pages) >= 3
    for number, page in enumerate(pages, 1):
        text = page.extract_text()
        assert f"Page {number} of {len(pages)}" in text
        assert "INV-2026-000001" in text
        if "P-" in text:
            assert "Product or service" in text


@pytest.mark.pdf
@pytest.mark.usefixtures("printing")
def test_the_pdf_says_in_which_language_it_is_and_what_it_is(issue):
    austrian()
    reader = PdfReader(io.BytesIO(print_document(issue(to="vandelay"), today=date(2026, 11, 20)).content))
    assert reader.metadata.title == "Rechnung INV-2026-000001"
    assert reader.metadata.author == "Acme Distribution SE"
    assert reader.trailer["/Root"]["/Lang"] == "de"


@pytest.mark.pdf
@pytest.mark.usefixtures("printing")
def test_a_very_long_document_prints_groups_and_attaches_its_lines(issue, monkeypatch):
    monkeypatch.setattr(sheet_lines, "MOST_PRINTED", 2)
    lines = [
        DraftLine("=SUM(A1)", Decimal(2), Decimal("1.5")),
        line("10", charge_type="usage"),
        line("20", charge_type="usage"),
    ]
    document = issue(*lines)
    reader = PdfReader(io.BytesIO(print_document(document, today=document.issue_date).content))
    text = reader.pages[0].extract_text()
    assert "Usage" in text
    assert "30.00" in text
    [file] = reader.attachments["lines.csv"]
    rows = file.decode("utf-8-sig").splitlines()
    assert len(rows) == 4
    assert rows[1].split(";")[2:6] == ["'=SUM(A1)", "2", "C62", "1.5"]


@pytest.mark.pdf
@pytest.mark.usefixtures("printing")
def test_amounts_of_fourteen_digits_stay_on_the_page(issue):
    document = issue(line("12345678901.23", quantity=Decimal(1000)))
    assert "14,691,357,892,463.70 EUR" in text_of(print_document(document, today=document.issue_date).content)


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_the_css_of_the_sheet_names_no_colour_but_the_tokens(layout):
    tokens, *own = layout.stylesheets
    assert tokens == "css/tokens.css"
    assert [(name, raw) for name in own for raw in colours_in(STATIC.joinpath(name).read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize("value", ["#fff", "black", "1pt solid rgb(0 0 0)", "oklch(0.5 0 0)", "var(--line), grey"])
def test_a_colour_of_its_own_is_seen(value):
    assert colours_in(f"p {{ margin: 0; border: {value}; }}") != []


def colours_in(css: str) -> list[str]:
    """What is left of the values that name a colour, without tokens, lengths and the words for lines."""
    values = [WORDLESS.sub(" ", value) for value in TAKES_COLOUR.findall(css)]
    return [word for value in values for word in value.replace(",", " ").split() if word not in LINES] + HEX.findall(
        css
    )

"""What is read from UBL and CII, and what is refused."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from common.errors import Refusal
from invoices.einvoice.document import EInvoiceReference, EPeriod
from invoices.einvoice.reading import read

FILES = Path(__file__).parent / "files"
ISSUE_DATE = "<cbc:IssueDate>2026-04-03</cbc:IssueDate>"
PAYABLE = '<cbc:PayableAmount currencyID="EUR">200.0</cbc:PayableAmount>'


def test_a_clean_document_of_each_syntax_has_no_findings(ubl_invoice, cii_invoice):
    assert ubl_invoice().findings == ()
    assert cii_invoice().findings == ()


def test_the_heading_of_a_ubl_invoice_is_read(ubl_invoice):
    invoice = ubl_invoice()
    assert (invoice.syntax, invoice.number, invoice.type_code, invoice.kind) == (
        "UBL Invoice",
        "ACME-2026-17",
        "380",
        "invoice",
    )
    assert (invoice.issue_date, invoice.due_date, invoice.tax_point_date) == (
        date(2026, 4, 3),
        date(2026, 5, 3),
        date(2026, 3, 31),
    )
    assert (invoice.currency, invoice.tax_currency) == ("EUR", "SEK")
    assert invoice.period == EPeriod(date(2026, 3, 1), date(2026, 3, 31))
    assert invoice.notes == ("Thank you.",)


def test_references_and_payment_of_a_ubl_invoice_are_read(ubl_invoice):
    invoice = ubl_invoice()
    assert (invoice.order_ref, invoice.buyer_reference) == ("PO-MAR", "Cost centre 7")
    assert (invoice.references.sales_order, invoice.references.contract) == ("SO-9", "C-1")
    assert invoice.references.preceding_invoices == (EInvoiceReference("ACME-2026-16", date(2026, 3, 3)),)
    assert invoice.payment.terms == "#SKONTO#TAGE=10#PROZENT=2.00#\nnet 30"
    assert invoice.payment.payee_accounts == ("DE75512108001245126199",)
    assert invoice.payment.remittance_references == ("RF18 17",)


def test_the_parties_of_a_ubl_invoice_are_read(ubl_invoice):
    invoice = ubl_invoice()
    seller = invoice.seller
    assert (seller.name, seller.trading_name, seller.country) == ("Acme Distribution GmbH", "Acme", "DE")
    assert (seller.vat_id, seller.tax_registration_id, seller.legal_id) == ("DE123456789", "27/123/45678", "HRB 1")
    assert (seller.endpoint, seller.endpoint_scheme) == ("4000001000005", "0088")
    assert (seller.address.lines, seller.address.city, seller.address.postal_code) == (("Hafen 1",), "Hamburg", "20457")
    assert (invoice.buyer.name, invoice.buyer.country) == ("Initech AG", "AT")


def test_a_ubl_party_without_registered_name_goes_by_its_trading_name(ubl_credit_note):
    seller = ubl_credit_note().seller
    assert (seller.name, seller.trading_name) == ("Acme", None)


def test_figures_keep_the_decimals_they_were_sent_with(ubl_invoice):
    totals = ubl_invoice().totals
    assert str(totals.payable) == "200.0"
    assert (totals.gross, totals.prepaid, totals.rounding) == (Decimal("238.00"), Decimal("38.50"), Decimal("0.50"))
    assert (totals.tax, totals.tax_in_tax_currency) == (Decimal("38.00"), Decimal("425.60"))


def test_a_figure_that_is_wrong_is_kept_as_sent(ubl_invoice):
    assert ubl_invoice(("238.00", "999.99")).totals.gross == Decimal("999.99")


def test_a_ubl_line_is_read_with_its_order_line_period_and_charge(ubl_invoice):
    line = ubl_invoice().lines[0]
    assert (line.id, line.name, line.unit, line.quantity) == ("1", "Support", "HUR", Decimal(3))
    assert (line.unit_price, line.base_quantity, line.net) == (Decimal("83.00"), Decimal(2), Decimal("150.00"))
    assert (line.order_line_ref, line.order_ref) == ("1.10", "PO-LINE")
    assert line.period == EPeriod(date(2026, 3, 1), date(2026, 3, 15))
    assert [(item.is_charge, item.amount) for item in line.allowances_charges] == [(True, Decimal("25.50"))]
    assert (line.tax_category, line.tax_rate) == ("S", Decimal(19))


def test_the_product_code_is_the_sellers_number_else_the_standard_one(ubl_invoice):
    assert [line.product_code for line in ubl_invoice().lines] == ["SUP-1", "4000001000123"]


def test_an_embedded_file_is_read(ubl_invoice):
    (attachment,) = ubl_invoice().attachments
    assert (attachment.filename, attachment.mime_code, attachment.content) == ("usage.csv", "text/csv", b"a;b")


def test_a_ubl_credit_note_is_read_with_its_own_lines_and_due_date(ubl_credit_note):
    credit_note = ubl_credit_note()
    assert (credit_note.syntax, credit_note.kind, credit_note.type_code) == ("UBL CreditNote", "credit_note", "381")
    assert credit_note.due_date == date(2026, 5, 20)
    assert credit_note.lines[0].quantity == Decimal(1)


@pytest.mark.parametrize(
    ("type_code", "kind"),
    [
        ("381", "credit_note"),
        ("396", "credit_note"),
        ("261", "credit_note"),
        ("262", "credit_note"),
        ("380", "invoice"),
        ("384", "invoice"),
        ("389", "invoice"),
        ("999", "invoice"),
    ],
)
def test_the_type_code_decides_the_kind_and_is_kept(cii_invoice, type_code, kind):
    document = cii_invoice(("<ram:TypeCode>380<", f"<ram:TypeCode>{type_code}<"))
    assert (document.type_code, document.kind) == (type_code, kind)


def test_a_credit_note_element_without_type_code_is_a_credit_note(ubl_credit_note):
    document = ubl_credit_note(("<cbc:CreditNoteTypeCode>381</cbc:CreditNoteTypeCode>", ""))
    assert (document.type_code, document.kind) == (None, "credit_note")


def test_the_heading_and_parties_of_a_cii_invoice_are_read(cii_invoice):
    invoice = cii_invoice()
    assert (invoice.syntax, invoice.number, invoice.profile_id) == ("CII", "GLX/5", "A1")
    assert (invoice.issue_date, invoice.due_date) == (date(2026, 4, 3), date(2026, 5, 3))
    assert (invoice.order_ref, invoice.buyer_reference) == ("PO-MAR", "Cost centre 7")
    assert (invoice.seller.vat_id, invoice.seller.tax_registration_id) == ("FR11123456782", "42")
    assert (invoice.seller.name, invoice.seller.country, invoice.seller.ids) == ("Globex SAS", "FR", ("S-1",))
    assert invoice.payment.payee_accounts == ("000123",)
    assert invoice.payment.terms == "net 30"


def test_a_cii_line_is_read_with_its_order_line_and_price_basis(cii_invoice):
    line = cii_invoice().lines[1]
    assert (line.id, line.parent_id, line.product_code) == ("1.1", "1", "U-1")
    assert (line.quantity, line.unit_price, line.base_quantity) == (Decimal(20), Decimal("50.0000"), Decimal(10))
    assert (line.order_line_ref, line.order_ref) == ("2", "PO-LINE")
    assert line.period == EPeriod(date(2026, 3, 1), date(2026, 3, 31))


def test_a_line_that_only_groups_others_is_kept_but_not_charged(cii_invoice):
    assert [(line.id, line.is_charged) for line in cii_invoice().lines] == [("1", False), ("1.1", True)]


def test_words_for_no_order_are_kept_verbatim(ubl_invoice):
    assert ubl_invoice((">PO-MAR<", "> Dummywert <")).order_ref == "Dummywert"
    assert ubl_invoice((">PO-MAR<", ">NA<")).order_ref == "NA"


def test_a_comment_inside_a_text_does_not_cut_it(ubl_invoice):
    assert ubl_invoice(("ACME-2026-17", "ACME-<!-- -->2026-17")).number == "ACME-2026-17"


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("<cbc:ID>ACME-2026-17</cbc:ID>", "", "no_number"),
        ("<cbc:ID>ACME-2026-17</cbc:ID>", "<cbc:ID> </cbc:ID>", "no_number"),
        ("ACME-2026-17", "9" * 101, "invalid_number"),
        (ISSUE_DATE, "", "no_date"),
        ("2026-04-03", "2026-02-30", "invalid_date"),
        ("2026-04-03", "03.04.2026", "invalid_date"),
        ("2026-04-03", "20260403", "invalid_date"),
        ("2026-04-03", "99999-01-01", "invalid_date"),
        ("2026-04-03", "9999-12-31", "invalid_date"),
        ("2026-04-03", "２０２６-04-03", "invalid_date"),
        ("<cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>", "", "no_currency"),
        (">EUR</cbc:Doc", ">eur</cbc:Doc", "invalid_currency"),
        (">EUR</cbc:Doc", ">XXX</cbc:Doc", "invalid_currency"),
        (PAYABLE, "", "no_total"),
        ('<cbc:TaxInclusiveAmount currencyID="EUR">238.00</cbc:TaxInclusiveAmount>', "", "no_total"),
        (">200.0<", ">NaN<", "invalid_total"),
        (">200.0<", ">1e3<", "invalid_total"),
        (">200.0<", ">２００<", "invalid_total"),
        (">200.0<", ">200,00<", "invalid_total"),
        (">200.0<", ">1 000.00<", "invalid_total"),
        (">200.0<", ">1000000000000000<", "invalid_total"),
        (">200.0<", ">Infinity<", "invalid_total"),
        ("urn:cen.eu:en16931:2017#compliant", "urn:www.example.org:transaction", "unknown_profile"),
    ],
)
def test_a_document_without_a_readable_mandatory_field_is_refused(ubl_invoice, old, new, code):
    with pytest.raises(Refusal) as refusal:
        ubl_invoice((old, new))
    assert refusal.value.code == code


@pytest.mark.parametrize("form", ['format="203"', 'format="616"', 'format="ISO8601"'])
def test_a_cii_issue_date_in_another_form_is_refused(cii_invoice, form):
    with pytest.raises(Refusal, match="XML line 15") as refusal:
        cii_invoice(('format="102"', form))
    assert refusal.value.code == "invalid_date"


def test_a_refused_value_is_shown_with_its_line(ubl_invoice):
    with pytest.raises(Refusal, match=r"“1e3” is no amount \(PayableAmount, XML line 76\)"):
        ubl_invoice((">200.0<", ">1e3<"))


def test_a_time_zone_at_a_ubl_date_leaves_the_day_as_written(ubl_invoice):
    assert ubl_invoice(("2026-04-03", "2026-04-03+02:00")).issue_date == date(2026, 4, 3)


def test_another_optional_date_or_amount_that_cannot_be_read_is_a_finding(ubl_invoice):
    document = ubl_invoice(("2026-05-03", "soon"), (">15.00<", ">１５<"))
    assert (document.due_date, document.lines[1].unit_price) == (None, None)
    found = {finding.code: finding for finding in document.findings}
    assert (found["unreadable_date"].severity, found["unreadable_date"].place) == ("error", "DueDate, XML line 9")
    assert found["unreadable_number"].message == "“１５” is not a number."


@pytest.mark.parametrize(
    "specification",
    [
        "urn:cen.eu:en16931:2017",
        "urn:factur-x.eu:1p0:minimum",
        "urn:zugferd.de:2p0:basicwl",
        "urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0",
    ],
)
def test_specifications_after_en_16931_are_read(cii_invoice, specification):
    read_one = cii_invoice(("urn:cen.eu:en16931:2017#conformant#urn:factur-x.eu:1p0:extended", specification))
    assert read_one.customization_id == specification


def test_a_document_that_names_no_specification_is_kept_with_a_finding(cii_invoice):
    document = cii_invoice(("urn:cen.eu:en16931:2017#conformant#urn:factur-x.eu:1p0:extended", ""))
    assert [finding.code for finding in document.findings] == ["no_specification_id"]


def test_a_zugferd_2_document_under_a_zugferd_1_name_is_kept_with_a_finding(cii_invoice):
    old = "urn:cen.eu:en16931:2017#conformant#urn:factur-x.eu:1p0:extended"
    document = cii_invoice((old, "urn:ferd:CrossIndustryDocument:invoice:1p0:comfort"))
    assert [finding.code for finding in document.findings] == ["outdated_specification_id"]


def test_zugferd_1_is_refused_and_the_refusal_says_what_to_ask_for():
    with pytest.raises(Refusal, match="ZUGFeRD 2") as refusal:
        read(b'<r:CrossIndustryDocument xmlns:r="urn:ferd:CrossIndustryDocument:invoice:1p0"/>', name="old.xml")
    assert refusal.value.code == "zugferd_1"


@pytest.mark.parametrize(
    "content",
    [
        b"<Invoice/>",
        b'<Order xmlns="urn:oasis:names:specification:ubl:schema:xsd:Order-2"/>',
        b'<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2"/>',
    ],
)
def test_another_document_element_is_refused_by_its_name(content):
    with pytest.raises(Refusal, match=r"inbox\.xml holds a (Invoice|Order)") as refusal:
        read(content, name="inbox.xml")
    assert refusal.value.code == "unknown_document"


def test_a_damaged_pdf_is_refused_by_its_name():
    with pytest.raises(Refusal, match=r"invoice\.pdf can't be read: it is damaged") as refusal:
        read(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", name="invoice.pdf")
    assert refusal.value.code == "pdf_unreadable"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_byte_order_mark_and_utf_16_are_read(encoding):
    text = (FILES / "ubl_invoice.xml").read_text(encoding="utf-8").replace("UTF-8", "UTF-16")
    assert read(text.encode(encoding), name="x.xml").number == "ACME-2026-17"


def test_a_declared_western_encoding_is_read():
    text = (FILES / "ubl_invoice.xml").read_text(encoding="utf-8").replace("UTF-8", "ISO-8859-1")
    invoice = read(text.replace("Initech AG", "Müller AG").encode("iso-8859-1"), name="x.xml")
    assert invoice.buyer.name == "Müller AG"

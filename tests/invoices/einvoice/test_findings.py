"""Findings: what a document leaves open and which of its figures do not agree."""

from __future__ import annotations

import pytest

SECOND_LINE_NET = '<cbc:LineExtensionAmount currencyID="EUR">60.00<'


def codes(document):
    return [finding.code for finding in document.findings]


def test_a_sum_of_lines_that_differs_is_told_with_both_figures(ubl_invoice):
    document = ubl_invoice((SECOND_LINE_NET, SECOND_LINE_NET.replace("60.00", "60.01")))
    finding = next(finding for finding in document.findings if finding.code == "sum_of_lines_differs")
    assert (finding.severity, finding.place) == ("warning", "totals")
    assert finding.message == "Sum of the lines: 210.00 EUR is stated, the parts give 210.01 EUR."


def test_both_figures_are_written_as_the_page_writes_amounts(ubl_invoice):
    document = ubl_invoice((SECOND_LINE_NET, SECOND_LINE_NET.replace("60.00", "1124.4")))
    finding = next(finding for finding in document.findings if finding.code == "sum_of_lines_differs")
    assert finding.message == "Sum of the lines: 210.00 EUR is stated, the parts give 1,274.40 EUR."
    fine = next(each for each in ubl_invoice((">200.0<", ">1200.001<")).findings if each.code == "too_many_decimals")
    assert fine.message == "The amount due 1,200.001 has more decimals than the 2 of EUR."


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (">238.00<", ">238.01<", "total_differs"),
        (">200.0<", ">200.01<", "payable_differs"),
        (">200.00</cbc:TaxExclusiveAmount>", ">200.01</cbc:TaxExclusiveAmount>", "net_total_differs"),
        (">10.00</cbc:AllowanceTotalAmount>", ">10.01</cbc:AllowanceTotalAmount>", "allowances_differ"),
        (">38.00</cbc:TaxAmount>\n", ">38.01</cbc:TaxAmount>\n", "sum_of_taxes_differs"),
        (">200.00</cbc:TaxableAmount>", ">200.01</cbc:TaxableAmount>", "taxable_differs"),
        (
            '</cbc:TaxableAmount><cbc:TaxAmount currencyID="EUR">38.00<',
            '</cbc:TaxableAmount><cbc:TaxAmount currencyID="EUR">38.02<',
            "tax_differs",
        ),
        (">83.00<", ">84.00<", "line_net_differs"),
        (">25.50<", ">25.00<", "line_net_differs"),
    ],
)
def test_each_figure_that_its_parts_do_not_give_is_told(ubl_invoice, old, new, code):
    assert code in codes(ubl_invoice((old, new)))


def test_a_product_may_differ_by_one_minor_unit(ubl_invoice):
    assert "line_net_differs" not in codes(ubl_invoice((">25.50<", ">25.49<")))
    assert "line_net_differs" in codes(ubl_invoice((">25.50<", ">25.48<")))


def test_the_minor_unit_is_that_of_the_currency(ubl_credit_note):
    assert "tax_differs" not in codes(ubl_credit_note())
    document = ubl_credit_note(
        (">50</cbc:TaxAmount>\n      <cac:TaxCategory>", ">52</cbc:TaxAmount>\n      <cac:TaxCategory>")
    )
    assert "tax_differs" in codes(document)


def test_a_tie_is_rounded_away_from_zero(ubl_invoice):
    """3 x 83.03 / 2 is 124.545, rounded 124.55; with the charge of 25.50 the line is 150.05."""
    price = (">83.00<", ">83.03<")
    assert "line_net_differs" not in codes(ubl_invoice(price, (">150.00<", ">150.06<")))
    assert "line_net_differs" in codes(ubl_invoice(price, (">150.00<", ">150.03<")))


def test_a_group_line_counts_in_no_sum(cii_invoice):
    assert codes(cii_invoice()) == []
    assert "sum_of_lines_differs" in codes(cii_invoice((">GROUP<", ">DETAIL<")))


@pytest.mark.parametrize(
    ("old", "new", "code", "severity"),
    [
        ("<cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode>", "", "no_type_code", "error"),
        ("<cbc:RegistrationName>Initech AG</cbc:RegistrationName>", "", "no_buyer_name", "error"),
        ('<cbc:LineExtensionAmount currencyID="EUR">60.00</cbc:LineExtensionAmount>', "", "no_line_net", "error"),
        ("<cbc:IdentificationCode>DE</cbc:IdentificationCode>", "", "no_supplier_country", "warning"),
        ("<cbc:Name>Licence</cbc:Name>", "", "no_item_name", "warning"),
        ("<cbc:DueDate>2026-05-03", "<cbc:DueDate>2026-04-02", "due_before_issue", "warning"),
        ("<cbc:StartDate>2026-03-01", "<cbc:StartDate>2026-04-01", "period_reversed", "warning"),
        ("<cbc:ID>2</cbc:ID>", "<cbc:ID>1</cbc:ID>", "repeated_line_id", "warning"),
        (">200.0<", ">200.001<", "too_many_decimals", "warning"),
        (">15.00<", ">15.000000001<", "too_many_decimals", "warning"),
        ("<cbc:ChargeIndicator>true", "<cbc:ChargeIndicator>maybe", "charge_or_allowance_unclear", "error"),
        (">YTti<", ">Y?ti<", "unreadable_attachment", "error"),
        (
            '<cbc:PayableAmount currencyID="EUR">',
            '<cbc:PayableAmount currencyID="USD">',
            "amount_in_other_currency",
            "error",
        ),
        ("<cbc:ID>ACME-2026-17</cbc:ID>", "<cbc:ID>A</cbc:ID><cbc:ID>B</cbc:ID>", "repeated_field", "error"),
    ],
)
def test_what_a_document_leaves_open_or_contradicts_is_told(ubl_invoice, old, new, code, severity):
    assert (code, severity) in {(finding.code, finding.severity) for finding in ubl_invoice((old, new)).findings}


@pytest.mark.parametrize(
    ("due", "terms", "told"),
    [
        ("2026-05-03", "net 30", []),
        ("2026-05-02", "net 30", ["The due date (BT-9) is 2026-05-02, but Net 30 from the issue date is 2026-05-03."]),
        ("2026-05-02", "as agreed", []),
        ("2026-05-03", "Zahlbar innerhalb 30 Tagen netto bis 02.05.2026",
         ["The day printed in the terms is 2026-05-02, but Net 30 from the issue date is 2026-05-03."]),
        ("", "Zahlbar innerhalb 30 Tagen netto bis 03.05.2026", []),
    ],
    ids=["agrees", "due_date", "not_understood", "printed_day", "no_due_date"],
)  # fmt: skip
def test_a_due_date_that_contradicts_the_days_of_its_terms_is_told(ubl_invoice, due, terms, told):
    written = f"<cbc:DueDate>{due}</cbc:DueDate>" if due else ""
    document = ubl_invoice(("<cbc:DueDate>2026-05-03</cbc:DueDate>", written), ("net 30", terms))
    found = [finding for finding in document.findings if finding.code == "due_date_contradicts_terms"]
    assert [finding.message for finding in found] == told
    assert {finding.severity for finding in found} <= {"warning"}


def test_a_correction_that_names_no_original_is_told(ubl_invoice):
    document = ubl_invoice(("380</cbc:Inv", "384</cbc:Inv"), ("<cbc:ID>ACME-2026-16</cbc:ID>", ""))
    assert codes(document) == ["no_original"]
    assert codes(ubl_invoice(("380</cbc:Inv", "384</cbc:Inv"))) == []


def test_no_due_date_is_told_only_where_something_is_owed(ubl_invoice, ubl_credit_note):
    due, terms = "<cbc:DueDate>2026-05-03</cbc:DueDate>", "#SKONTO#TAGE=10#PROZENT=2.00#\nnet 30"
    assert "no_due_date" in codes(ubl_invoice((due, ""), (terms, "")))
    assert "no_due_date" not in codes(ubl_invoice((due, "")))
    assert "no_due_date" not in codes(ubl_credit_note(("<cbc:PaymentDueDate>2026-05-20</cbc:PaymentDueDate>", "")))


def test_a_credit_note_element_with_the_code_of_an_invoice_is_an_error(ubl_credit_note):
    document = ubl_credit_note((">381<", ">380<"))
    assert document.kind == "invoice"
    assert ("kind_contradicts_element", "error") in {(f.code, f.severity) for f in document.findings}
    assert document.has_errors


def test_a_document_without_lines_says_so(cii_invoice):
    lines = ("ram:IncludedSupplyChainTradeLineItem", "ram:Nothing")
    document = cii_invoice(lines, lines, lines, lines)
    assert (document.lines, codes(document)) == ((), ["no_lines"])


def test_a_long_list_of_findings_ends_with_their_number(ubl_invoice):
    line = "<cac:InvoiceLine><cbc:ID>9</cbc:ID></cac:InvoiceLine>"
    document = ubl_invoice(("</Invoice>", line * 100 + "</Invoice>"))
    assert len(document.findings) == 201
    assert (document.findings[-1].code, document.findings[-1].severity) == ("more_findings", "error")

"""Real e-invoices of public projects agree, field by field, with facts that were extracted from them independently.

The folder of samples is named by the environment variable BILLING_SAMPLES; without it these tests are skipped.
"""

from __future__ import annotations

import json
import random
import re
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from common.errors import Refusal
from invoices.einvoice.document import EInvoice, EParty
from invoices.einvoice.identity import identity_key
from invoices.einvoice.reading import embedded_in, read
from tests.interop.samples import SAMPLES, need

pytestmark = pytest.mark.interop

need("einvoice", "e-invoices")

FOLDERS = {
    "sample": ("einvoice/*", "facturx_pdf*/*.pdf"),
    "xml": ("einvoice/*",),
    "pdf": ("facturx_pdf*/*.pdf",),
    "order": ("orders/*.xml",),
}
Facts = dict[str, Any]
# What the product finds in PDF files that are known to be defective; what they break of the official rules is apart.
FOUND_IN_DEFECTIVE = {
    "Avoir_FR_type380_BASIC.pdf": ["line_net_differs"],
    "Avoir_FR_type380_EN16931.pdf": ["line_net_differs"],
    "Avoir_FR_type380_MINIMUM.pdf": ["no_tax_breakdown", "no_lines"],
    "Facture_DOM_BASIC.pdf": ["line_net_differs"],
    "Facture_DOM_EN16931.pdf": ["line_net_differs"],
    "Facture_UE_BASIC.pdf": ["line_net_differs"],
    "Facture_UE_EN16931.pdf": ["line_net_differs"],
    "MustangGnuaccountingBeispielRE-20190610_507a.pdf": [],
    "MustangGnuaccountingBeispielRE-20190610_507b.pdf": [],
    "ZUGFeRD_2.0_fully_compliant_complete.pdf": ["no_supplier_tax_id"],
    "ZUGFeRD_2_fully_compliant_complete.pdf": [],
}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One test per file, found when tests are collected."""
    for argument, patterns in FOLDERS.items():
        if argument in metafunc.fixturenames:
            files = sorted(path for pattern in patterns for path in SAMPLES.glob(pattern))
            metafunc.parametrize(argument, files, ids=[path.name for path in files])


@cache
def facts_by_name() -> dict[str, Facts]:
    facts: dict[str, Facts] = json.loads((SAMPLES / "index" / "einvoice.json").read_text(encoding="utf-8"))
    return facts


@cache
def document_of(path: Path) -> EInvoice:
    return read(path.read_bytes(), name=path.name)


def facts_of(path: Path) -> Facts:
    return facts_by_name()[f"{path.parent.name}/{path.name}"]


def test_the_heading_agrees(sample):
    invoice, facts = document_of(sample), facts_of(sample)
    for name in ("syntax", "customization_id", "profile_id", "number", "type_code", "currency", "tax_currency"):
        assert getattr(invoice, name) == facts[name], name
    for name in ("issue_date", "due_date", "tax_point_date"):
        assert as_text(getattr(invoice, name)) == facts[name], name
    period = invoice.period
    assert [as_text(period and period.start), as_text(period and period.end)] == facts["invoicing_period"]


def test_the_kind_follows_from_the_type_code(sample):
    expected = "credit_note" if facts_of(sample)["type_code"] in {"381", "396", "261", "262"} else "invoice"
    assert document_of(sample).kind == expected


def test_references_agree_and_are_verbatim(sample):
    invoice, facts = document_of(sample), facts_of(sample)
    references = invoice.references
    assert (invoice.order_ref, invoice.buyer_reference) == (facts["order_ref"], facts["buyer_reference"])
    assert references.sales_order == facts["sales_order_ref"]
    assert references.contract == facts["contract_ref"]
    assert references.despatch == facts["despatch_ref"]
    assert references.receipt == facts["receipt_ref"]
    assert [reference.number for reference in references.preceding_invoices] == facts["preceding_invoice_refs"]


def test_payment_agrees(sample):
    payment, facts = document_of(sample).payment, facts_of(sample)
    terms = facts["payment_terms"]  # several terms are parted by a bar there, by a line break here
    assert payment.terms in {terms, terms and terms.replace(" | ", "\n")}
    assert list(payment.means_codes) == facts["payment_means_codes"]
    assert list(payment.remittance_references) == facts["payment_ids"]
    assert list(payment.payee_accounts) == facts["payee_accounts"]
    assert payment.payee_name == facts["payee_name"]


def test_the_parties_agree(sample):
    invoice, facts = document_of(sample), facts_of(sample)
    assert party_facts(invoice.seller, facts["seller"]) == facts["seller"]
    assert party_facts(invoice.buyer, facts["buyer"]) == facts["buyer"]


def test_allowances_charges_and_taxes_agree(sample):
    invoice, facts = document_of(sample), facts_of(sample)
    rows = [(row.is_charge, row.reason, row.tax_category) for row in invoice.allowances_charges]
    assert rows == [(row["charge"], row["reason"], row["vat"]) for row in facts["document_allowances_charges"]]
    for row, expected in zip(invoice.allowances_charges, facts["document_allowances_charges"], strict=True):
        assert_same_figures({"amount": row.amount, "rate": row.tax_rate}, expected)
    assert [row.category for row in invoice.taxes] == [row["category"] for row in facts["vat_breakdown"]]
    for tax, expected in zip(invoice.taxes, facts["vat_breakdown"], strict=True):
        assert_same_figures({"rate": tax.rate, "taxable": tax.taxable, "tax": tax.tax}, expected)


def test_the_totals_agree_to_the_digit(sample):
    totals = document_of(sample).totals
    figures = {
        "line_net_sum": totals.line_net_sum,
        "allowance": totals.allowances,
        "charge": totals.charges,
        "net": totals.net,
        "tax": totals.tax,
        "tax_in_tax_currency": totals.tax_in_tax_currency,
        "gross": totals.gross,
        "prepaid": totals.prepaid,
        "rounding": totals.rounding,
        "payable": totals.payable,
    }
    assert figures.keys() == facts_of(sample)["totals"].keys()
    assert_same_figures(figures, facts_of(sample)["totals"])


def test_the_lines_agree(sample):
    invoice, facts = document_of(sample), facts_of(sample)
    assert len(invoice.lines) == facts["line_count"]
    assert len(invoice.attachments) == facts["attachments"]
    for line, expected in zip(invoice.lines, facts["lines"], strict=True):
        texts = {
            "id": line.id,
            "unit": line.unit,
            "order_line_ref": line.order_line_ref,
            "line_order_ref": line.order_ref,
            "item": line.name,
            "seller_item_id": line.seller_item_id,
            "vat": line.tax_category,
            "line_allowances": len(line.allowances_charges),
        }
        assert texts == {name: expected[name] for name in texts}
        figures = {"qty": line.quantity, "price": line.unit_price, "price_base_qty": line.base_quantity}
        assert_same_figures({**figures, "net": line.net, "rate": line.tax_rate}, expected)


@pytest.mark.parametrize(
    ("fact", "codes"),
    [
        ("sum_lines_eq_line_net_sum", {"sum_of_lines_differs"}),
        ("net_eq_lines_minus_allow_plus_charge", {"net_total_differs"}),
        ("gross_eq_net_plus_tax", {"total_differs"}),
        ("payable_eq_gross_minus_prepaid_plus_rounding", {"payable_differs"}),
    ],
)
def test_sums_are_found_to_differ_exactly_where_they_do(sample, fact, codes):
    found = codes & {finding.code for finding in document_of(sample).findings}
    assert bool(found) == (not facts_of(sample)["arithmetic"].get(fact, True))


def test_every_document_can_be_read_without_an_error_finding(sample):
    assert not document_of(sample).has_errors


def test_the_identity_is_stable(sample):
    again = read(sample.read_bytes(), name="another-name.xml")
    assert identity_key(again) == identity_key(document_of(sample))


def test_no_two_documents_of_the_samples_share_an_identity_unless_they_share_their_facts():
    seen: dict[str, tuple[str, str, str]] = {}
    for path in sorted((SAMPLES / "einvoice").iterdir()):
        facts = facts_of(path)
        marks = (facts["number"], facts["issue_date"][:4], as_key(facts["seller"]["vat_id"] or facts["seller"]["name"]))
        assert seen.setdefault(identity_key(document_of(path)), marks) == marks


def test_placeholders_for_an_order_stay_as_they_are():
    placeholders = {"Dummywert", "NA", "n/a"}
    named = {path.name: facts_of(path)["order_ref"] for path in (SAMPLES / "einvoice").iterdir()}
    expected = {name: ref for name, ref in named.items() if ref in placeholders}
    assert {name: document_of(SAMPLES / "einvoice" / name).order_ref for name in expected} == expected
    assert set(expected.values()) >= {"Dummywert"}


def test_zugferd_1_is_refused():
    path = SAMPLES / "einvoice_invalid" / "akretion-zugferd-extended.xml"
    with pytest.raises(Refusal, match="ZUGFeRD 1") as refusal:
        read(path.read_bytes(), name=path.name)
    assert refusal.value.code == "zugferd_1"


def test_the_invoice_inside_a_pdf_is_the_one_that_is_known_to_be_there(pdf):
    xml = embedded_in(pdf.read_bytes(), name=pdf.name).xml
    assert replace(read(xml, name="inside.xml"), findings=()) == replace(document_of(pdf), findings=())
    assert "several_einvoices" not in {finding.code for finding in document_of(pdf).findings}


def test_a_defective_pdf_is_read_with_what_is_found_in_it():
    files = sorted((SAMPLES / "facturx_pdf_defective").glob("*.pdf"))
    found = {path.name: [finding.code for finding in document_of(path).findings] for path in files}
    assert found == FOUND_IN_DEFECTIVE


def test_an_order_is_no_invoice(order):
    with pytest.raises(Refusal, match="Only UBL Invoice, UBL CreditNote and CII") as refusal:
        read(order.read_bytes(), name=order.name)
    assert refusal.value.code == "unknown_document"


def test_damaged_copies_are_read_or_refused(xml):
    """Twenty copies of each file with bytes changed and a part cut out, the same ones in every run."""
    source, chance = xml.read_bytes(), random.Random(xml.name)
    for _ in range(20):
        outcome = outcome_of(damaged(source, chance))
        assert outcome.message if isinstance(outcome, Refusal) else identity_key(outcome)


def damaged(source: bytes, chance: random.Random) -> bytes:
    content = bytearray(source)
    for _ in range(chance.randint(0, 3)):
        content[chance.randrange(len(content))] = chance.choice(b'09.-<>/"e \x00\xff')
    elements = list(re.finditer(rb"<(?:[a-z]+:)?(\w+)(?: [^<>]*)?>[^<>]*</(?:[a-z]+:)?\1>", content))
    for element in sorted(chance.sample(elements, min(2, len(elements))), key=lambda found: -found.start()):
        del content[element.start() : element.end()]
    return bytes(content)


def outcome_of(content: bytes) -> EInvoice | Refusal:
    try:
        return read(content, name="damaged.xml")
    except Refusal as refusal:
        return refusal


def party_facts(party: EParty, names: Facts) -> Facts:
    return {name: getattr(party, name) for name in names}


def assert_same_figures(figures: dict[str, Decimal | None], facts: Facts) -> None:
    """Equal to the last decimal sent; a point without decimals ("64.") counts as none."""
    for name, figure in figures.items():
        expected = facts[name]
        assert as_text(figure) == (None if expected is None else str(Decimal(expected))), name


def as_text(value: object) -> str | None:
    return None if value is None else str(value)


def as_key(text: str) -> str:
    return "".join(text.split()).lower()

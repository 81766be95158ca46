"""Everything a document says is shown, by the words of the standard where it has some."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from common.safe_xml import parse_xml
from invoices.einvoice.shown import SYNTAXES, groups_of
from invoices.einvoice.terms import NAMES
from invoices.einvoice.variants import mark_of
from tests.invoices.einvoice.completeness import left_out

FOLDER = Path(__file__).parent / "files"
OWN = sorted(FOLDER.iterdir())
UBL = "urn:oasis:names:specification:ubl:schema:xsd:"


def shown(content):
    return groups_of(parse_xml(content))


def terms(groups, kind=None):
    return {e.term: e.value for g in groups if kind in (None, g.kind) for e in g.entries if e.term}


def ubl(inner, root="Invoice"):
    return (
        f'<{root} xmlns="{UBL}{root}-2" xmlns:cac="{UBL}CommonAggregateComponents-2"'
        f' xmlns:cbc="{UBL}CommonBasicComponents-2">{inner}</{root}>'
    ).encode()


@pytest.mark.parametrize("path", OWN, ids=[path.name for path in OWN])
def test_nothing_of_a_document_is_left_out(path):
    assert left_out(path.read_bytes()) == []


def test_what_the_standard_does_not_know_and_what_stands_between_elements_is_shown_with_its_path():
    groups = shown(ubl('<cbc:ID>1</cbc:ID> between <cbc:Odd kind="x"/><mine xmlns="urn:mine">own</mine>'))
    entries = {entry.path: (entry.term, entry.value, entry.note) for group in groups for entry in group.entries}
    assert entries["cbc:ID"] == ("BT-1", "1", "")
    assert entries["cbc:Odd"] == ("", "", "kind x")
    assert entries["mine"] == ("", "own", "")
    assert ("", "between", "") in entries.values()


def test_a_document_of_another_kind_is_shown_all_the_same():
    entries = [entry for group in shown(b"<a x='1'><b>two</b></a>") for entry in group.entries]
    assert [(entry.path, entry.value, entry.note) for entry in entries] == [("a", "", "x 1"), ("b", "two", "")]


def test_groups_come_in_the_order_people_read_them_and_lines_are_counted():
    kinds = [group.title for group in shown((FOLDER / "cii_invoice.xml").read_bytes())]
    assert kinds[:3] == ["Document", "Seller", "Buyer"]
    assert kinds.index("Line 1") < kinds.index("Tax rate 1") < kinds.index("Totals")


@pytest.mark.parametrize("name", ["ubl_invoice.xml", "cii_invoice.xml", "ubl_credit_note.xml"])
def test_the_mandatory_terms_are_found_in_each_syntax(name):
    found = terms(shown((FOLDER / name).read_bytes()))
    assert {"BT-1", "BT-2", "BT-3", "BT-5", "BT-24", "BT-44", "BT-112", "BT-115"} <= found.keys()


def tax_scheme(number, scheme):
    return (
        f"<cac:PartyTaxScheme><cbc:CompanyID>{number}</cbc:CompanyID>"
        f"<cac:TaxScheme><cbc:ID>{scheme}</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme>"
    )


def adjustment(is_charge, amount):
    return (
        f"<cac:AllowanceCharge><cbc:ChargeIndicator>{is_charge}</cbc:ChargeIndicator>"
        f"<cbc:Amount>{amount}</cbc:Amount></cac:AllowanceCharge>"
    )


def tax_total(amount, currency):
    return f"<cac:TaxTotal><cbc:TaxAmount currencyID='{currency}'>{amount}</cbc:TaxAmount></cac:TaxTotal>"


def test_neighbours_decide_between_two_terms():
    seller = (
        "<cac:AccountingSupplierParty><cac:Party>"
        "<cac:PartyIdentification><cbc:ID schemeID='SEPA'>creditor</cbc:ID></cac:PartyIdentification>"
        f"{tax_scheme('vat', 'VAT')}{tax_scheme('local', 'TAX')}</cac:Party></cac:AccountingSupplierParty>"
    )
    rest = adjustment("false", 1) + adjustment("true", 2) + tax_total(3, "EUR") + tax_total(4, "SEK")
    found = terms(shown(ubl(f"<cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>{seller}{rest}")))
    wanted = {"BT-31": "vat", "BT-32": "local", "BT-90": "creditor", "BT-92": "1", "BT-99": "2", "BT-110": "3"}
    assert {term: found.get(term) for term in [*wanted, "BT-111"]} == wanted | {"BT-111": "4"}


def test_the_lines_of_a_credit_note_carry_the_terms_of_invoice_lines():
    inner = "<cbc:ID>7</cbc:ID><cbc:CreditedQuantity unitCode='C62'>2</cbc:CreditedQuantity>"
    groups = shown(ubl(f"<cac:CreditNoteLine>{inner}</cac:CreditNoteLine>", "CreditNote"))
    assert terms(groups) == {"BT-126": "7", "BT-129": "2", "BT-130": "C62"}


def test_an_embedded_file_is_named_by_its_length():
    groups = shown(ubl(f"<cbc:Odd mimeCode='application/pdf' filename='a.pdf'>{'QUJD' * 100}</cbc:Odd>"))
    entry = groups[0].entries[0]
    assert (entry.value, entry.note) == ("a file of 300 bytes", "mimeCode application/pdf, filename a.pdf")


def test_every_term_of_the_tables_has_a_name():
    for syntax in SYNTAXES.values():
        assert {term for term in syntax.terms.values() if term not in NAMES} == set()


def test_an_element_without_neighbours_has_no_mark():
    assert mark_of(etree.fromstring("<ID>1</ID>"), "") == ""

"""Which received documents are the same one."""

from __future__ import annotations

import pytest

from invoices.einvoice.identity import identity_key


def test_the_key_is_made_of_tax_number_year_kind_and_number(ubl_invoice):
    assert identity_key(ubl_invoice()) == "vat:de123456789|2026|invoice|acme-2026-17"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("DE123456789", "DE 123.456-789"),
        ("DE123456789", "de123456789"),
        ("ACME-2026-17", " acme-2026-17 "),
        ("Acme Distribution GmbH", "Acme"),
        ("2026-04-03", "2026-12-31"),
        (">200.0<", ">7.00<"),
    ],
)
def test_a_copy_that_differs_elsewhere_or_in_spelling_is_the_same(ubl_invoice, old, new):
    assert identity_key(ubl_invoice((old, new))) == identity_key(ubl_invoice())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("DE123456789", "DE123456780"),
        ("ACME-2026-17", "ACME-2026-18"),
        ("ACME-2026-17", "ACME/2026-17"),
        ("2026-04-03", "2025-04-03"),
        ("380</cbc:Inv", "381</cbc:Inv"),
    ],
)
def test_another_supplier_number_year_or_kind_is_another_document(ubl_invoice, old, new):
    assert identity_key(ubl_invoice((old, new))) != identity_key(ubl_invoice())


def test_without_vat_number_the_other_tax_number_counts(ubl_invoice):
    without_vat = ubl_invoice(("<cbc:CompanyID>DE123456789</cbc:CompanyID>", ""))
    assert identity_key(without_vat) == "tax:2712345678|2026|invoice|acme-2026-17"


def test_without_any_tax_number_name_and_country_count(ubl_credit_note):
    assert identity_key(ubl_credit_note()) == "name:acme:jp|2026|credit_note|acme-cn-3"
    assert identity_key(ubl_credit_note((">Acme<", ">ＡＣＭＥ.<"))) == identity_key(ubl_credit_note())
    assert identity_key(ubl_credit_note((">JP<", ">DE<"))) != identity_key(ubl_credit_note())


def test_a_key_never_grows_beyond_what_is_stored(ubl_credit_note):
    keys = {identity_key(ubl_credit_note((">Acme<", f">{'Ä' * 5000}{end}<"))) for end in "xy"}
    assert len(keys) == 2
    assert all(len(key) <= 400 for key in keys)

"""A document that is clearly meant for somebody else is found out; one that may be ours is not accused."""

from __future__ import annotations

import pytest

from invoices.einvoice.addressee import Recipient, not_addressed_to
from invoices.einvoice.document import EAddress, EParty

INITECH = Recipient("Initech AG", "DE333333333")


def buyer(name: str | None = None, **facts: object) -> EParty:
    empty = {"trading_name": None, "vat_id": None, "tax_registration_id": None, "legal_id": None, "ids": ()}
    contact = {"endpoint": None, "endpoint_scheme": None, "contact_name": None, "phone": None, "email": None}
    return EParty(name=name, address=EAddress(), **{**empty, **contact, **facts})


@pytest.mark.parametrize(
    "party",
    [
        buyer("Initech AG"),
        buyer("INITECH"),
        buyer("Initech Aktiengesellschaft AG, Accounts Payable"),
        buyer("Ïnitech A.G."),
        buyer("Somebody", trading_name="Initech"),
        buyer("Somebody Else", vat_id="DE 333 333 333"),
        buyer("Somebody Else", legal_id="DE333333333"),
        buyer("Somebody Else", ids=("4000001", "DE333333333")),
        buyer("Initech AG", vat_id="FR11123456782"),
        buyer(),
        buyer(legal_id="HRB 1"),
    ],
    ids=str,
)
def test_one_that_may_be_ours_is_not_accused(party):
    assert not_addressed_to(INITECH, party) is None


@pytest.mark.parametrize(
    ("party", "called"),
    [
        (buyer("Hooli Ltd"), "Hooli Ltd"),
        (buyer("Hooli Ltd", vat_id="DE444444444"), "Hooli Ltd (DE444444444)"),
        (buyer(vat_id="DE444444444"), "(DE444444444)"),
        (buyer("Initrode AG"), "Initrode AG"),
        (buyer("AG"), "AG"),
    ],
    ids=str,
)
def test_another_name_or_number_is_an_error_that_names_both(party, called):
    found = not_addressed_to(INITECH, party)
    assert found is not None
    assert (found.code, found.severity, found.place) == ("other_buyer", "error", "buyer")
    assert found.message == f"It is addressed to {called}, not to Initech AG."


def test_without_a_tax_number_of_our_own_the_name_decides():
    nameless = Recipient("Initech AG", "")
    assert not_addressed_to(nameless, buyer(vat_id="DE444444444")) is None
    assert not_addressed_to(nameless, buyer("Hooli Ltd")) is not None

"""Which addresses are taken where they are typed."""

from __future__ import annotations

import pytest

from common.email_address import why_unusable


@pytest.mark.parametrize(
    "address",
    ["lena@initech.example", "o'neil+po_7@a-b.example", "a.b@münchen.example", "{x}|y@example.com"],
    ids=ascii,
)
def test_an_address_that_mails_can_go_to_is_taken(address):
    assert why_unusable(address) == ""


@pytest.mark.parametrize(
    ("address", "what"),
    [
        ('"\x1c]:"@example.com', "invisible character"),
        ("compta@verne.example\n(Mme Fogg)", "line break"),
        ("a\u200bb@example.com", "invisible character"),
        ("a\u202eb@example.com", "invisible character"),
        ('"a.b"@example.com', "Before the @"),
        ("a..b@example.com", "Before the @"),
        ("a,b@example.com", "Before the @"),
        ("müller@example.com", "Before the @"),
        ("\u0131@example.com", "Before the @"),
        ("lena", "name@company.example"),
        ("@example.com", "name@company.example"),
        ("lena@", "name@company.example"),
        ("lena@a..example", "name@company.example"),
        (f"lena@{'a' * 70}.example", "name@company.example"),
    ],
    ids=ascii,
)
def test_an_odd_address_is_refused_with_what_to_change(address, what):
    assert what in why_unusable(address)

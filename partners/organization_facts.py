"""The facts of an organization as somebody types them: each checked, and given back the way it is kept."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from types import MappingProxyType

import pycountry
from babel import Locale, UnknownLocaleError
from stdnum import bic, iban
from stdnum.eu import vat
from stdnum.exceptions import ValidationError

from common.dates import time_zone
from common.errors import Refusal
from common.money import minor_units

# The member states of the European Union by ISO 3166-1; their VAT numbers begin with the same letters, but for Greece.
UNION = frozenset("AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split())
PREFIX = {"GR": "EL"}
INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
LONGEST = MappingProxyType(
    {"name": 200, "postcode": 20, "city": 100, "tax_id": 40, "locale": 12, "account_holder": 140}
)
ACCOUNT = ("iban", "bic", "account_holder")


class UnusableFact(Refusal):
    """A fact of an organization is no such thing: its country, VAT number, language or another one."""

    code = "unusable_fact"


def checked_facts(facts: Mapping[str, str], *, country: str) -> dict[str, str]:
    """The facts by name as they are kept, blanks around them gone; "" takes one away that may be missing.

    `country` (ISO 3166-1) is the organization's: it says what a VAT number looks like. Refuses a country, zone (IANA),
    currency (ISO 4217), language (CLDR), VAT number, IBAN (ISO 13616) or BIC (ISO 9362) that is none, and text too long
    or with invisible characters.
    """
    return {name: _kept(name, _plain(name, text), country) for name, text in facts.items()}


def check_account(facts: Mapping[str, str]) -> None:
    """Refuse a BIC or an account holder without the IBAN of an account."""
    if not facts.get("iban") and any(facts.get(name) for name in ACCOUNT):
        raise UnusableFact("A BIC and an account holder belong to an account: give its IBAN too.", field="iban")


def _plain(name: str, text: str) -> str:
    plain, most = text.strip(), LONGEST.get(name, 200)
    if len(plain) > most:
        raise UnusableFact(f"{_called(name)} has {len(plain)} characters; at most {most} are kept.", field=name)
    strange = next((sign for sign in plain if unicodedata.category(sign) in INVISIBLE), "")
    if strange:
        raise UnusableFact(
            f"{_called(name)} holds the invisible character U+{ord(strange):04X}. Type it anew.", field=name
        )
    return plain


def _kept(name: str, text: str, country: str) -> str:
    if name == "tax_id":
        return _tax_id(text, country)
    check = CHECKS.get(name)
    return check(text) if check else text


def _name(text: str) -> str:
    if not text:
        raise UnusableFact("An organization has a legal name.", field="name")
    return text


def _country(text: str) -> str:
    if pycountry.countries.get(alpha_2=text) is None or not text.isupper():
        raise UnusableFact(f"{text!r} is no country. Use two capital letters, such as DE.", field="country")
    return text


def _time_zone(text: str) -> str:
    time_zone(text)
    return text


def _currency(text: str) -> str:
    minor_units(text)
    return text


def _locale(text: str) -> str:
    """A CLDR locale such as `de` or `de_AT`."""
    try:
        return str(Locale.parse(text.replace("-", "_")))
    except (ValueError, TypeError, UnknownLocaleError) as error:
        raise UnusableFact(f"{text!r} is no language. Use one such as en, de or de_AT.", field="locale") from error


def _iban(text: str) -> str:
    """Without blanks, its check digits right by ISO 13616 and its account by the rules of its country."""
    try:
        return str(iban.validate(text)) if text else ""
    except ValidationError as error:
        raise UnusableFact(f"{text!r} is no IBAN: its length or its check digits are wrong.", field="iban") from error


def _bic(text: str) -> str:
    try:
        return str(bic.validate(text)) if text else ""
    except ValidationError as error:
        raise UnusableFact(
            f"{text!r} is no BIC. It has 8 or 11 characters, such as COBADEFFXXX.", field="bic"
        ) from error


def _tax_id(text: str, country: str) -> str:
    """In the Union the VAT number with its country, by the check digits of that country; elsewhere as it is."""
    if not text or country not in UNION:
        return text
    prefix = PREFIX.get(country, country)
    try:
        number = str(vat.validate(text))
    except ValidationError as error:
        raise UnusableFact(_no_vat_number(text, country, prefix), field="tax_id") from error
    if not number.startswith(prefix):
        raise UnusableFact(_no_vat_number(text, country, prefix), field="tax_id")
    return number


def _no_vat_number(text: str, country: str, prefix: str) -> str:
    return (
        f"{text!r} is no VAT number of {country}: it begins with {prefix}, and its check digits must be right."
        " Leave it out when there is none."
    )


def _called(name: str) -> str:
    return f"The {CALLED.get(name, name.replace('_', ' '))}"


CALLED = MappingProxyType({"tax_id": "VAT number", "iban": "IBAN", "bic": "BIC"})
CHECKS: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {
        "name": _name,
        "country": _country,
        "time_zone": _time_zone,
        "currency": _currency,
        "locale": _locale,
        "iban": _iban,
        "bic": _bic,
    }
)

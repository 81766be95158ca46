"""The facts of an organization as somebody types them: each checked, and given back the way it is kept."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from types import MappingProxyType

import pycountry
from babel import Locale, UnknownLocaleError
from stdnum.eu import vat
from stdnum.exceptions import ValidationError

from common.dates import time_zone
from common.errors import Refusal
from common.money import minor_units

# The member states of the European Union by ISO 3166-1; their VAT numbers begin with the same letters, but for Greece.
UNION = frozenset("AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split())
PREFIX = {"GR": "EL"}
INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
LONGEST = MappingProxyType({"name": 200, "city": 100, "tax_id": 40, "locale": 12})


class UnusableFact(Refusal):
    """A fact of an organization is no such thing: its country, VAT number, language or another one."""

    code = "unusable_fact"


def checked_facts(facts: Mapping[str, str], *, country: str) -> dict[str, str]:
    """The facts by name as they are kept, blanks around them gone; "" takes one away that may be missing.

    `country` (ISO 3166-1) is the organization's: it says what a VAT number looks like. Refuses a country, zone (IANA),
    currency (ISO 4217), language (CLDR) or VAT number that is none, and text too long or with invisible characters.
    """
    return {name: _kept(name, _plain(name, text), country) for name, text in facts.items()}


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
    return f"The {name.replace('_', ' ')}" if name != "tax_id" else "The VAT number"


CHECKS: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {"name": _name, "country": _country, "time_zone": _time_zone, "currency": _currency, "locale": _locale}
)

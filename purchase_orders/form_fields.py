"""Form fields of a purchase order: months, exact numbers, tax as percentage or amount, tags."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, TypeVar

import pycountry
from babel.numbers import get_currency_name
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.formats import get_format

from common.dates import last_of_month
from common.errors import Refusal
from common.money import ZERO, UnknownCurrency, minor_units, round_money
from common.typed_numbers import retyped, typed_amount, typed_percent, typed_quantity
from purchase_orders.typed_values import bounded, short_percent, tags_once

Value = TypeVar("Value")

MONTH = re.compile(r"(?P<year>[0-9]{4})[-/.](?P<month>0?[1-9]|1[0-2])")
MONTH_FIRST = re.compile(r"(?P<month>0?[1-9]|1[0-2])[-/.](?P<year>[0-9]{4})")
AMOUNT = re.compile(r"(?P<figure>.*?)\s*(?P<currency>[A-Za-z]{3})")
FIRST_YEAR = 1900


@dataclass(frozen=True, slots=True)
class Tax:
    """What somebody typed as tax: a percentage, or an amount in `currency`; neither means no tax."""

    percent: Decimal | None = None
    amount: Decimal = ZERO
    currency: str = ""


class MonthField(forms.CharField):
    """A month, as its first or (`is_last`) its last day; without a month control typed as 2026-07 or 7/2026."""

    def __init__(self, *, is_last: bool = False, **options: Any) -> None:
        super().__init__(widget=forms.TextInput(attrs={"type": "month", "placeholder": "2026-07"}), **options)
        self.is_last = is_last

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        first = first_of(text)
        if first is None:
            raise ValidationError("Write the month as year and number, such as 2026-07.", code="month")
        return last_of_month(first) if self.is_last else first

    def prepare_value(self, value: Any) -> Any:
        return f"{value:%Y-%m}" if isinstance(value, date) else value


class QuantityField(forms.CharField):
    """A quantity or unit price of at most 8 decimals, zero or more; exact, whatever was typed."""

    def __init__(self, *, digits: int, **options: Any) -> None:
        super().__init__(widget=forms.TextInput(attrs={"inputmode": "decimal"}), **options)
        self.digits = digits

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        return _parsed(lambda typed: bounded(typed_quantity(typed), self.digits), text)

    def prepare_value(self, value: Any) -> Any:
        return plain_number(value) if isinstance(value, Decimal) else value


class TaxField(forms.CharField):
    """Tax as a percentage (`19` or `19 %`) or as an amount with its currency (`190.00 EUR`); empty means none."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "text", "placeholder": "19 %", "class": "input-number"})
        super().__init__(widget=widget, **options)

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        as_amount = AMOUNT.fullmatch(text)
        return _amount(as_amount["figure"], as_amount["currency"].upper()) if as_amount else _percent(text)

    def prepare_value(self, value: Any) -> Any:
        return tax_text(value) if isinstance(value, Tax) else value


class TagsField(forms.CharField):
    """Tags separated by commas, each once whatever its case."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value) or ""
        ProhibitNullCharactersValidator()(text)
        return _parsed(lambda typed: tags_once(typed.split(",")), text)

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list | tuple) else value


class VersionField(forms.CharField):
    """The instant of the last edit, exact to the microsecond, carried through a form unseen."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.HiddenInput, **options)

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        try:
            return datetime.fromisoformat(text) if text else None
        except ValueError as error:
            raise ValidationError("Open this page again.", code="version") from error

    def prepare_value(self, value: Any) -> Any:
        return value.isoformat() if isinstance(value, datetime) else value


def first_of(month: str) -> date | None:
    """The first day of a month typed as 2026-07, 2026-7, 07/2026 or 7.2026; None for anything else."""
    found = MONTH.fullmatch(month.strip()) or MONTH_FIRST.fullmatch(month.strip())
    if found is None or int(found["year"]) < FIRST_YEAR:
        return None
    return date(int(found["year"]), int(found["month"]), 1)


def plain_number(number: Decimal) -> str:
    """The number as these fields take it back, with the decimal mark of the active language."""
    return retyped(number, own_mark=_mark())


def tax_text(tax: Tax) -> str:
    """The tax as it is typed: "19 %", "190.00 EUR" or nothing."""
    if tax.percent is not None:
        return f"{plain_number(tax.percent)} %"
    amount = f"{round_money(tax.amount, tax.currency):f}".replace(".", _mark())
    return f"{amount} {tax.currency}" if tax.amount else ""


def _percent(text: str) -> Tax:
    percent = _parsed(typed_percent, text.removesuffix("%"), "For an amount add its currency, such as 190.00 EUR.")
    return Tax(percent=_parsed(lambda _: short_percent(percent), text))


def _amount(figure: str, currency: str) -> Tax:
    amount = _parsed(lambda text: typed_amount(text, currency, own_mark=_mark()), figure)
    if amount < 0:
        raise ValidationError("Zero or more is allowed.", code="negative")
    return Tax(amount=amount, currency=currency)


def _parsed(parse: Callable[[str], Value], text: str, hint: str = "") -> Value:
    """What `parse` reads, its refusal as the error of the field."""
    try:
        return parse(text)
    except Refusal as refusal:
        raise ValidationError(f"{refusal.message} {hint}".strip(), code=refusal.code) from refusal


def _mark() -> str:
    return str(get_format("DECIMAL_SEPARATOR"))


@cache
def currency_choices() -> tuple[tuple[str, str], ...]:
    """Every currency a document can be written in, as code and name."""
    codes = sorted(currency.alpha_3 for currency in pycountry.currencies if _has_minor_unit(currency.alpha_3))
    return tuple((code, f"{code}, {get_currency_name(code, locale='en')}") for code in codes)


def _has_minor_unit(code: str) -> bool:
    try:
        minor_units(code)
    except UnknownCurrency:
        return False
    return True

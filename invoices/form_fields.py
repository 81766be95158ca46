"""Form fields of a draft: exact numbers, currencies and dates."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import get_format

from common.errors import Refusal
from common.money import minor_units
from common.typed_numbers import retyped, typed_amount, typed_quantity


class ExactField(forms.CharField):
    """A quantity or unit price with up to 8 decimals, in the separators of the person; exact, whatever was typed."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}), **options)

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return parsed(lambda: typed_quantity(text)) if text else None

    def has_changed(self, initial: Any, data: Any) -> bool:
        return str(initial or "") != str(data or "")

    def prepare_value(self, value: Any) -> Any:
        return plain_number(value) if isinstance(value, Decimal) else value


class CurrencyField(forms.CharField):
    """An ISO 4217 code in which documents can be written; small letters are taken as capitals."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(attrs={"class": "input-mono", "autocomplete": "off", "autocapitalize": "characters"})
        super().__init__(max_length=3, widget=widget, **options)

    def to_python(self, value: Any) -> Any:
        code = str(super().to_python(value)).upper()
        if code:
            parsed(lambda: minor_units(code))
        return code


class DayField(forms.DateField):
    """A day; the browser's own control where it has one."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **options)


def parsed_amount(text: str, currency: str) -> Decimal:
    """The amount in the document's currency; its refusal as the error of the field."""
    amount: Decimal = parsed(lambda: typed_amount(text, currency, own_mark=_mark()))
    return amount


def plain_number(number: Decimal) -> str:
    """The number as these fields take it back, with the decimal mark of the active language."""
    return retyped(number, own_mark=_mark())


def parsed(parse: Callable[[], Any]) -> Any:
    """What `parse` reads; its refusal as the error of the field."""
    try:
        return parse()
    except Refusal as refusal:
        raise ValidationError(refusal.message, code=refusal.code) from refusal


def _mark() -> str:
    return str(get_format("DECIMAL_SEPARATOR"))

"""How a form field is shown: which component, which attributes on its control, and what a summary says of errors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseForm, BaseFormSet, BoundField
from django.forms.formsets import DELETION_FIELD_NAME
from django.http import QueryDict
from django.utils.safestring import SafeString

from common.email_address import why_unusable
from common.errors import Refusal

FIELD = "components/_field.html"
CHECKBOX = "components/_field_checkbox.html"
CHOICES = "components/_field_choices.html"


@dataclass(frozen=True, slots=True)
class ErrorLink:
    """An error as the summary names it: the text, and the id of the field it is about ("" when about the whole)."""

    text: str
    target: str = ""


def sent_again(typed: Mapping[str, Any], **values: object) -> QueryDict:
    """What was typed in a form, with other values in fields that a page fills in itself: what it shows by now."""
    changed = QueryDict(mutable=True)
    changed.update(typed)
    for name, value in values.items():
        changed[name] = str(value)
    return changed


def template_for(field: BoundField) -> str:
    """The component that shows this kind of control."""
    if isinstance(field.field.widget, forms.RadioSelect):
        return CHOICES
    if isinstance(field.field.widget, forms.CheckboxInput):
        return CHECKBOX
    return FIELD


def is_optional(field: BoundField) -> bool:
    """Whether the label says "optional": the field may stay empty and can be filled in at all."""
    return not field.field.required and not field.field.disabled


def control(field: BoundField, css: str = "") -> SafeString:
    """The control with the classes of the design added to its own.

    Django itself sets `aria-invalid` and ties help (`<id>_helptext`) and error (`<id>_error`) by `aria-describedby`;
    here only the order is turned: error first.
    """
    attrs: dict[str, str | bool] = {"class": _classes(field, css)}
    if field.errors and field.help_text:
        attrs["aria-describedby"] = f"{field.auto_id}_error {field.auto_id}_helptext"
    return field.as_widget(attrs=attrs)


def _classes(field: BoundField, css: str) -> str:
    widget = field.field.widget
    own = str(widget.attrs.get("class", ""))
    is_number = isinstance(widget, forms.NumberInput) or widget.attrs.get("inputmode") in ("decimal", "numeric")
    base = "" if isinstance(widget, forms.CheckboxInput) else "input"
    return " ".join(filter(None, [base, "input-number" if is_number else "", own, css]))


def error_links(parts: Iterable[BaseForm | BaseFormSet[BaseForm]]) -> tuple[ErrorLink, ...]:
    """Every error of forms and formsets in reading order; those of a formset's row begin with "Line n: ".

    A formset whose rows are called otherwise says so by `row_name`.
    """
    return tuple(link for part in parts for link in _links_of(part))


def _links_of(part: BaseForm | BaseFormSet[BaseForm]) -> Iterator[ErrorLink]:
    if isinstance(part, BaseFormSet):
        yield from (ErrorLink(str(text)) for text in part.non_form_errors())
        for number, row in enumerate(part.forms, start=1):
            if not _is_removed(row):
                yield from _links_of_form(row, prefix=f"{getattr(part, 'row_name', 'Line')} {number}: ")
    else:
        yield from _links_of_form(part)


def _is_removed(row: BaseForm) -> bool:
    return bool(row.is_bound and row.cleaned_data.get(DELETION_FIELD_NAME))


def _links_of_form(form: BaseForm, prefix: str = "") -> Iterator[ErrorLink]:
    if not form.errors:  # as first seen: a form of a hundred rows has a thousand fields
        return
    yield from (ErrorLink(f"{prefix}{text}") for text in form.non_field_errors())
    for field in form:
        yield from (ErrorLink(f"{prefix}{field.label}: {text}", field.auto_id) for text in field.errors)


def add_refusal(form: BaseForm, refusal: Refusal) -> None:
    """Show a refusal at the field it names, where the form has it, else above the fields."""
    form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)


class AddressField(forms.EmailField):
    """An e-mail address that mails can go to."""

    def clean(self, value: Any) -> Any:
        address = super().clean(value)
        if address and (trouble := why_unusable(address)):
            raise ValidationError(trouble, code="unusable")
        return address

"""Controls written directly are those of Django's templates, and nothing in them is markup that was typed."""

from __future__ import annotations

import re

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from lxml import html

from common.ui.renderer import DirectRenderer

HOSTILE = "\"><script>alert(1)</script>&amp;'"
CHOICES = [("", "Any"), ("a", HOSTILE), (HOSTILE, "b"), (3, "three")]
GROUPED = [("Group", [("a", "A")]), ("b", "B")]
WIDGETS = {
    "text": forms.TextInput(attrs={"class": "input", "required": True, "disabled": False, "data-x": HOSTILE}),
    "month": forms.TextInput(attrs={"type": "month", "placeholder": "2026-07"}),
    "number": forms.NumberInput(attrs={"step": 1}),
    "email": forms.EmailInput(),
    "hidden": forms.HiddenInput(),
    "date": forms.DateInput(),
    "password": forms.PasswordInput(),
    "checkbox": forms.CheckboxInput(attrs={"id": "x"}),
    "select": forms.Select(choices=CHOICES, attrs={"class": "input", "required": True}),
    "grouped": forms.Select(choices=GROUPED),
    "several": forms.SelectMultiple(choices=CHOICES),
    "radio": forms.RadioSelect(choices=CHOICES),
    "area": forms.Textarea(),
}
VALUES = (None, "", "a", HOSTILE, 3, True, False)


def same(markup: str) -> str:
    """The markup without white space between its tags."""
    return re.sub(r">\s+<", "><", markup.strip())


@pytest.mark.parametrize("name", WIDGETS)
@pytest.mark.parametrize("value", VALUES, ids=ascii)
def test_a_control_is_what_djangos_templates_make_of_it(name, value):
    written, made = (
        WIDGETS[name].render("field", value, {"id": "id_field"}, renderer=renderer)
        for renderer in (DirectRenderer(), DjangoTemplates())
    )
    assert same(written) == same(made)


@pytest.mark.parametrize("name", WIDGETS)
def test_what_was_typed_is_never_markup(name):
    written = WIDGETS[name].render("field", HOSTILE, {"id": "id_field"}, renderer=DirectRenderer())
    assert html.fromstring(f"<div>{written}</div>").xpath("//script") == []

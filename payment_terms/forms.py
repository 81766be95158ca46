"""The forms of payment terms: any kind with its figures, and from when changes count."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict

from common.errors import Refusal
from common.numbers import parse_percent, parse_whole_number
from common.ui.fields import add_refusal
from payment_terms.models import CountsFrom
from payment_terms.rules import MAX_DAY_OF_MONTH, MAX_DAYS, MAX_MONTHS, Kind, Terms
from payment_terms.wording import parse_net_days

DEFAULT = "default"
KINDS = (
    (Kind.NET.value, "Net: due N days after posting"),
    (Kind.EOM_PLUS.value, "End of month, then N days"),
    (Kind.PLUS_EOM.value, "N days, then the end of that month"),
    (Kind.DAY_OF_MONTH.value, "A day of a following month"),
)


class FigureField(forms.CharField):
    """A figure as typed. Whether it may be empty depends on the kind, so the form says so, not the field."""

    def __init__(self, label: str, help_text: str, *, required: bool = True) -> None:
        widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
        super().__init__(label=label, help_text=help_text, required=required, max_length=20, strip=False, widget=widget)

    def validate(self, value: Any) -> None:
        """Nothing: the parser of the figure refuses an empty one."""


class TermsForm(forms.Form):
    """Terms of any kind; with `default_text` the supplier's default can be chosen too.

    Each text is read by the parser of all ways in, and refused in its words.
    """

    use_required_attribute = False
    kind = forms.ChoiceField(label="Terms", widget=forms.RadioSelect, error_messages={"required": "Choose a kind."})
    days = FigureField("Days", "0 to 999. 0 = due on the posting date.")
    day = FigureField("Day", "1 to 31. A day the month lacks is its last.")
    months = FigureField("Months later", "1 = the next month, up to 12.")
    discount_percent = FigureField("Discount in %", "Empty for none.", required=False)
    discount_days = FigureField("If paid within", "Counted from the posting date.", required=False)
    seen = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, default_text: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(DEFAULT, f"Default ({default_text})")] if default_text else []
        self.fields["kind"].choices = [*KINDS, *offered]  # type: ignore[attr-defined]

    @property
    def terms(self) -> Terms | None:
        """What was chosen, once it is valid; None is the default."""
        chosen: Terms | None = self.cleaned_data["terms"]
        return chosen

    def shows(self, version: int) -> None:
        """Sent again it carries this version: that of the terms which the page shows by now."""
        typed = QueryDict(mutable=True)
        typed.update(self.data)
        typed["seen"] = str(version)
        self.data = typed

    def clean(self) -> dict[str, Any]:
        typed = self.cleaned_data
        if typed.get("kind") and not self.errors:
            try:
                typed["terms"] = None if typed["kind"] == DEFAULT else _terms(typed)
            except Refusal as refusal:
                add_refusal(self, refusal)
        return typed


class CountsFromForm(forms.Form):
    """From when changes of terms count; `seen` is what was chosen when the form was made."""

    counts_from = forms.TypedChoiceField(
        label="Changes count for invoices issued from",
        choices=CountsFrom.choices,
        coerce=CountsFrom,
        widget=forms.RadioSelect,
        help_text="Invoices that are issued keep their terms either way.",
        error_messages={"required": "Choose one of the two.", "invalid_choice": "Choose one of the two."},
    )
    seen = forms.TypedChoiceField(
        choices=CountsFrom.choices, coerce=CountsFrom, empty_value=None, required=False, widget=forms.HiddenInput
    )


def initial_of(terms: Terms | None) -> dict[str, object]:
    """What the form holds before anything is typed."""
    if terms is None:
        return {"kind": DEFAULT}
    names = ("days", "day", "months", "discount_percent", "discount_days")
    figures = {name: getattr(terms, name) for name in names}
    if terms.kind is Kind.DAY_OF_MONTH:
        figures["days"] = None
    if terms.discount_percent is not None:
        figures["discount_percent"] = f"{terms.discount_percent.normalize():f}"
    return {"kind": terms.kind.value} | figures


def _terms(typed: dict[str, Any]) -> Terms:
    kind, percent, within = Kind(typed["kind"]), None, None
    if typed["discount_percent"].strip() or typed["discount_days"].strip():
        percent = parse_percent(typed["discount_percent"], field="discount_percent")
        within = parse_whole_number(typed["discount_days"], 0, MAX_DAYS, field="discount_days")
    if kind is Kind.DAY_OF_MONTH:
        day = parse_whole_number(typed["day"], 1, MAX_DAY_OF_MONTH, field="day")
        months = parse_whole_number(typed["months"], 1, MAX_MONTHS, field="months")
        return Terms(kind, 0, day, months, percent, within)
    return Terms(kind, parse_net_days(typed["days"]), discount_percent=percent, discount_days=within)

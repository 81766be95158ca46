"""The forms of payment terms: any kind with its figures, and from when changes count."""

from __future__ import annotations

from typing import Any

from django import forms

from common.errors import Refusal
from common.numbers import parse_percent, parse_whole_number
from common.ui.fields import add_refusal, sent_again
from payment_terms.models import CountsFrom
from payment_terms.rules import MAX_DAY_OF_MONTH, MAX_DAYS, MAX_MONTHS, Kind, Terms
from payment_terms.wording import as_text, parse_net_days

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
    looked_at = forms.CharField(required=False, widget=forms.HiddenInput)
    first = forms.BooleanField(
        label="First terms: count at once",
        help_text="For earlier issue dates too. Offered until terms are set or something is issued.",
        required=False,
    )

    def __init__(self, *args: Any, default_text: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.default_words = f"Default ({default_text})"
        offered = [(DEFAULT, self.default_words)] if default_text else []
        self.fields["kind"].choices = [*KINDS, *offered]  # type: ignore[attr-defined]

    @property
    def terms(self) -> Terms | None:
        """What was chosen, once it is valid; None is the default."""
        chosen: Terms | None = self.cleaned_data["terms"]
        return chosen

    @property
    def is_read(self) -> bool:
        """Whether what was typed names terms, whose effect can be shown; also where saving them was refused."""
        return self.is_bound and (self.is_valid() or "terms" in self.cleaned_data)

    @property
    def text(self) -> str:
        """The terms that were chosen, in short."""
        at_once = ", counting at once" if self.is_first else ""
        return f"{as_text(self.terms)}{at_once}" if self.terms else self.default_words

    @property
    def is_first(self) -> bool:
        """Whether the terms shall count at once; the default always does."""
        return bool(self.cleaned_data.get("first")) and self.terms is not None

    def is_looked_at(self) -> bool:
        """Whether the effect of these very terms was looked at; where it was not, the form says so."""
        looked_at = self.cleaned_data["looked_at"]
        if looked_at == self.text:
            return True
        told = f"You looked at {looked_at[:60]}, not at {self.text}." if looked_at else "Nothing is saved yet."
        self.add_error(None, f"{told} This is what {self.text} does. Look at it, then save.")
        return False

    def shows(self, **sent: object) -> None:
        """Sent again it carries these: the version of what the page shows by now, the terms whose effect it shows."""
        self.data = sent_again(self.data, **sent)

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

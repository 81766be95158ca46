"""The forms of a draft: its header, its lines, its allowances and charges."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, formset_factory

from common.ui.fields import sent_again
from common.ui.figures import day_text
from invoices.form_fields import CurrencyField, DayField, ExactField, parsed_amount, plain_number
from invoices.models import LATEST_POSTING, ChargeType, PeriodMark
from invoices.units import UNITS
from partners.models import Partner
from tenants.base import TenantQuerySet

MOST_LINES = 500
MOST_ADJUSTMENTS = 50
ZERO = Decimal(0)
NO_MARK = ("", "Not said")
CHARGES = [(charge.value, charge.label) for charge in ChargeType if charge != ChargeType.UNKNOWN]
NUMBER_MISSING = "The number is missing."
WRONG_WAY_ROUND = "The period ends before it starts."


class PeriodMixin(forms.Form):
    """A service period: first and last day, and whether it is billed before or after."""

    period_start = DayField(label="Period from", required=False)
    period_end = DayField(label="Period to", required=False)
    period_mark = forms.ChoiceField(label="Billed", required=False, choices=[NO_MARK, *PeriodMark.choices])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        start, end = cleaned.get("period_start"), cleaned.get("period_end")
        if start and end and end < start:
            self.add_error("period_end", WRONG_WAY_ROUND)
        return cleaned


class DraftForm(PeriodMixin):
    """The header of a draft."""

    partner: forms.ModelChoiceField[Partner] = forms.ModelChoiceField(
        label="Buyer",
        queryset=None,
        to_field_name="public_id",
        empty_label="Choose a buyer",
        error_messages={"required": "Choose a buyer.", "invalid_choice": "This is no active buyer. Choose another."},
    )
    currency = CurrencyField(
        help_text="ISO code, such as EUR.", error_messages={"required": "Name the currency, such as EUR."}
    )
    issue_date = DayField(required=False, help_text="Empty: the day on which it is issued.")
    po_number = forms.CharField(
        label="PO number", required=False, max_length=200, help_text="Empty: the buyer's matching PO is found."
    )
    buyer_reference = forms.CharField(required=False, max_length=200)
    internal_note = forms.CharField(
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Only people of your organization see it.",
    )

    field_order = ("partner", "currency", "issue_date", "po_number", "buyer_reference")

    def __init__(self, *args: Any, buyers: TenantQuerySet[Partner], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["partner"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
        field.queryset = buyers


class InCurrency(forms.Form):
    """A row whose amounts are in the currency of the header; without a usable one the header says so."""

    def __init__(self, *args: Any, currency: str, product_classes: Iterable[str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.currency = currency
        field = self.fields["product_class"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = [(name, name.capitalize()) for name in product_classes]

    def _amount(self, name: str) -> Decimal:
        text = self.cleaned_data.get(name, "")
        return parsed_amount(text, self.currency) if text and self.currency else ZERO


class LineForm(PeriodMixin, InCurrency):
    """One line; a row in which nothing was typed is none."""

    description = forms.CharField(max_length=2000, error_messages={"required": "Say what is invoiced."})
    charge_type = forms.ChoiceField(choices=CHARGES, initial=ChargeType.SERVICES)
    product_code = forms.CharField(required=False, max_length=100)
    product_class = forms.ChoiceField(label="Tax class", initial="standard")
    quantity = ExactField(initial="1", error_messages={"required": NUMBER_MISSING})
    unit = forms.CharField(max_length=20, initial="C62", widget=forms.Select)
    unit_price = ExactField(error_messages={"required": NUMBER_MISSING})
    discount = forms.CharField(
        required=False, max_length=40, widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    )
    seller_of_record = forms.CharField(required=False, max_length=200)
    po_number = forms.CharField(label="PO number of this line", required=False, max_length=200)
    po_line_number = forms.CharField(label="PO line", required=False, max_length=60)

    main_fields = (
        "description",
        "charge_type",
        "product_code",
        "product_class",
        "quantity",
        "unit_price",
        "unit",
        "discount",
    )
    more_fields = ("period_start", "period_end", "period_mark", "seller_of_record", "po_number", "po_line_number")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        unit = str(self["unit"].value() or "")
        known = UNITS if unit in UNITS or not unit else {**UNITS, unit: unit}
        widget = self.fields["unit"].widget
        assert isinstance(widget, forms.Select)  # noqa: S101
        widget.choices = list(known.items())

    def clean_discount(self) -> Decimal:
        return self._amount("discount")

    @property
    def main(self) -> list[forms.BoundField]:
        """The fields that every line needs."""
        return [self[name] for name in self.main_fields]

    @property
    def more(self) -> list[forms.BoundField]:
        """The fields that few lines need."""
        return [self[name] for name in self.more_fields]

    @property
    def has_more(self) -> bool:
        """Whether one of those few is filled or wrong, so that they must be in sight."""
        return any(bound.value() not in (None, "") or bound.errors for bound in self.more)


class AdjustmentForm(InCurrency):
    """An allowance or charge on the whole document."""

    is_charge = forms.ChoiceField(label="Kind", required=False, choices=[("", "Allowance"), ("1", "Charge")])
    amount = forms.CharField(
        max_length=40,
        error_messages={"required": NUMBER_MISSING},
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    product_class = forms.ChoiceField(label="Tax class", initial="standard")
    reason = forms.CharField(required=False, max_length=200)

    def clean_is_charge(self) -> bool:
        return bool(self.cleaned_data.get("is_charge"))

    def clean_amount(self) -> Decimal:
        amount = self._amount("amount")
        if amount < 0:
            raise ValidationError("Zero or more is allowed; an allowance is taken off, a charge is added.")
        return amount


class RowsFormSet(BaseFormSet[InCurrency]):
    """Rows that are all equally new: an untouched one is ignored, a removed one stays in sight until saved."""

    def initial_form_count(self) -> int:
        return 0

    def rows(self) -> list[dict[str, Any]]:
        """What was typed, untouched and removed rows left out; after validation."""
        filled = (form.cleaned_data for form in self.forms if form.has_changed())
        return [{k: v for k, v in row.items() if k != "DELETE"} for row in filled if not row.get("DELETE")]


class ReturnForm(forms.Form):
    """Why a verified document goes back to draft."""

    reason = forms.CharField(max_length=350, help_text="It stays on the draft until it is saved or verified again.")


class ReasonForm(forms.Form):
    """Why the purchase order of a received document changes."""

    reason = forms.CharField(max_length=400, help_text="The supplier can read it.")


class PostingDateForm(forms.Form):
    """The day an invoice is posted on; its terms count from it. `seen` is the one it had when the form was made."""

    posting_date = DayField(
        label="Posting date",
        help_text="From the issue date to 31 days after it. The due date is counted from it.",
        error_messages={"required": "Type the posting date.", "invalid": "Type a day such as 2026-11-30."},
    )
    seen = forms.DateField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, issued_on: date | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if issued_on:
            last, field = issued_on + LATEST_POSTING, self.fields["posting_date"]
            field.help_text = f"From {day_text(issued_on)} to {day_text(last)}. The due date is counted from it."
            field.widget.attrs |= {"min": issued_on.isoformat(), "max": last.isoformat()}

    def shows(self, day: date | None) -> None:
        """Sent again it carries this posting date as seen: the one that the page shows by now."""
        self.data = sent_again(self.data, seen=day or "")


def _formset(form: type[InCurrency], most: int) -> type[RowsFormSet]:
    made = formset_factory(form, formset=RowsFormSet, extra=0, can_delete=True, max_num=most, validate_max=True)
    return cast(type[RowsFormSet], made)


LineFormSet = _formset(LineForm, MOST_LINES)
AdjustmentFormSet = _formset(AdjustmentForm, MOST_ADJUSTMENTS)


def shown_row(values: Mapping[str, Any]) -> dict[str, Any]:
    """Stored values as the row shows them; a discount of zero may be empty and is."""
    shown = {name: _shown(value) for name, value in values.items()}
    return {**shown, "discount": ""} if values.get("discount") == 0 else shown


def _shown(value: Any) -> Any:
    if isinstance(value, bool):
        return "1" if value else ""
    return plain_number(value) if isinstance(value, Decimal) else value

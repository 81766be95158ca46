"""The forms of a purchase order: its header, its lines, its contacts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, formset_factory
from django.forms.formsets import DELETION_FIELD_NAME
from django.utils.functional import cached_property

from billing_platform.notifications.queries import Bounce
from common.money import UnknownCurrency
from common.ui.fields import AddressField
from common.ui.figures import amount_text
from purchase_orders.facts import OrderFacts
from purchase_orders.form_fields import (
    MonthField,
    QuantityField,
    TagsField,
    Tax,
    TaxField,
    VersionField,
    currency_choices,
)
from purchase_orders.models import LineType
from purchase_orders.order_rules import LONGEST, LONGEST_LINE_NUMBER, LONGEST_PO_ID, MOST_CONTACTS, MOST_LINES, priced
from purchase_orders.order_totals import LineSum, OrderTotals, totals_of
from purchase_orders.thresholds import ALWAYS

OFFERED_THRESHOLDS = (90, 50, 25, 10, 0)
ANY_SUPPLIER = ("", "Any supplier")
LANGUAGES = (("en", "English"), ("de", "German"))


class OrderForm(forms.Form):
    """The header. `edited_at` carries the version that was shown, so that nobody's change is overwritten unseen."""

    po_id = forms.CharField(
        label="PO ID",
        max_length=LONGEST_PO_ID,
        help_text="As suppliers will print it.",
        error_messages={"required": "Give the purchase order an ID."},
    )
    description = forms.CharField(required=False, max_length=LONGEST["description"])
    bill_from = forms.TypedChoiceField(
        required=False, coerce=int, empty_value=None, help_text="Whose invoices match. The issuer printed on them."
    )
    currency = forms.ChoiceField(choices=currency_choices)
    effective = MonthField(
        label="Effective from",
        help_text="From the first day of this month.",
        error_messages={"required": "Choose the month it starts in."},
    )
    expiration = MonthField(
        label="Expires after",
        is_last=True,
        help_text="Through the last day of this month.",
        error_messages={"required": "Choose the last month it is valid in."},
    )
    extend_lines = forms.BooleanField(
        label="Extend lines that ended with the order to the new end",
        required=False,
        help_text="When it expires later than before.",
    )
    seller_of_record = forms.CharField(
        required=False,
        max_length=LONGEST["seller_of_record"],
        help_text="Only invoice lines supplied by this seller match.",
    )
    tags = TagsField(required=False, help_text="Separated by commas.")
    bill_to = forms.CharField(required=False, max_length=LONGEST["bill_to"], widget=forms.Textarea(attrs={"rows": 2}))
    ship_to = forms.CharField(required=False, max_length=LONGEST["ship_to"], widget=forms.Textarea(attrs={"rows": 2}))
    thresholds = forms.TypedMultipleChoiceField(
        label="Tell them also when a line falls below",
        required=False,
        coerce=int,
        initial=[25, 0],
        widget=forms.CheckboxSelectMultiple,
        help_text=f"Below {ALWAYS} % they are always told.",
    )
    is_suspended = forms.BooleanField(
        label="Add it suspended", required=False, help_text="It matches nothing until it is re-activated."
    )
    edited_at = VersionField(required=False)

    def __init__(
        self, *args: Any, suppliers: Iterable[tuple[int, str]], known: OrderFacts | None, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self._offer("bill_from", [ANY_SUPPLIER, *suppliers])
        percents = {*OFFERED_THRESHOLDS, *(known.thresholds if known else ())} - {ALWAYS}
        self._offer("thresholds", [(percent, f"{percent} %") for percent in sorted(percents, reverse=True)])

    def without_extension(self) -> None:
        """No line ended with the order: there is nothing to extend."""
        del self.fields["extend_lines"]

    def of_existing(self, *, is_used: bool) -> OrderForm:
        """The form of an order that is there: its PO ID stays; currency and supplier too once it was used."""
        self.fields["po_id"].disabled = self.fields["edited_at"].required = True
        self.fields["po_id"].help_text = "Cannot change, suppliers print it."
        del self.fields["is_suspended"]
        for name in ("currency", "bill_from") if is_used else ():
            self.fields[name].disabled = True
            self.fields[name].help_text = "Stays, because invoices were matched."
        return self

    def _offer(self, name: str, choices: list[Any]) -> None:
        cast(forms.ChoiceField, self.fields[name]).choices = choices


class LineForm(forms.Form):
    """One line. Without a number it gets the next free one, without start or end those of the purchase order."""

    number = forms.CharField(required=False, max_length=LONGEST_LINE_NUMBER)
    description = forms.CharField(required=False, max_length=LONGEST["line_description"])
    type = forms.ChoiceField(choices=LineType.choices, initial=LineType.ALL)
    starts_on = MonthField(label="Start", required=False)
    ends_on = MonthField(label="End", required=False, is_last=True)
    quantity = QuantityField(digits=12, error_messages={"required": "Say how many."})
    unit_price = QuantityField(digits=15, error_messages={"required": "Say what one costs, before tax."})
    tax = TaxField(label="Tax, % or amount", required=False)
    is_tracked = forms.BooleanField(label="Track the balance", required=False, initial=True)
    receipt_required = forms.BooleanField(label="Receipt required", required=False)
    product_code = forms.CharField(required=False, max_length=LONGEST["product_code"])
    unit = forms.CharField(required=False, max_length=LONGEST["unit"])
    seller_of_record = forms.CharField(required=False, max_length=LONGEST["line_seller"])

    def __init__(self, *args: Any, currency: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        self.currency = currency

    @cached_property
    def sum(self) -> LineSum | None:
        """What the line comes to as it stands; None while a figure is missing or can't be read."""
        try:
            quantity, unit_price, tax = (self._typed(name) for name in ("quantity", "unit_price", "tax"))
            return self._sum(quantity, unit_price, tax or Tax())
        except (ValidationError, UnknownCurrency):
            return None

    @property
    def value_text(self) -> str:
        """The line's value as its row shows it; empty while there is none."""
        return amount_text(self.sum.value, self.currency) if self.sum else ""

    @property
    def counts(self) -> bool:
        """Whether it is a line of the order: begun, and not marked as removed."""
        is_begun = any(self[name].value() for name in ("quantity", "unit_price", "number", "description"))
        return is_begun and not self[DELETION_FIELD_NAME].value()

    def _typed(self, name: str) -> Any:
        return self.fields[name].clean(self[name].value())

    def _sum(self, quantity: Decimal, unit_price: Decimal, tax: Tax) -> LineSum | None:
        if tax.currency not in ("", self.currency):
            return None
        amounts = priced(quantity, unit_price, tax.percent, tax.amount, self.currency)
        return LineSum(self["type"].value(), bool(self["is_tracked"].value()), *amounts)

    @property
    def has_more(self) -> bool:
        """Whether one of the fields that stand folded away is filled in or wrong."""
        return any(self[name].value() or self[name].errors for name in ("product_code", "unit", "seller_of_record"))


class ContactForm(forms.Form):
    """Somebody who is told about the purchase order, in their language."""

    email = AddressField(
        label="E-mail",
        max_length=254,
        error_messages={"invalid": "Write it as name@company.example.", "required": "Write the address to mail to."},
    )
    name = forms.CharField(required=False, max_length=LONGEST["contact_name"])
    language = forms.ChoiceField(choices=LANGUAGES, initial="en")

    def __init__(self, *args: Any, bounces: Mapping[str, Bounce] | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.bounces = bounces or {}

    @property
    def bounce(self) -> Bounce | None:
        """What came back from the address that stands here; None for another one."""
        return self.bounces.get(str(self["email"].value() or "").strip().lower())


class Rows(BaseFormSet[Any]):
    """Repeating rows of a document: empty ones are left out, so none of them must be filled in."""

    too_many = ""

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("error_messages", {"too_many_forms": self.too_many})
        super().__init__(*args, **options)

    def initial_form_count(self) -> int:
        return 0 if self.is_bound else super().initial_form_count()

    @property
    def kept(self) -> list[Any]:
        """The rows that are filled in and not removed, in the order of the page; of a formset that was checked."""
        return [row for row in self.forms if row.has_changed() and not row.cleaned_data.get(DELETION_FIELD_NAME)]

    def clean(self) -> None:
        if len(self.kept) > self.max_num:
            raise ValidationError(self.too_many % {"num": self.max_num}, code="too_many_forms")


class LineRows(Rows):
    """The lines."""

    too_many = "A purchase order has at most %(num)d lines. Create a second one, or merge lines."

    @property
    def currency(self) -> str:
        """The currency chosen in the header, as it was sent."""
        return str(self.form_kwargs.get("currency", ""))

    @cached_property
    def totals(self) -> OrderTotals:
        """What the lines come to as they stand, checked or not."""
        return totals_of([row.sum for row in self.forms if row.counts], dict(LineType.choices))


class ContactRows(Rows):
    """The contacts."""

    row_name = "Contact"
    too_many = "A purchase order has at most %(num)d contacts."


LineFormSet = cast(
    type[LineRows],
    formset_factory(LineForm, LineRows, extra=0, max_num=MOST_LINES, absolute_max=MOST_LINES + 50, can_delete=True),
)
ContactFormSet = cast(
    type[ContactRows],
    formset_factory(ContactForm, ContactRows, extra=0, max_num=MOST_CONTACTS, absolute_max=50, can_delete=True),
)

"""The balance of a line adjusted by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from common.errors import Refusal
from common.ids import new_public_id
from common.typed_numbers import typed_amount
from common.ui.fields import add_refusal
from common.ui.toasts import tell
from people.access import PersonRequest, requires, today_of
from people.permissions import Permission
from purchase_orders.operations.adjust import LONGEST_REASON, Adjustment, adjust_balance
from purchase_orders.order_queries import OrderDetail
from purchase_orders.request_values import order_of

TAKEN, GIVEN = "taken", "given"
WAYS = ((TAKEN, "Take it off the balance"), (GIVEN, "Give it back to the balance"))


class AdjustmentForm(forms.Form):
    """A line of the order, what happens to its balance, how much, and why."""

    line = forms.ChoiceField(label="Line")
    way = forms.ChoiceField(label="What happens", choices=WAYS, widget=forms.RadioSelect, initial=TAKEN)
    amount = forms.CharField(
        label="Amount",
        help_text="Gross, more than zero.",
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages={"required": "Write the amount."},
    )
    reason = forms.CharField(
        max_length=LONGEST_REASON,
        help_text="It stays with the entry.",
        error_messages={"required": "Say why the balance is adjusted."},
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, order: OrderDetail, **options: Any) -> None:
        super().__init__(*args, **options)
        self.currency = order.facts.currency
        lines = [line.facts for line in order.lines]
        named = [(line.number, " · ".join(filter(None, (line.number, line.description)))) for line in lines]
        self.fields["line"].choices = named  # type: ignore[attr-defined]

    def clean_amount(self) -> Decimal:
        """More than zero, in the order's currency."""
        try:
            amount = typed_amount(self.cleaned_data["amount"], self.currency)
        except Refusal as refusal:
            raise ValidationError(refusal.message) from refusal
        if amount <= 0:
            raise ValidationError("Write an amount above zero, and choose whether it is taken or given back.")
        return amount

    @property
    def adjustment(self) -> Adjustment:
        """What was filled in, once it is valid."""
        typed = self.cleaned_data
        amount = typed["amount"] if typed["way"] == TAKEN else -typed["amount"]
        return Adjustment(typed["key"], typed["line"], amount, typed["reason"])


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EDIT_PURCHASE_ORDERS)
def adjustment(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Adjust the balance of a line of the order; `?line=` chooses it beforehand."""
    order = order_of(public_id, today_of(request))
    initial = {"line": request.GET.get("line", ""), "key": new_public_id()}
    form = AdjustmentForm(request.POST if request.method == "POST" else None, order=order, initial=initial)
    if not form.is_valid():
        return _page(request, order, form)
    try:
        is_new = adjust_balance(order.id, form.adjustment)
    except Refusal as refusal:
        add_refusal(form, refusal)
        return _page(request, order, form)
    tell(request, f"The balance of line {form.adjustment.line} is adjusted." if is_new else "It was adjusted already.")
    return redirect("purchase_orders:detail", public_id)


def _page(request: PersonRequest, order: OrderDetail, form: AdjustmentForm) -> HttpResponse:
    context = {"order": order, "form": form}
    return render(request, "purchase_orders/adjustment.html", context, status=422 if form.errors else 200)

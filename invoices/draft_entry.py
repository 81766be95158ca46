"""The forms of a draft as one thing: empty, filled from a stored draft, as typed, or shown again with one more row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from common.errors import Refusal
from common.money import UnknownCurrency, minor_units
from common.ui.fields import add_refusal
from invoices.forms import AdjustmentFormSet, DraftForm, LineFormSet, RowsFormSet, shown_row
from invoices.models import DocumentKind
from invoices.operations.draft import HEADER, Draft, DraftAdjustment, DraftLine
from partners.models import Partner
from tenants.base import TenantQuerySet

LINES, ADJUSTMENTS = "lines", "adjustments"
FORMSETS: dict[str, type[RowsFormSet]] = {LINES: LineFormSet, ADJUSTMENTS: AdjustmentFormSet}
MOST_ROWS = 1000


@dataclass(frozen=True, slots=True)
class Choices:
    """What the forms offer: buyers, and the classes of goods the tax table knows."""

    buyers: TenantQuerySet[Partner]
    product_classes: Sequence[str]


@dataclass(frozen=True, slots=True)
class DraftEntry:
    """The header with its two sets of rows."""

    head: DraftForm
    lines: RowsFormSet
    adjustments: RowsFormSet

    @property
    def parts(self) -> tuple[DraftForm, RowsFormSet, RowsFormSet]:
        """In reading order, for the summary of errors."""
        return (self.head, self.lines, self.adjustments)

    def is_valid(self) -> bool:
        """Whether everything can be read."""
        return all(part.is_valid() for part in self.parts)

    def draft(self, kind: DocumentKind) -> Draft:
        """What was typed, after `is_valid`."""
        lines = [DraftLine(**row) for row in self.lines.rows()]
        adjustments = [DraftAdjustment(**row) for row in self.adjustments.rows()]
        return Draft(lines=lines, adjustments=adjustments, kind=kind, **self.head.cleaned_data)

    def refuse(self, refusal: Refusal) -> None:
        """Show a refusal of the operation at its field, or above all."""
        add_refusal(self.head, refusal)


def blank_entry(choices: Choices, currency: str) -> DraftEntry:
    """For a new draft: one empty line, the organization's own currency."""
    head = DraftForm(initial={"currency": currency}, buyers=choices.buyers)
    return DraftEntry(head, _rows(LINES, (), 1, choices), _rows(ADJUSTMENTS, (), 0, choices))


def stored_entry(draft: Draft, choices: Choices) -> DraftEntry:
    """A stored draft, to be edited."""
    initial = {name: getattr(draft, name) for name in HEADER} | {"partner": draft.partner.public_id}
    lines = [shown_row({name: getattr(line, name) for name in DraftLine.__slots__}) for line in draft.lines]
    adjustments = [
        shown_row({name: getattr(each, name) for name in DraftAdjustment.__slots__}) for each in draft.adjustments
    ]
    head = DraftForm(initial=initial, buyers=choices.buyers)
    return DraftEntry(head, _rows(LINES, lines, 0, choices), _rows(ADJUSTMENTS, adjustments, 0, choices))


def typed_entry(typed: QueryDict, choices: Choices) -> DraftEntry:
    """What a person sent, to be checked."""
    options = _row_options(choices, _usable_currency(typed.get("currency", "")))
    lines, adjustments = (FORMSETS[prefix](typed, prefix=prefix, form_kwargs=options) for prefix in FORMSETS)
    return DraftEntry(DraftForm(typed, buyers=choices.buyers), lines, adjustments)


def retyped_entry(typed: QueryDict, choices: Choices, *, longer: str) -> DraftEntry:
    """What a person sent, unchecked, with one more row in the formset named `longer`."""
    head = DraftForm(initial={name: typed.get(name, "") for name in DraftForm.base_fields}, buyers=choices.buyers)
    lines, adjustments = (
        _rows(prefix, _typed_rows(typed, prefix), int(prefix == longer), choices) for prefix in (LINES, ADJUSTMENTS)
    )
    return DraftEntry(head, lines, adjustments)


def _rows(prefix: str, initial: Sequence[Mapping[str, Any]], spare: int, choices: Choices) -> RowsFormSet:
    rows = FORMSETS[prefix](initial=list(initial), prefix=prefix, form_kwargs=_row_options(choices, ""))
    rows.extra = len(initial) + spare
    return rows


def _row_options(choices: Choices, currency: str) -> dict[str, Any]:
    return {"currency": currency, "product_classes": choices.product_classes}


def _typed_rows(typed: QueryDict, prefix: str) -> list[dict[str, str]]:
    count = typed.get(f"{prefix}-TOTAL_FORMS", "")[:4]
    names = (*FORMSETS[prefix].form.base_fields, "DELETE")
    numbers = range(min(int(count), MOST_ROWS) if count.isascii() and count.isdigit() else 0)
    return [{name: typed.get(f"{prefix}-{number}-{name}", "") for name in names} for number in numbers]


def _usable_currency(code: str) -> str:
    """The currency amounts are read in; none while the header's is wrong, which is said there."""
    try:
        minor_units(code.strip().upper())
    except UnknownCurrency:
        return ""
    return code.strip().upper()

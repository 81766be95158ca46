"""A purchase order as somebody types it: header, lines and contacts as one form, and the facts it stands for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django import forms
from django.http import QueryDict

from billing_platform.notifications.queries import Bounce
from common.errors import Refusal
from common.money import ZERO
from common.ui.fields import add_refusal
from purchase_orders.facts import ContactFacts, LineFacts, OrderFacts
from purchase_orders.form_fields import Tax, first_of
from purchase_orders.forms import ContactFormSet, LineFormSet, OrderForm, Rows
from purchase_orders.order_rules import check_line, numbered, repeated_numbers, uncovered_from
from purchase_orders.thresholds import ALWAYS, with_always

SAME = ("po_id", "description", "seller_of_record", "currency", "effective", "expiration", "bill_to", "ship_to", "tags")
CUT_LINES = "cut_lines"
SHOW_TOTALS = "show_totals"
EXTENSIONS = frozenset({"add_lines", "add_contacts", CUT_LINES, SHOW_TOTALS})
LINE_SAME = tuple(name for name in LineFacts.__slots__ if name not in ("tax_percent", "tax_amount"))


@dataclass(frozen=True, slots=True)
class Shown:
    """What the form is about: the order as it is (None for a new one), its version, whether invoices use it.

    `bounces` says from which of its contacts' addresses mails come back.
    """

    known: OrderFacts | None = None
    edited_at: datetime | None = None
    is_used: bool = False
    suppliers: tuple[tuple[int, str], ...] = ()
    currency: str = ""
    bounces: Mapping[str, Bounce] = field(default_factory=dict)


class OrderEntry:
    """The three forms of one page; made by `entry_for`. What is not bound is only shown, never saved."""

    def __init__(self, shown: Shown, data: QueryDict | None, typed: Mapping[str, Any]) -> None:
        self.shown = shown
        is_new = shown.edited_at is None
        header = OrderForm(data, initial=typed["header"], suppliers=shown.suppliers, known=shown.known)
        self.header = header if is_new else header.of_existing(is_used=shown.is_used)
        if is_new or not (known := shown.known) or not any(line.ends_on == known.expiration for line in known.lines):
            self.header.without_extension()
        currency = {"currency": str(self.header["currency"].value() or "")}
        self.lines = LineFormSet(data, prefix="lines", initial=typed["lines"], form_kwargs=currency)
        told = {"bounces": shown.bounces}
        self.contacts = ContactFormSet(data, prefix="contacts", initial=typed["contacts"], form_kwargs=told)

    @property
    def parts(self) -> tuple[forms.Form, Rows, Rows]:
        return self.header, self.lines, self.contacts

    @property
    def version(self) -> datetime | None:
        """The edit that was shown when the form was opened; None for a new order."""
        version: datetime | None = self.header.cleaned_data["edited_at"]
        return version

    @property
    def has_errors(self) -> bool:
        return self.header.is_bound and not all(part.is_valid() for part in self.parts)

    def is_valid(self) -> bool:
        """Whether it can be saved; each line is judged against the header, with errors at the field concerned."""
        if not self.header.is_bound:
            return False
        is_header_valid, *_ = [part.is_valid() for part in self.parts]
        if is_header_valid:
            self._judge_lines()
        return not self.has_errors

    def facts(self) -> OrderFacts:
        """The purchase order as typed; the forms are valid. Days inside an unchanged month stay as they are."""
        typed = self.header.cleaned_data
        known = self.shown.known
        effective = _kept_day(known.effective if known else None, typed["effective"])
        expiration = _kept_day(known.expiration if known else None, typed["expiration"])
        return OrderFacts(
            **{name: typed[name] for name in SAME if name not in ("effective", "expiration")},
            effective=effective,
            expiration=expiration,
            bill_from_id=typed["bill_from"],
            thresholds=with_always(typed["thresholds"]),
            is_suspended=typed.get("is_suspended", False),
            lines=[line for _, line in self._lines(effective, expiration)],
            contacts=[ContactFacts(**_without_mark(row.cleaned_data)) for row in self.contacts.kept if row.is_valid()],
        )

    def uncovered_words(self, today: date) -> str:
        """What is worth a warning once it is saved: it goes on, or was made to, and its lines do not."""
        facts, known = self.facts(), self.shown.known
        since = uncovered_from(facts)
        is_news = known is None or facts.expiration > known.expiration
        if since is None or not (is_news or since <= today <= facts.expiration):
            return ""
        return f"All lines end before {since.day} {since:%b %Y}: nothing can match from then on. Extend a line."

    def refuse(self, refusal: Refusal) -> None:
        """Show what the rules did not allow, at its field where there is one."""
        add_refusal(self.header, refusal)

    def _lines(self, effective: date, expiration: date) -> list[tuple[Any, LineFacts]]:
        """Each line that can be read, beside its row."""
        known = {line.number: line for line in self.shown.known.lines} if self.shown.known else {}
        rows = [row for row in self.lines.kept if row.is_valid()]
        numbers = numbered([row.cleaned_data["number"] for row in rows])
        typed = (
            (row, _line(number, row.cleaned_data, known.get(number), (effective, expiration)))
            for row, number in zip(rows, numbers, strict=True)
        )
        return [(row, self._extended_with_order(line, known.get(line.number), expiration)) for row, line in typed]

    def _extended_with_order(self, line: LineFacts, before: LineFacts | None, expiration: date) -> LineFacts:
        """A line that ended with the order ends with it again where that was chosen; one typed otherwise stays."""
        order = self.shown.known
        if order is None or before is None or not self.header.cleaned_data.get("extend_lines"):
            return line
        follows = before.ends_on == line.ends_on == order.expiration < expiration
        return replace(line, ends_on=expiration) if follows else line

    def _judge_lines(self) -> None:
        facts = self.facts()
        repeated = set(repeated_numbers(facts))
        for row, line in self._lines(facts.effective, facts.expiration):
            _judge(row, line, facts)
            if line.number in repeated:
                row.add_error("number", "Two lines have this number. Give each line a number of its own.")


def entry_for(shown: Shown, data: QueryDict | None) -> OrderEntry:
    """The form as it is first seen (`data` None), as it was sent to be saved, or sent to be shown with another row."""
    known = _typed_of(shown.known) if shown.known else _typed_of_nothing(shown.currency)
    known["header"]["edited_at"] = shown.edited_at
    if shown.edited_at is None:
        known["header"]["po_id"] = ""
    if data is None:
        return OrderEntry(shown, None, known)
    posted = OrderEntry(shown, data, {"header": known["header"], "lines": None, "contacts": None})
    return posted if EXTENSIONS.isdisjoint(data) else _extended(posted, data)


def _extended(posted: OrderEntry, data: QueryDict) -> OrderEntry:
    """The form as it was sent, not checked: with one more row, its lines cut to the order's months, or its totals."""
    typed: dict[str, Any] = {
        "header": {**posted.header.initial, **_raw(posted.header)},
        "lines": [_raw(row) for row in posted.lines.forms],
        "contacts": [_raw(row) for row in posted.contacts.forms],
    }
    if CUT_LINES in data:
        months = [first_of(typed["header"][name]) for name in ("effective", "expiration")]
        typed["lines"] = [_cut(line, *months) for line in typed["lines"]]
    for name in ("lines", "contacts"):
        typed[name] += [{}] if f"add_{name}" in data else []
    return OrderEntry(posted.shown, None, typed)


def _typed_of(facts: OrderFacts) -> dict[str, Any]:
    header = {name: getattr(facts, name) for name in SAME}
    header |= {
        "extend_lines": True,
        "bill_from": facts.bill_from_id,
        "thresholds": [step for step in facts.thresholds if step != ALWAYS],
    }
    contacts = [{"email": who.email, "name": who.name, "language": who.language} for who in facts.contacts]
    return {"header": header, "lines": [_typed_of_line(line, facts) for line in facts.lines], "contacts": contacts}


def _typed_of_nothing(currency: str) -> dict[str, Any]:
    return {"header": {"currency": currency}, "lines": [{}], "contacts": [{}]}


def _typed_of_line(line: LineFacts, facts: OrderFacts) -> dict[str, Any]:
    tax = Tax(line.tax_percent, line.tax_amount, facts.currency)
    return {name: getattr(line, name) for name in LINE_SAME} | {"tax": tax}


def _line(number: str, typed: Mapping[str, Any], known: LineFacts | None, days: tuple[date, date]) -> LineFacts:
    tax = typed["tax"] or Tax()
    same = {name: typed[name] for name in LINE_SAME if name not in ("number", "starts_on", "ends_on")}
    return LineFacts(
        number=number,
        starts_on=_kept_day(known.starts_on if known else None, typed["starts_on"] or days[0]),
        ends_on=_kept_day(known.ends_on if known else None, typed["ends_on"] or days[1]),
        tax_percent=tax.percent,
        tax_amount=tax.amount if tax.percent is None else ZERO,
        **same,
    )


def _judge(row: Any, line: LineFacts, facts: OrderFacts) -> None:
    try:
        check_line(line, facts)
    except Refusal as refusal:
        add_refusal(row, refusal)
    tax = row.cleaned_data.get("tax")
    if tax and tax.currency not in ("", facts.currency):
        row.add_error("tax", f"This tax is in {tax.currency}, the purchase order in {facts.currency}.")


def _kept_day(known: date | None, chosen: date) -> date:
    """The day of the month chosen; the known one where the month is still the same."""
    return known if known and (known.year, known.month) == (chosen.year, chosen.month) else chosen


def _cut(line: dict[str, Any], first: date | None, last: date | None) -> dict[str, Any]:
    """The raw line inside the months of its order; what can't be read as a month stays as it is."""
    if first is None or last is None:
        return line
    ends = (("starts_on", first), ("ends_on", last))
    return line | {name: _cut_month(line[name], default, (first, last)) for name, default in ends}


def _cut_month(text: str, default: date, months: tuple[date, date]) -> str:
    month = first_of(text) if text.strip() else default
    return f"{min(max(month, months[0]), months[1]):%Y-%m}" if month else text


def _raw(form: forms.Form) -> dict[str, Any]:
    """What was sent for each field, as text."""
    found = {name: form[name].data for name, field in form.fields.items() if not field.disabled}
    return {name: value for name, value in found.items() if value is not None}


def _without_mark(typed: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in typed.items() if name != "DELETE"}

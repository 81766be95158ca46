"""The words of explanations: the texts to translate, and how names, days and amounts are written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from purchase_orders.explanation import NoteRule, Rule, Verdict


def gettext_noop(text: str) -> str:
    """Marks a text for the translation catalogue; `Wording.translate` looks it up when it is shown."""
    return text


def english_day(day: date, with_year: bool) -> str:
    return f"{day.day} {day:%b %Y}" if with_year else f"{day.day} {day:%b}"


def english_month(day: date, with_year: bool) -> str:
    return f"{day:%b %Y}" if with_year else f"{day:%b}"


def english_amount(amount: Decimal, currency: str) -> str:
    return f"{amount:,} {currency}"


@dataclass(frozen=True, slots=True)
class Wording:
    """How sentences are worded: names of suppliers and sellers by key, language, dates with or without year, money."""

    names: Mapping[str, str] = field(default_factory=dict)
    translate: Callable[[str], str] = str
    day: Callable[[date, bool], str] = english_day
    month: Callable[[date, bool], str] = english_month
    amount: Callable[[Decimal, str], str] = english_amount

    def name(self, key: str) -> str:
        return self.names.get(key, key)

    def say(self, text: str, **facts: object) -> str:
        return self.translate(text) % facts


ENGLISH = Wording()


VERDICTS = {
    Verdict.CHOSEN: gettext_noop("Chosen: %(why)s."),
    Verdict.OUTRANKED: gettext_noop("Outranked: %(why)s."),
    Verdict.DROPPED: gettext_noop("Dropped: %(why)s."),
}
# Said of an order: "PO-1 is in USD, ..." in a headline, and as it stands after "Dropped:".
WHY = {
    Rule.COVERAGE: gettext_noop("covers %(count)s of %(lines)s lines"),
    Rule.RANK: gettext_noop("takes the lines %(rank)s, %(chosen)s %(best)s"),
    Rule.BALANCE: gettext_noop("lacks balance on the lines it would use, %(chosen)s has enough"),
    Rule.EDITED: gettext_noop("was updated before %(chosen)s"),
    Rule.PO_ID: gettext_noop("was updated at the same time as %(chosen)s, which has the lower PO ID"),
    Rule.SUSPENDED: gettext_noop("is suspended"),
    Rule.CURRENCY: gettext_noop("is in %(currency)s, the invoice is in %(invoice_currency)s"),
    Rule.SUPPLIER: gettext_noop("is for invoices of %(supplier)s"),
    Rule.NO_LINES: gettext_noop("was not looked at, the document has no lines"),
    Rule.SEVERAL_NUMBERS: gettext_noop("was not looked at, the invoice names more than one PO"),
    Rule.NUMBER: gettext_noop("is not the PO the invoice names, %(named)s"),
    Rule.ENDED: gettext_noop("ends %(day)s, the invoice bills %(bills)s"),
    Rule.STARTS: gettext_noop("starts %(day)s, the invoice bills %(bills)s"),
    Rule.TYPE: gettext_noop("has no line item that takes %(charge)s"),
    Rule.SELLER: gettext_noop("is for what %(seller)s supplies"),
    Rule.LINE_ENDED: gettext_noop("line %(line)s ends %(day)s, the invoice bills %(bills)s"),
    Rule.LINE_STARTS: gettext_noop("line %(line)s starts %(day)s, the invoice bills %(bills)s"),
}
LINE_SELLER = gettext_noop("line %(line)s is for what %(seller)s supplies")
SHORT = {
    Rule.SUSPENDED: gettext_noop("suspended"),
    Rule.CURRENCY: gettext_noop("in %(currency)s, the invoice is in %(invoice_currency)s"),
    Rule.SUPPLIER: gettext_noop("for invoices of %(supplier)s"),
    Rule.NO_LINES: gettext_noop("the document has no lines"),
    Rule.SEVERAL_NUMBERS: gettext_noop("the invoice names more than one PO"),
    Rule.NUMBER: gettext_noop("the invoice names %(named)s"),
}
CHARGES = {
    "usage": gettext_noop("usage"),
    "subscription": gettext_noop("subscriptions"),
    "marketplace": gettext_noop("marketplace purchases"),
    "services": gettext_noop("services"),
    "unknown": gettext_noop("charges of unknown type"),
}
RANKS = {
    "all": gettext_noop("by a line item for all charges"),
    "type": gettext_noop("by type"),
    "transaction": gettext_noop("by a marketplace line item of its own"),
    "product": gettext_noop("by product code"),
    "explicit": gettext_noop("by line number"),
}
NOTES = {
    NoteRule.NO_PO_NAMED: gettext_noop("line number %(line)s is ignored: the invoice names no PO"),
    NoteRule.PO_ENDED: gettext_noop(
        "line number %(line)s is ignored: the PO ends %(day)s, the invoice bills %(bills)s"
    ),
    NoteRule.PO_STARTS: gettext_noop(
        "line number %(line)s is ignored: the PO starts %(day)s, the invoice bills %(bills)s"
    ),
    NoteRule.NO_SUCH_LINE: gettext_noop("line number %(line)s is ignored: the PO has no such line"),
    NoteRule.LINE_SELLER: gettext_noop("line number %(line)s is ignored: it is for what %(seller)s supplies"),
    NoteRule.LINE_ENDED: gettext_noop("line number %(line)s is ignored: it ends %(day)s, the invoice bills %(bills)s"),
    NoteRule.LINE_STARTS: gettext_noop(
        "line number %(line)s is ignored: it starts %(day)s, the invoice bills %(bills)s"
    ),
}
HEADLINE_MATCHED = gettext_noop("Matched to %(chosen)s: %(why)s.")
HEADLINE_UNMATCHED = gettext_noop("Not matched: %(why)s.")
COVERS_ONE = gettext_noop("covers the one invoice line")
COVERS_ALL = gettext_noop("covers all %(lines)s invoice lines")
COVERS_SOME = gettext_noop("covers %(covered)s of %(lines)s invoice lines")
NO_LINES = gettext_noop("the document has no lines")
SEVERAL_NUMBERS = gettext_noop("more than one PO (%(named)s)")
UNKNOWN_NUMBER = gettext_noop("no PO with this number (%(named)s)")
NO_ORDERS = gettext_noop("there is no purchase order")
NONE_OF = gettext_noop("none of %(count)s purchase orders takes it")
ONE_OR_OTHER = gettext_noop("%(one)s or %(other)s")
CANNOT_TAKE = gettext_noop("cannot take it")
MORE_ORDERS = gettext_noop("%(count)s more")
NAMED = gettext_noop("Named on the invoice: yes")
NOT_NAMED = gettext_noop("Named on the invoice: no, so it was searched")
BILLS = gettext_noop("Bills %(bills)s, valid %(first)s – %(last)s")
USE = gettext_noop("%(charge)s → line %(line)s")
ENOUGH = gettext_noop("Enough balance: %(amount)s before")
SHORT_OF = gettext_noop("Not enough balance: %(amount)s before; balance is preferred, not required")
UNTRACKED = gettext_noop("Balance is not tracked on the lines used")

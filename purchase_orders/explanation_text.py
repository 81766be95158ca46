"""Explanations of matches as sentences: a headline, an entry per purchase order, a note per ignored line number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import reduce

from purchase_orders import explanation_words as words
from purchase_orders.book import folded
from purchase_orders.explanation import Explanation, Group, NoteRule, Outcome, Rule, Verdict
from purchase_orders.explanation_words import ENGLISH, Wording
from purchase_orders.natural_order import natural_key

FACTS: dict[str, tuple[str, ...]] = {
    Rule.COVERAGE: ("count",),
    Rule.RANK: ("rank", "best"),
    Rule.CURRENCY: ("currency",),
    Rule.SUPPLIER: ("supplier",),
    Rule.ENDED: ("day", "bills"),
    Rule.STARTS: ("day", "bills"),
    Rule.SELLER: ("line", "seller"),
    Rule.LINE_ENDED: ("line", "day", "bills"),
    Rule.LINE_STARTS: ("line", "day", "bills"),
}
NOTE_FACTS: dict[str, tuple[str, ...]] = {
    NoteRule.PO_ENDED: ("day", "bills"),
    NoteRule.PO_STARTS: ("day", "bills"),
    NoteRule.LINE_SELLER: ("seller",),
    NoteRule.LINE_ENDED: ("day", "bills"),
    NoteRule.LINE_STARTS: ("day", "bills"),
}


@dataclass(frozen=True, slots=True)
class ExplainedOrder:
    """One entry of the list "why this PO": `text` is the sentence, `details` the facts of the chosen order."""

    po_id: str
    verdict: Verdict
    text: str
    details: tuple[str, ...] = ()


def headline(explanation: Explanation, wording: Wording = ENGLISH) -> str:
    """One sentence: where the invoice went, or why it stays unmatched."""
    if explanation.outcome == Outcome.MATCHED:
        why = _covers(explanation, wording)
        return wording.say(words.HEADLINE_MATCHED, chosen=explanation.chosen, why=why)
    return wording.say(words.HEADLINE_UNMATCHED, why=_why_unmatched(explanation, wording))


def sentences(explanation: Explanation, wording: Wording = ENGLISH) -> list[ExplainedOrder]:
    """An entry for each order of the book: the chosen one, those outranked, those dropped, by the rule that decided."""
    explained = []
    for group in explanation.groups:
        text = wording.say(words.VERDICTS[group.verdict], why=_why(explanation, group, wording, words.SHORT))
        details = _details(explanation, group, wording) if group.verdict == Verdict.CHOSEN else ()
        for po_id in sorted(group.orders, key=natural_key):
            explained.append(ExplainedOrder(po_id, group.verdict, text, details))
        if group.more:
            more = wording.say(words.MORE_ORDERS, count=group.more)
            explained.append(ExplainedOrder(more, group.verdict, text))
    return explained


def notes(explanation: Explanation, wording: Wording = ENGLISH) -> list[str]:
    """A sentence for each line number on the invoice that was ignored."""
    said = []
    for note in explanation.notes:
        facts = dict(zip(NOTE_FACTS.get(note.rule, ()), note.facts, strict=False))
        said.append(wording.say(words.NOTES[note.rule], line=note.line_number, **_worded(facts, wording)))
    return said


def _why_unmatched(explanation: Explanation, wording: Wording) -> str:
    named = ", ".join(explanation.named)
    match explanation.outcome:
        case Outcome.NO_LINES:
            return wording.say(words.NO_LINES)
        case Outcome.SEVERAL_NUMBERS:
            return wording.say(words.SEVERAL_NUMBERS, named=named)
        case Outcome.UNKNOWN_NUMBER:
            return wording.say(words.UNKNOWN_NUMBER, named=named)
    if explanation.named:
        return _why_this(explanation, explanation.named[0], wording)
    return _why_none(explanation, wording)


def _why_none(explanation: Explanation, wording: Wording) -> str:
    count = sum(len(group.orders) + group.more for group in explanation.groups)
    if count == 0:
        return wording.say(words.NO_ORDERS)
    if count == 1:
        return _why_this(explanation, explanation.groups[0].orders[0], wording)
    return wording.say(words.NONE_OF, count=count)


def _why_this(explanation: Explanation, number: str, wording: Wording) -> str:
    for group in explanation.groups:
        for po_id in group.orders:
            if folded(po_id) == folded(number):
                return f"{po_id} {_why(explanation, group, wording, {})}"
    return f"{number} {wording.say(words.CANNOT_TAKE)}"


def _why(explanation: Explanation, group: Group, wording: Wording, preferred: dict[Rule, str]) -> str:
    if group.rule == Rule.CHOSEN:
        return _covers(explanation, wording)
    facts = dict(zip(FACTS.get(group.rule, ()), group.facts, strict=False))
    if group.rule == Rule.TYPE:
        facts["charge"] = _any_of([wording.say(words.CHARGES[charge]) for charge in group.facts], wording)
    text = preferred.get(group.rule, words.WHY[group.rule])
    if group.rule == Rule.SELLER and facts["line"]:
        text = words.LINE_SELLER
    return wording.say(
        text,
        lines=explanation.lines,
        invoice_currency=explanation.currency,
        named=", ".join(explanation.named),
        chosen=explanation.chosen,
        **_worded(facts, wording),
    )


def _any_of(said: list[str], wording: Wording) -> str:
    return reduce(lambda one, other: wording.say(words.ONE_OR_OTHER, one=one, other=other), said)


def _covers(explanation: Explanation, wording: Wording) -> str:
    if explanation.covered < explanation.lines:
        return wording.say(words.COVERS_SOME, covered=explanation.covered, lines=explanation.lines)
    text = words.COVERS_ONE if explanation.lines == 1 else words.COVERS_ALL
    return wording.say(text, lines=explanation.lines)


def _details(explanation: Explanation, group: Group, wording: Wording) -> tuple[str, ...]:
    effective, expiration, before, enough = group.facts
    details = [wording.say(words.NAMED if explanation.named else words.NOT_NAMED)]
    if explanation.bills:
        valid = date.fromisoformat(effective), date.fromisoformat(expiration)
        details.append(_validity(explanation.bills, *valid, wording))
    uses = ((wording.say(words.CHARGES[charge]), number) for charge, number in explanation.uses)
    details.append(", ".join(wording.say(words.USE, charge=charge, line=number) for charge, number in uses))
    if not before:
        return (*details, wording.say(words.UNTRACKED))
    amount = wording.amount(Decimal(before), explanation.currency)
    return (*details, wording.say(words.ENOUGH if enough == "enough" else words.SHORT_OF, amount=amount))


def _validity(bills: tuple[date, date], first: date, last: date, wording: Wording) -> str:
    months = dict.fromkeys(wording.month(day, True) for day in bills)
    spans_years = first.year != last.year
    return wording.say(
        words.BILLS, bills=" – ".join(months), first=wording.day(first, spans_years), last=wording.day(last, True)
    )


def _worded(facts: dict[str, str], wording: Wording) -> dict[str, str]:
    worded = dict(facts)
    for name in ("supplier", "seller"):
        if name in facts:
            worded[name] = wording.name(facts[name])
    for name, texts in (("rank", words.RANKS), ("best", words.RANKS)):
        if name in facts:
            worded[name] = wording.say(texts[facts[name]])
    if "day" in facts:
        worded |= _dates(date.fromisoformat(facts["day"]), date.fromisoformat(facts["bills"]), wording)
    return worded


def _dates(day: date, bills: date, wording: Wording) -> dict[str, str]:
    """The month billed is told, the very day when the order starts or ends in that month; years where they differ."""
    with_year = day.year != bills.year
    is_same_month = (day.year, day.month) == (bills.year, bills.month)
    billed = wording.day(bills, with_year) if is_same_month else wording.month(bills, with_year)
    return {"day": wording.day(day, with_year), "bills": billed}

"""Real due dates and discount dates of other products, read from the sample data; which hold here and which do not.

`docs/rounding.md` says why the cases left out are left out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from common.errors import Refusal
from payment_terms.printed_terms import read_printed_terms
from payment_terms.rules import InvalidTerms, Kind, Terms, discount_until, due_date
from payment_terms.wording import parse_terms
from tests.interop.samples import SAMPLES, need

pytestmark = pytest.mark.interop

need("facts", "facts of other products")

END_OF_MONTH = 31
ROOT = Path(__file__).resolve().parents[2]
LISTED = re.compile(r"PT-([0-9]{3})(?: to PT-([0-9]{3}))?")

# How a rule of the sample data is said in our kinds; a rule that is not here has none.
SAID_AS: dict[str, Callable[[dict[str, Any]], Terms]] = {
    "net": lambda rule: Terms(Kind.NET, rule["days"]),
    "net_weeks": lambda rule: Terms(Kind.NET, 7 * rule["weeks"]),
    "eom_plus_days": lambda rule: Terms(Kind.EOM_PLUS, rule["days"]),
    "end_of_current_month": lambda rule: Terms(Kind.EOM_PLUS, 0),
    "eom_plus_months": lambda rule: Terms(Kind.DAY_OF_MONTH, day=END_OF_MONTH, months=rule["months"]),
    "months_then_end_of_month": lambda rule: Terms(Kind.DAY_OF_MONTH, day=END_OF_MONTH, months=rule["months"]),
    "day_of_following_month": lambda rule: Terms(Kind.DAY_OF_MONTH, day=rule["day"], months=1),
}
WORDS = {
    "30 days, then end of month": Terms(Kind.PLUS_EOM, 30),
    "1 month, then end of month": Terms(Kind.DAY_OF_MONTH, day=END_OF_MONTH, months=1),
}


def cases() -> dict[str, dict[str, Any]]:
    table = json.loads((SAMPLES / "facts" / "payment_terms.json").read_text(encoding="utf-8"))
    return {case["id"]: case for case in table["cases"]}


CASES = cases()


def terms_of(rule: dict[str, Any] | str) -> Terms | None:
    """The rule in our kinds, or None where they have no way to say it."""
    if isinstance(rule, str):
        return WORDS.get(rule)
    if rule["type"] == "days_then_day_of_next_month":
        if rule["day"] == 0:
            return Terms(Kind.PLUS_EOM, rule["days"])
        return Terms(Kind.DAY_OF_MONTH, day=rule["day"], months=1) if rule["days"] == 0 else None
    said_as = SAID_AS.get(rule["type"])
    return said_as(rule) if said_as else None


def with_one_due_date() -> list[tuple[str, Terms]]:
    found = []
    for number, case in CASES.items():
        rule = case["input"].get("rule")
        if rule and "due_date" in case["expected"] and (terms := terms_of(rule)):
            found.append((number, terms))
    return found


DUE = with_one_due_date()


@pytest.mark.parametrize(("number", "terms"), DUE or [("", None)], ids=[number for number, _ in DUE] or ["none"])
def test_a_due_date_of_another_product_holds_here(number: str, terms: Terms) -> None:
    case = CASES[number]
    assert due_date(terms, day(case["input"]["invoice_date"])) == day(case["expected"]["due_date"])


def test_only_rules_with_payment_days_or_two_steps_of_months_have_no_kind_here() -> None:
    said = {number for number, _ in DUE}
    with_rule = {number: case["input"]["rule"] for number, case in CASES.items() if "rule" in case["input"]}
    unsaid = {rule["type"] for number, rule in with_rule.items() if number not in said}
    assert len(said) > 15
    assert unsaid == {"days_then_next_occurrence_of_day", "days_then_day_of_next_month"}


@pytest.mark.parametrize(
    ("number", "net_days", "percent", "days"),
    [("PT-058", 30, "10", 10), ("PT-067", 2, "10", 1), ("PT-068", 30, "5", 10)],
)
def test_a_discount_of_another_product_runs_as_long_here(number: str, net_days: int, percent: str, days: int) -> None:
    case = CASES[number]
    terms = Terms(Kind.NET, net_days, discount_percent=Decimal(percent), discount_days=days)
    posted, expected = day(case["input"]["invoice_date"]), case["expected"]
    if "discount_until" in expected:
        assert discount_until(terms, posted) == day(expected["discount_until"])
    if "due_date" in expected:
        assert due_date(terms, posted) == day(expected["due_date"])


def test_each_step_of_a_discount_in_steps_is_read_and_ends_where_the_invoice_says() -> None:
    case = CASES["PT-073"]
    printed = read_printed_terms(case["input"]["bt20"].replace("\\n", "\n"))  # the table writes line breaks so
    posted = day(case["input"]["invoice_date"])
    read = [{"days": each.days, "percent": str(each.percent), "until": each.until(posted)} for each in printed.steps]
    assert read == [tier | {"until": day(tier["until"])} for tier in case["expected"]["tiers"]]
    assert due_date(printed.due, posted) == day("2016-07-27")
    assert printed.terms is None  # our own terms have one step


def test_a_discount_in_words_beside_a_due_date_is_read() -> None:
    case = CASES["PT-075"]
    [step] = read_printed_terms(case["input"]["bt20"]).steps
    posted, due = day(case["input"]["invoice_date"]), day(case["input"]["bt9"])
    terms = Terms(Kind.NET, (due - posted).days, discount_percent=step.percent, discount_days=step.days)
    assert discount_until(terms, posted) == day(case["expected"]["discount_until"])
    assert due_date(terms, posted) == day(case["expected"]["due_date"])


def test_a_printed_due_date_that_contradicts_its_days_is_read_beside_them() -> None:
    """Of the finding see tests/invoices/einvoice/test_findings.py."""
    case = CASES["PT-072"]
    printed = read_printed_terms(case["input"]["text"])
    assert printed.due_on == day(case["expected"]["printed_due"])
    assert due_date(printed.due, day(case["input"]["invoice_date"])) == day(case["expected"]["computed_due"])


def test_each_case_holds_here_or_in_part_or_stands_in_the_docs_with_the_reason_why_it_does_not() -> None:
    """Of the amounts of PT-064, PT-076, PT-077 and PT-084 see tests/common/test_money_samples.py."""
    text = (ROOT / "docs" / "rounding.md").read_text(encoding="utf-8")
    whole, _, part = text.partition("These hold in part")
    due = {number for number, _ in DUE}
    held = due | {"PT-058", "PT-064", "PT-068", "PT-072", "PT-073", "PT-075", "PT-077", "PT-087", "PT-090"}
    kinds = {"held": held, "not held": listed(whole), "in part": listed(part)}
    stands = {number: [kind for kind, numbers in kinds.items() if number in numbers] for number in CASES}
    assert {number: kinds for number, kinds in stands.items() if len(kinds) != 1} == {}
    assert kinds["in part"] == {"PT-067", "PT-076", "PT-084"}


def listed(tables: str) -> set[str]:
    """The cases in the first column of tables."""
    cells = [row.split("|")[1] for row in tables.splitlines() if row.startswith("| PT-")]
    ranges = [found for cell in cells for found in LISTED.findall(cell)]
    return {number for first, last in ranges for number in between(first, last or first)}


def between(first: str, last: str) -> list[str]:
    return [f"PT-{number:03}" for number in range(int(first), int(last) + 1)]


def test_a_percentage_above_100_is_refused_here_too() -> None:
    assert CASES["PT-087"]["expected"]["rejected"] is True
    with pytest.raises(InvalidTerms):
        Terms(Kind.NET, 30, discount_percent=Decimal(110), discount_days=10)
    with pytest.raises(Refusal):
        parse_terms("110/10 net 30")


def test_negative_days_are_refused_here_too() -> None:
    assert CASES["PT-090"]["expected"]["rejected"] is True
    with pytest.raises(InvalidTerms):
        Terms(Kind.NET, -30)


def day(text: str) -> date:
    return date.fromisoformat(text)

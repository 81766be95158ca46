"""The worked cases of docs/matching.md, each decided by the rule itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from purchase_orders.book import BookOrder, InvoiceToMatch
from purchase_orders.explanation_text import headline
from tests.purchase_orders.matching_cast import APRIL, MARCH, charge, invoice, item, match, place, po

PAGE = Path(__file__).parents[2] / "docs" / "matching.md"
USAGE, SUBSCRIPTION, SERVICES = "MONTHLY_USAGE", "SUBSCRIPTION", "SERVICES"
TRANSACTION, BLANKET = "MARKETPLACE_TRANSACTION", "MARKETPLACE_BLANKET"
ONE = invoice(charge())


@dataclass(frozen=True)
class Case:
    orders: tuple[BookOrder, ...]
    invoice: InvoiceToMatch


CASES = {
    1: Case((po("PO-MAR", during=MARCH), po("PO-APR", during=APRIL)), ONE),
    2: Case((po("PO-MAR", during=MARCH, is_suspended=True), po("PO-APR", during=APRIL)), ONE),
    3: Case((po("PO-A"), po("PO-B", item(SUBSCRIPTION))), invoice(charge(), charge("subscription"))),
    4: Case(
        (
            po("PO-A", item(SUBSCRIPTION, "1", "10000"), item(USAGE, "2", "100"), edited="2026-02-01"),
            po("PO-B", item(USAGE, "1", "600")),
        ),
        invoice(charge(gross="500.00")),
    ),
    5: Case((po("PO-1"), po("PO-2", is_suspended=True)), invoice(charge(), names="PO-1")),
    6: Case((po("PO-1"), po("PO-2", is_suspended=True)), invoice(charge(), names="PO-2")),
    7: Case((po("PO-1"), po("PO-2", is_suspended=True)), invoice(charge(), names="PO-9")),
    8: Case((po("PO-1"), po("PO-2", currency="USD")), invoice(charge(), names="PO-1", currency="USD")),
    9: Case((po("PO-1"), po("PO-2", edited="2026-02-01")), invoice(charge(), names=" po-1 ")),
    10: Case((po("PO-1"), po("PO-2")), invoice(charge(), charge(names="PO-2"), names="PO-1")),
    11: Case((po("PO-1"),), invoice(charge(names="Dummywert"), names="n/a")),
    12: Case((po("PO-1", edited="2026-02-01"), po("PO-2")), invoice(charge(), charge(names="PO-2"))),
    13: Case((po("PO-A", edited="2026-02-01"), po("PO-B", item(USAGE))), ONE),
    14: Case((po("PO-A", item(USAGE)), po("PO-B", item(SERVICES, product="P-7"))), invoice(charge(product="P-7"))),
    15: Case((po("PO-A", item(USAGE, product="P-1")),), invoice(charge(product="P-7"))),
    16: Case((po("PO-A", item(TRANSACTION, "1"), item(BLANKET, "2")),), invoice(charge("marketplace"))),
    17: Case((po("PO-A", item(TRANSACTION, "1"), item(BLANKET, "2")),), invoice(charge("marketplace"), names="PO-A")),
    18: Case((po("PO-A", item(USAGE, "1"), item(SERVICES, "2")),), invoice(charge(line="2"), names="PO-A")),
    19: Case(
        (po("PO-A", item(USAGE, "1"), item(USAGE, "2", during=("2026-01-01", "2026-02-28"))),),
        invoice(charge(line="2"), names="PO-A"),
    ),
    20: Case((po("PO-A", item(USAGE, "1"), item(USAGE, "2", during=MARCH)),), ONE),
    21: Case((po("PO-A", item(USAGE, "1.10"), item(USAGE, "1.9")),), ONE),
    22: Case((po("PO-A", item(USAGE, "1", "500"), item(USAGE, "2", "50", during=MARCH)),), ONE),
    23: Case((po("PO-A", item(USAGE, "1", "0"), item(USAGE, "2", "-80", during=MARCH)),), ONE),
    24: Case((po("PO-A", edited="2026-02-01"), po("PO-B", edited="2026-02-02")), ONE),
    25: Case((po("PO-10"), po("PO-9")), ONE),
    26: Case((po("PO-A", item(left="10"), edited="2026-02-01"), po("PO-B", item(left=None))), ONE),
    27: Case(
        (po("PO-MAR", during=MARCH), po("PO-APR", during=APRIL)),
        invoice(charge("subscription", during=APRIL, mark="in_advance"), issued="2026-03-25"),
    ),
    28: Case(
        (po("PO-A", item(USAGE), seller_of_record="globex"), po("PO-B")),
        invoice(charge(seller="hooli")),
    ),
    29: Case((po("PO-A", item(USAGE)), po("PO-B")), invoice(charge("unknown"))),
    30: Case((po("PO-A", item(USAGE)),), invoice(charge(), charge("services"))),
    31: Case((po("PO-A"),), invoice()),
    32: Case((po("PO-A", item(left="0")),), invoice(charge(gross="-100.00"), names="PO-A")),
    33: Case(
        (po("PO-A", item(left="100"), item(number="2", left="100")),), invoice(charge(gross="60"), charge(gross="60"))
    ),
    34: Case((po("PO-1", is_deleted=True), po("PO-2")), invoice(charge(), names="PO-1")),
    35: Case((po("PO-A", bill_from="umbrella", edited="2026-02-01"), po("PO-B", bill_from=None)), ONE),
    36: Case(
        (po("PO-7", item(SUBSCRIPTION, "1"), item(USAGE, "2", during=("2026-01-01", "2026-02-28"))),),
        invoice(charge(), names="PO-7"),
    ),
    37: Case((po("PO-1"), po("PO-2", is_suspended=True, edited="2026-02-01")), ONE),
    38: Case((po("PO-A", item(USAGE, "1")),), invoice(charge(line="7"), names="PO-A")),
    39: Case((po("PO-A", item(SERVICES, "2")),), invoice(charge("services", line="2"), names="PO-B")),
    40: Case((po("PO-A", item(left="100")),), invoice(charge(gross="70"), charge(gross="70"))),
}


@pytest.mark.parametrize("number", CASES)
def test_a_case_of_the_decision_table_goes_where_the_page_says(number):
    case = CASES[number]

    found = match(case.invoice, *case.orders)

    assert (place(found, *case.orders), headline(found.explanation)) == rows_of_the_page()[number]


def test_every_row_of_the_page_is_a_case():
    assert set(rows_of_the_page()) == set(CASES)


def rows_of_the_page() -> dict[int, tuple[str, str]]:
    rows = {}
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if re.match(r"\| *\d+ *\|", line):
            number, _, _, goes_to, says = (cell.strip() for cell in line.strip("|").split("|"))
            rows[int(number)] = (goes_to, says)
    return rows

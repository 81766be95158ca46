"""Purchase orders from the tables of a purchasing system: headers, details, vendors and products as CSV files; pure.

The tables are those of the AdventureWorks sample database (Purchasing.PurchaseOrderHeader, PurchaseOrderDetail, Vendor
and Production.Product), which many a home-grown purchasing system resembles.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

from common.dates import last_of_month
from common.errors import Refusal
from common.money import ZERO, round_money, split
from purchase_orders.book import LineType
from purchase_orders.facts import LineFacts, OrderFacts

HEADERS, DETAILS = "purchase_order_headers.csv", "purchase_order_details.csv"
VENDORS, PRODUCTS = "vendors.csv", "products.csv"
CURRENCY = "USD"
REJECTED = "3"
FREIGHT = "FREIGHT"

Row = Mapping[str, str]


class WrongTable(Refusal):
    """A file is missing, lacks a column, or holds a cell that is not what its column says."""

    code = "wrong_table"


@dataclass(frozen=True, slots=True)
class Vendor:
    """Who sells; `number` is what the buyer calls it."""

    number: str
    name: str
    country: str
    city: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A purchase order of the tables, not yet bound to a supplier; `exact` is Σ quantity × price, not rounded."""

    facts: OrderFacts
    vendor: Vendor
    exact: Decimal


def listed_orders(folder: Path) -> Iterator[Listed]:
    """The orders, in the order of the header table. Raises WrongTable with file and line."""
    vendors = {row["VendorID"]: _vendor(row) for row in _table(folder / VENDORS)}
    products = {row["ProductID"]: row for row in _table(folder / PRODUCTS)}
    details: dict[str, list[Row]] = defaultdict(list)
    for row in _table(folder / DETAILS):
        details[row["PurchaseOrderID"]].append(row)
    for header in _table(folder / HEADERS):
        yield _listed(header, details[header["PurchaseOrderID"]], vendors[header["VendorID"]], products)


def _table(file: Path) -> list[Row]:
    if not file.is_file():
        raise WrongTable(f"There is no file {file.name} in {file.parent}.")
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def _vendor(row: Row) -> Vendor:
    return Vendor(row["AccountNumber"], row["Name"], row["Country"], row["City"])


def _listed(header: Row, details: Sequence[Row], vendor: Vendor, products: Mapping[str, Row]) -> Listed:
    """Valid from the month of the order through that of the last due date; the header's tax is split over the lines."""
    days = (_day(header, "OrderDate").replace(day=1), last_of_month(max(_day(row, "DueDate") for row in details)))
    lines = [_line(place, row, products[row["ProductID"]], days) for place, row in enumerate(details, start=1)]
    nets = [line.quantity * line.unit_price for line in lines]
    taxes = split(round_money(_number(header, "TaxAmt"), CURRENCY), nets, CURRENCY)
    lines = [replace(line, tax_amount=tax) for line, tax in zip(lines, taxes, strict=True)]
    freight = round_money(_number(header, "Freight"), CURRENCY)
    if freight:
        lines.append(LineFacts(FREIGHT, LineType.SERVICES.value, *days, Decimal(1), freight, description="Freight"))
    facts = OrderFacts(header["PurchaseOrderID"], CURRENCY, *days, lines, is_suspended=header["Status"] == REJECTED)
    return Listed(facts, vendor, sum(nets, ZERO))


def _line(place: int, row: Row, product: Row, days: tuple[date, date]) -> LineFacts:
    return LineFacts(
        str(place),
        LineType.ALL.value,
        *days,
        quantity=_number(row, "OrderQty"),
        unit_price=_number(row, "UnitPrice"),
        description=product["Name"],
        product_code=product["ProductNumber"],
    )


def _number(row: Row, column: str) -> Decimal:
    try:
        number = Decimal(row[column])
    except InvalidOperation as error:
        raise WrongTable(f"{column} of order {row['PurchaseOrderID']} is “{row[column]}”, not a number.") from error
    if not number.is_finite():
        raise WrongTable(f"{column} of order {row['PurchaseOrderID']} is “{row[column]}”, not a number.")
    return number


def _day(row: Row, column: str) -> date:
    try:
        return date.fromisoformat(row[column])
    except ValueError as error:
        raise WrongTable(f"{column} of order {row['PurchaseOrderID']} is “{row[column]}”, not a date.") from error

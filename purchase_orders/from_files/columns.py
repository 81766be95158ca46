"""The columns of the workbook that brings purchase orders in: what each takes, and how it is explained; pure."""

from __future__ import annotations

from dataclasses import dataclass

from common.workbook import Kind
from purchase_orders.book import LineType
from purchase_orders.order_rules import (
    LONGEST,
    LONGEST_LINE_NUMBER,
    LONGEST_PO_ID,
    MOST_CONTACTS,
    MOST_LINES,
    MOST_TAGS,
)

SHEET, HELP_SHEET = "Purchase orders", "How to fill this in"
PO_ID = "PO ID"
TYPES = ", ".join(kind.value for kind in LineType)


@dataclass(frozen=True, slots=True)
class Column:
    """A column: the field it fills, its heading, what it takes in a sentence, and how its cells are typed."""

    field: str
    label: str
    takes: str
    kind: Kind = Kind.TEXT
    is_needed: bool = False


def _up_to(field: str) -> str:
    return f"Up to {LONGEST[field]:,} characters."


HEADER = (
    Column("po_id", PO_ID, f"As suppliers print it, 1 to {LONGEST_PO_ID} characters. In every row.", Kind.CODE, True),
    Column("description", "Description", _up_to("description")),
    Column("bill_from", "Bill from", "Organization ID, vendor number or name of a supplier you have. Empty: any.",
           Kind.CODE),
    Column("currency", "Currency", "ISO code such as EUR.", Kind.CODE, True),
    Column("effective", "Effective", "First day, such as 2026-07-01, or a month, such as 2026-07.", Kind.DATE, True),
    Column("expiration", "Expiration", "Last day, such as 2026-12-31, or a month, such as 2026-12.", Kind.DATE, True),
    Column("seller_of_record", "Seller of record", "Only invoice lines supplied by this seller match. Often empty.",
           Kind.CODE),
    Column("bill_to", "Bill to", _up_to("bill_to")),
    Column("ship_to", "Ship to", _up_to("ship_to")),
    Column("tags", "Tags", f"Separated by commas, at most {MOST_TAGS}."),
    Column("contacts", "Contacts", f"E-mail addresses separated by commas, at most {MOST_CONTACTS}.", Kind.CODE),
    Column("language", "Contact language", "en or de. Empty: en.", Kind.CODE),
    Column("thresholds", "Notices below %", "Whole percentages separated by commas. Empty: 25, 0. Below 75 always.",
           Kind.CODE),
    Column("is_suspended", "Suspended", "yes or no. Empty: no.", Kind.CODE),
)  # fmt: skip
LINE = (
    Column("number", "Line", f"Up to {LONGEST_LINE_NUMBER} characters. Empty: the next number.", Kind.CODE),
    Column("line_description", "Line description", _up_to("line_description")),
    Column("type", "Type", f"One of {TYPES}. Empty: ALL.", Kind.CODE),
    Column("starts_on", "Start", "First day or month. Empty: that of the order.", Kind.DATE),
    Column("ends_on", "End", "Last day or month. Empty: that of the order.", Kind.DATE),
    Column("quantity", "Quantity", "A number, zero or more, with up to 8 decimals.", Kind.QUANTITY, True),
    Column("unit_price", "Unit price", "Before tax, zero or more, with up to 8 decimals.", Kind.QUANTITY, True),
    Column("tax_percent", "Tax %", "19 or 19 % for 19 %. Empty: none.", Kind.CODE),
    Column("tax_amount", "Tax amount", "In the order’s currency, in place of the percentage.", Kind.MONEY),
    Column("is_tracked", "Balance tracking", "yes or no. Empty: yes.", Kind.CODE),
    Column("receipt_required", "Receipt required", "yes or no. Empty: no.", Kind.CODE),
    Column("product_code", "Product code", _up_to("product_code"), Kind.CODE),
    Column("unit", "Unit", _up_to("unit"), Kind.CODE),
    Column("line_seller", "Line seller of record", _up_to("line_seller"), Kind.CODE),
)
COLUMNS = (*HEADER, *LINE)
LABELS = {column.field: column.label for column in COLUMNS}
RULES = (
    ("Rows", f"One row for each line of a purchase order, at most {MOST_LINES} lines an order."),
    ("An order with several lines", "Repeat its PO ID in every row. Its other facts stand in its first row; below they"
     " are empty, or the same."),
    ("An order without lines", "One row, with nothing from the column “Line” on."),
    ("Values", "No formulas. Leave the headings as they are; columns that you do not need can go."),
    ("All or nothing", "You see what was understood first. While one cell can’t be taken, nothing is created."),
)  # fmt: skip

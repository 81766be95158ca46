"""Orders from the CSV tables of a purchasing system, by the command."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command

from partners.models import Partner
from purchase_orders.models import PurchaseOrder
from purchase_orders.order_csv import WrongTable, listed_orders

TABLES = {
    "vendors.csv": "VendorID,AccountNumber,Name,City,Country\n7,UMBRELLA1,Umbrella Ltd,Leeds,GB\n",
    "products.csv": "ProductID,Name,ProductNumber\n1,Chain,CH-1\n2,Saddle,SA-2\n",
    "purchase_order_headers.csv": (
        "PurchaseOrderID,Status,VendorID,OrderDate,TaxAmt,Freight\n"
        "41,4,7,2026-03-15,1.0005,2.5000\n42,3,7,2026-03-20,.0000,.0000\n"
    ),
    "purchase_order_details.csv": (
        "PurchaseOrderID,DueDate,OrderQty,ProductID,UnitPrice\n"
        "41,2026-04-02,3,1,1.1150\n41,2026-05-01,1,2,6.6900\n42,2026-03-30,2,1,1.0000\n"
    ),
}


@pytest.fixture
def folder(tmp_path):
    for name, text in TABLES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_an_order_lasts_from_the_month_of_its_date_through_that_of_its_last_due_date(folder):
    first, second = (each.facts for each in listed_orders(folder))
    assert (first.effective, first.expiration) == (date(2026, 3, 1), date(2026, 5, 31))
    assert (first.is_suspended, second.is_suspended) == (False, True)


def test_the_tax_of_the_header_is_split_over_the_lines_and_freight_is_a_services_line(folder):
    first = next(listed_orders(folder)).facts
    assert [(line.product_code, line.tax_amount) for line in first.lines] == [
        ("CH-1", Decimal("0.33")),
        ("SA-2", Decimal("0.67")),
        ("", Decimal(0)),
    ]
    assert (first.lines[-1].type, first.lines[-1].unit_price) == ("SERVICES", Decimal("2.50"))


def test_the_exact_sum_is_not_rounded(folder):
    assert [each.exact for each in listed_orders(folder)] == [Decimal("10.0350"), Decimal("2.0000")]


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("purchase_order_details.csv", "1.1150", "cheap", "UnitPrice of order 41 is “cheap”, not a number"),
        ("purchase_order_details.csv", "1.1150", "NaN", "UnitPrice of order 41 is “NaN”, not a number"),
        ("purchase_order_headers.csv", "2026-03-15", "15/03/2026", "OrderDate of order 41 is “15/03/2026”, not a date"),
    ],
    ids=["text", "nan", "date"],
)
def test_a_wrong_cell_is_named(folder, name, old, new, said):
    (folder / name).write_text(TABLES[name].replace(old, new), encoding="utf-8")
    with pytest.raises(WrongTable, match=said):
        list(listed_orders(folder))


def test_a_missing_table_is_named(folder):
    (folder / "products.csv").unlink()
    with pytest.raises(WrongTable, match=r"no file products\.csv"):
        list(listed_orders(folder))


def test_the_command_brings_all_in_with_their_vendors_and_a_second_run_is_refused(folder, committed, door, capsys):
    call_command("import_purchase_orders", str(folder), "--organization", "initech.localhost")
    assert "2 purchase orders, 1 of them suspended" in capsys.readouterr().out
    with door("initech"):
        orders = PurchaseOrder.objects.order_by("po_id").values_list("po_id", "bill_from__name", "is_suspended")
        assert list(orders) == [("41", "Umbrella Ltd", False), ("42", "Umbrella Ltd", True)]
        assert Partner.objects.get(name="Umbrella Ltd").vendor_number == "UMBRELLA1"
    with pytest.raises(CommandError, match=r"41, 42\."):
        call_command("import_purchase_orders", str(folder), "--organization", "initech.localhost")

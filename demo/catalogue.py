"""What the suppliers sell, and how much of it in which month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from demo.year import Year
from invoices.operations.draft import DraftLine

# Percent of the yearly average, January first: machines idle in summer and at Christmas, budgets are spent in autumn.
SEASON = (88, 92, 101, 97, 99, 94, 82, 78, 104, 113, 126, 118)


@dataclass(frozen=True, slots=True)
class Product:
    """A product with its price in the currency of the contract; `charge` decides which line items take it."""

    code: str
    name: str
    price: str
    charge: str
    unit: str = "C62"
    product_class: str = "standard"

    def times(self, quantity: int, **facts: Any) -> DraftLine:
        """A line without a period."""
        return DraftLine(
            self.name, Decimal(quantity), Decimal(self.price), self.code, self.unit, product_class=self.product_class,
            charge_type=self.charge, **facts,
        )  # fmt: skip


SUITE = Product("SUITE-E3", "Collaboration suite E3, licence per user", "49.90", "subscription")
SUITE_DE = Product("SUITE-E3", "Office-Paket E3, Lizenz je Nutzer", "49.90", "subscription")
SECURITY = Product("SEC-ENDPOINT", "Endpoint protection, licence per device", "6.45", "subscription")
SECURITY_DE = Product("SEC-ENDPOINT", "Virenschutz, Lizenz je Gerät", "6.45", "subscription")
CRM = Product("CRM-PRO", "Customer relations professional, licence per seat", "72.00", "subscription")
COMPUTE = Product("COMPUTE", "Compute, thousand core hours", "212.375", "usage")
STORAGE = Product("STORAGE-TB", "Object storage, terabyte month", "18.9025", "usage")
TRAFFIC = Product("EGRESS-GB", "Outgoing traffic, gigabyte", "0.0784", "usage", "E34")
COMPUTE_DE = Product("COMPUTE", "Rechenzeit, tausend Kernstunden", "212.375", "usage")
SUPPORT = Product("SUPPORT-H", "Support, hours", "120.00", "services", "HUR")
SUPPORT_DE = Product("SUPPORT-H", "Betreuung, Stunden", "112.50", "services", "HUR")
CONSULTING = Product("CONSULT-D", "Consulting, days", "1180.00", "services", "DAY")
EVENT = Product("EVENT-D", "Staff on site, days", "640.00", "services", "DAY")
TRAINING = Product("TRAIN-DE", "Schulung vor Ort, Tage", "940.00", "services", "DAY")
HANDBOOK = Product("BOOK-ADMIN", "Administration handbook, printed", "38.00", "services", "C62", "reduced")
ADD_ON = Product("MKT-BACKUP", "Backup add-on from the marketplace", "310.00", "marketplace")
SCANNER = Product("MKT-SCAN", "Vulnerability scanner from the marketplace", "495.00", "marketplace")
SUITE_JPY = Product("SUITE-E3", "コラボレーションスイート E3 / Collaboration suite E3", "6980", "subscription")
COMPUTE_JPY = Product("COMPUTE", "計算時間 / Compute, thousand core hours", "31250", "usage")
SUPPORT_JPY = Product("SUPPORT-H", "保守サポート / Support, hours", "17500", "services", "HUR")
SUITE_USD = Product("SUITE-E3", "Collaboration suite E3, license per user", "54.00", "subscription")
COMPUTE_USD = Product("COMPUTE", "Compute, thousand core hours", "229.50", "usage")
CONSULTING_USD = Product("CONSULT-D", "Consulting, days", "1350.00", "services", "DAY")


@dataclass(frozen=True, slots=True)
class Item:
    """A quantity of a product that is billed again and again; `growth` more every month."""

    product: Product
    quantity: int
    growth: str = "0"
    seller: str = ""
    discount: str = "0"

    def line(self, year: Year, month: int) -> DraftLine:
        """The line of a month: subscriptions in advance, usage of the month before in arrears, the rest without."""
        product = self.product
        billed = month - 1 if product.charge == "usage" else month
        start, end = (None, None) if product.charge == "services" else (year.first(billed), year.last(billed))
        return DraftLine(
            product.name, self._quantity(year.first(billed), month), Decimal(product.price), product.code,
            product.unit, Decimal(self.discount), product.product_class, product.charge, self.seller, start, end,
            {"usage": "in_arrears", "services": ""}.get(product.charge, "in_advance"),
        )  # fmt: skip

    def _quantity(self, month: date, grown: int) -> Decimal:
        steady = Decimal(self.quantity) + (Decimal(self.growth) * grown).to_integral_value()
        if self.product.charge != "usage":
            return steady
        return round(steady * SEASON[month.month - 1] / 100, 3)

"""The purchase orders as a table: buyer, dates in months of the story, line items, and what becomes of them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """A line item: type, quantity and unit price in the currency of its order."""

    type: str
    quantity: int
    price: str
    description: str = ""
    product: str = ""
    seller: str = ""
    is_tracked: bool = True


@dataclass(frozen=True, slots=True)
class Order:
    """An order from the first day of month `start` to the last of month `end`, or ending in so many days."""

    buyer: str
    po_id: str
    description: str
    start: int
    end: int
    lines: tuple[Line, ...]
    currency: str = "EUR"
    tax: int = 19
    tags: tuple[str, ...] = ()
    thresholds: tuple[int, ...] = (75, 25, 0)
    suspended: int | None = None
    ends_in: int | None = None
    bill_from: str = ""
    language: str = "en"
    copies_to: tuple[str, ...] = ()


MISTYPED = "compta@verne.example\n(Mme Fogg)"  # pasted with a line break: no mail server takes it

INITECH = (
    Order("initech", "CLOUD-FRAME", "Framework order for cloud usage and licences", 0, 13,
          (Line("MONTHLY_USAGE", 24, "2400.00", "Compute, storage, traffic"),
           Line("SUBSCRIPTION", 12, "7200.00", "Licences of all suppliers")), tags=("cloud", "framework")),
    Order("initech", "SUPPORT-SMALL", "Support hours, small budget", 0, 13,
          (Line("SERVICES", 32, "120.00", "Support by the hour"),), tags=("support",)),
    Order("initech", "SUPPORT-DESK", "Helpdesk of Globex", 0, 13,
          (Line("SERVICES", 96, "120.00", "Helpdesk hours", "SUPPORT-H"),), bill_from="globex", tags=("support",)),
    Order("initech", "LAUNCH-CAMPAIGN", "One-time: launch campaign, ended with its month", 2, 2,
          (Line("ALL", 1, "6000.00", "Everything for the launch"),), tags=("one-time",)),
    Order("initech", "PRINT-OLD", "Printing, suspended when the contract was cancelled", 0, 13,
          (Line("ALL", 1, "900.00"),), suspended=4),
    Order("initech", "MIGRATION", "Move to the new data centre, stopped", 0, 6,
          (Line("SERVICES", 10, "1180.00", "Consulting days"),), suspended=3),
    Order("initech", "MARKETPLACE", "Marketplace purchases", 0, 13,
          (Line("MARKETPLACE_BLANKET", 12, "900.00", "Add-ons without an offer", seller="Nordwind Cloud GmbH"),
           Line("MARKETPLACE_TRANSACTION", 1, "2600.00", "Scanner, private offer", seller="Nordwind Cloud GmbH")),
          tags=("marketplace",)),
    Order("initech", "AUDIT-Q4", "Security audit, ends soon", 8, 12,
          (Line("SERVICES", 4, "1500.00", "Audit days", "AUDIT"),), ends_in=18, tags=("security", "one-time")),
    Order("initech", "BLANKET-NEXT", "Blanket order for next year", 12, 23,
          (Line("MONTHLY_USAGE", 24, "2600.00"), Line("SUBSCRIPTION", 12, "8000.00"), Line("SERVICES", 60, "125.00"),
           Line("ALL", 1, "10000.00", "Whatever else")), tags=("framework",)),
    Order("initech", "HARDWARE-US", "Devices bought in the United States", 0, 13,
          (Line("ALL", 1, "25000.00"),), currency="USD", tags=("hardware",)),
    Order("initech", "CONSULTING", "Consulting and handbooks, balance not tracked", 0, 13,
          (Line("SERVICES", 1, "6000.00", "As agreed", is_tracked=False),), bill_from="acme"),
    Order("initech", "EVENTS-TEAM", "Staff for events, at this rate used up before it ends", 9, 16,
          (Line("SERVICES", 20, "640.00", "Days on site", "EVENT-D"),), tags=("events",)),
    Order("initech", "ROLLOUT", "Roll-out of devices, revived for a late invoice", 1, 3,
          (Line("SERVICES", 12, "640.00", "Days on site", "EVENT-D"),)),
)  # fmt: skip
OTHERS = (
    Order("vandelay", "4500012", "Lizenzen, laufendes Jahr", 0, 13,
          (Line("SUBSCRIPTION", 12, "2600.00", "Lizenzen"), Line("MONTHLY_USAGE", 12, "1150.00", "Rechenzeit")),
          tax=0, language="de", tags=("IT",)),
    Order("vandelay", "4500031", "Schulung, einmalig", 3, 4, (Line("SERVICES", 2, "940.00"),), tax=0, language="de"),
    Order("vandelay", "4500047", "Betreuung nach Aufwand", 0, 12,
          (Line("SERVICES", 24, "112.50", "Stunden"),), tax=0, language="de", ends_in=11),
    Order("vandelay", "4500060", "Lizenzen, nächstes Jahr", 12, 23,
          (Line("SUBSCRIPTION", 12, "1700.00"),), tax=0, language="de", tags=("IT",)),
    Order("pendant", "PP-10045", "Annual blanket order", 0, 14,
          (Line("ALL", 12, "14000.00", "All cloud charges"),), "USD", 0, ("blanket",), bill_from="acme"),
    Order("pendant", "PP-10052", "Project Tinsel", 0, 13,
          (Line("SERVICES", 13, "1350.00", "Consulting days"),), "USD", 0, ("one-time",), (75, 50, 25, 10, 0)),
    Order("pendant", "PP-10060", "Archive, on hold", 1, 13, (Line("ALL", 1, "8000.00"),), "USD", 0, suspended=6),
    Order("verne", "BC-017", "Abonnements et consommation", 0, 13,
          (Line("MONTHLY_USAGE", 120, "90.00"), Line("SUBSCRIPTION", 12, "2200.00")), tax=0),
    Order("verne", "BC-021", "Assistance", 0, 13, (Line("SERVICES", 96, "120.00", "Heures"),), tax=0,
          copies_to=(MISTYPED,)),
    Order("verne", "BC-003", "Projet pilote", 0, 3, (Line("ALL", 1, "4000.00"),), tax=0),
    Order("tanaka", "TS-0007", "年間ライセンス / Annual licences", 0, 13,
          (Line("SUBSCRIPTION", 12, "440000"),), "JPY", 0),
    Order("tanaka", "TS-0012", "保守 / Maintenance, all plants", 0, 12,
          (Line("SERVICES", 90, "17500"), Line("MONTHLY_USAGE", 12, "210000")), "JPY", 0, ends_in=27),
    Order("tanaka", "TS-0020", "次年度 / Next year", 12, 23, (Line("ALL", 12, "700000"),), "JPY", 0),
    Order("lindenau", "BEST-112", "Rahmenbestellung Arbeitsplätze", 0, 13,
          (Line("SUBSCRIPTION", 14, "9600.00", "Lizenzen"), Line("SERVICES", 110, "112.50", "Betreuung")),
          language="de", tags=("Rahmen",)),
    Order("lindenau", "BEST-130", "Schulungen vor Ort", 0, 13,
          (Line("SERVICES", 6, "940.00", "Schulungstage", "TRAIN-DE"),), language="de"),
    Order("lindenau", "BEST-098", "Altbestellung", 0, 1, (Line("ALL", 1, "3000.00"),), language="de"),
    Order("globex", "GX-RESALE", "Licences for resale", 0, 13,
          (Line("SUBSCRIPTION", 2400, "49.90"), Line("MONTHLY_USAGE", 14, "6200.00"),
           Line("MARKETPLACE_TRANSACTION", 14, "310.00")), "EUR", 19, ("resale",)),
    Order("globex", "GX-FAIR", "One-time: stand at the trade fair", 11, 13,
          (Line("SERVICES", 1, "4800.00", "Stand and staff"),), tags=("one-time",)),
    Order("nordwind", "NW-2210", "Lizenzen für den Weiterverkauf", 0, 13,
          (Line("SUBSCRIPTION", 1100, "49.90"), Line("MONTHLY_USAGE", 13, "2900.00")), language="de",
          tags=("Weiterverkauf",)),
)  # fmt: skip
ORDERS = INITECH + OTHERS

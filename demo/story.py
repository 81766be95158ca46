"""One quarter of trade, month by month, in the product's own operations with the clock moved along."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from common.dates import add_months, last_of_month
from invoices.operations.draft import Draft, DraftAdjustment, DraftLine, save_draft
from invoices.operations.issue import issue_invoices
from invoices.operations.verify import verify_documents
from partners.models import Partner
from payment_terms.operations import change_terms, set_first_terms
from payment_terms.rules import Kind, Terms
from purchase_orders.facts import ContactFacts, LineFacts, OrderFacts
from purchase_orders.models import PurchaseOrder
from purchase_orders.operations.orders import create_order, set_suspended

BUYER_CONTACT = (ContactFacts("lena@initech.example", "Lena Brandt"),)


@dataclass(frozen=True, slots=True)
class Quarter:
    """The three months before the present one, and the present day."""

    months: tuple[date, date, date]
    today: date

    @property
    def span(self) -> tuple[date, date]:
        return self.months[0], last_of_month(add_months(self.months[2], 1))


def quarter_before(today: date) -> Quarter:
    """The story's clock for a day."""
    first = today.replace(day=1)
    return Quarter((add_months(first, -3), add_months(first, -2), add_months(first, -1)), today)


def write_initech_orders(quarter: Quarter) -> None:
    """A PO in every mood: roomy, nearly used up, exhausted, ended, for one seller only, suspended."""
    start, end = quarter.span
    month = quarter.months
    cloud = [_line("1", "MONTHLY_USAGE", start, end, 30, 1000), _line("2", "SUBSCRIPTION", start, end, 12, 1250)]
    _order("CLOUD-2026", start, end, cloud, "Cloud usage and licences")
    _order("SUPPORT-SMALL", start, end, [_line("1", "SERVICES", start, end, 2, 400)], "Support hours, small budget")
    _order(
        "LAUNCH-CAMPAIGN",
        month[0],
        last_of_month(month[0]),
        [_line("1", "ALL", month[0], last_of_month(month[0]), 1, 5000)],
        "Ended with its month",
    )
    _order("PRINT-OLD", start, end, [_line("1", "ALL", start, end, 1, 900)], "Suspended, kept for its history")
    set_suspended(
        list(PurchaseOrder.objects.filter(po_id="PRINT-OLD").values_list("pk", flat=True)), suspended=True, today=start
    )


def write_globex_orders(quarter: Quarter) -> None:
    """What the seller buys from the distributor."""
    start, end = quarter.span
    lines = [_line("1", "SUBSCRIPTION", start, end, 100, 180), _line("2", "MONTHLY_USAGE", start, end, 40, 300)]
    _order(
        "GX-RESALE",
        start,
        end,
        lines,
        "Licences for resale",
        contacts=(ContactFacts("lena@globex.example", "Lena Brandt", "de"),),
    )


def set_terms(partners: dict[str, Partner], quarter: Quarter) -> None:
    """One buyer with terms of its own from the start, and a change that waits for next month."""
    if "Initech AG" in partners:
        set_first_terms(partners["Initech AG"], Terms(Kind.NET, 14))
    if "Globex Software GmbH" in partners:
        change_terms(partners["Globex Software GmbH"], Terms(Kind.EOM_PLUS, 15), today=quarter.today)


def trade(supplier: str, partners: dict[str, Partner], quarter: Quarter) -> None:
    """Three months of invoices, each month's issued on the days they would have been."""
    for month in quarter.months:
        for issued_on, drafts in _month(supplier, partners, month):
            _issue(drafts, issued_on)


def leave_work_to_do(partners: dict[str, Partner], quarter: Quarter) -> None:
    """What somebody finds on the desk today: a draft, verified ones, invoices with the wrong PO number."""
    initech, today = partners["Initech AG"], quarter.today
    _issue([Draft(initech, "EUR", [_services(6, "Workshop")], po_number="PO-4711")], today)
    _issue([Draft(initech, "EUR", [_services(3, "Printing")], po_number="PRINT-OLD")], today)
    save_draft(
        Draft(initech, "EUR", [_services(2, "Consulting, to be checked")], internal_note="Ask Ben about the hours"),
        today=today,
    )
    waiting = [save_draft(Draft(initech, "EUR", [_usage(today.replace(day=1), today, n)]), today=today) for n in (3, 5)]
    verify_documents([document.pk for document in waiting], today=today)


def _month(supplier: str, partners: dict[str, Partner], month: date) -> Iterator[tuple[date, list[Draft]]]:
    end = last_of_month(month)
    initech, globex = partners["Initech AG"], partners.get("Globex Software GmbH")
    yield month + timedelta(days=1), [Draft(initech, "EUR", [_subscription(month, end, 2)], po_number="cloud-2026")]
    if globex:
        licences = [_subscription(month, end, quantity) for quantity in (8, 5, 12)]
        yield month + timedelta(days=2), [Draft(globex, "EUR", [each]) for each in licences]
    yield (
        month + timedelta(days=14),
        [Draft(initech, "EUR", [_services(hours, "Support")], po_number="SUPPORT-SMALL") for hours in (2, 3)],
    )
    usage = [_usage(month, end, amount) for amount in (4, 7, 2)]
    discount = [DraftAdjustment(Decimal("50.00"), reason="Volume discount")] if supplier == "acme" else []
    buyers = [initech, *([globex] if globex else [])]
    yield end, [Draft(buyer, "EUR", [each], adjustments=discount) for buyer in buyers for each in usage]


def _issue(drafts: Sequence[Draft], issued_on: date) -> None:
    ids = [save_draft(draft, today=issued_on).pk for draft in drafts]
    issue_invoices(ids, today=issued_on, verify=True)


def _order(
    po_id: str,
    start: date,
    end: date,
    lines: list[LineFacts],
    description: str,
    contacts: tuple[ContactFacts, ...] = BUYER_CONTACT,
) -> None:
    create_order(OrderFacts(po_id, "EUR", start, end, lines, description, contacts=contacts), today=start)


def _line(number: str, kind: str, start: date, end: date, quantity: int, price: int) -> LineFacts:
    return LineFacts(number, kind, start, end, Decimal(quantity), Decimal(price), tax_percent=Decimal(19))


def _services(hours: int, what: str) -> DraftLine:
    return DraftLine(f"{what}, hours", Decimal(hours), Decimal("120.00"), unit="HUR", charge_type="services")


def _subscription(start: date, end: date, quantity: int) -> DraftLine:
    return DraftLine("Collaboration suite, licence", Decimal(quantity), Decimal("49.90"), "SUITE-E3",
                     charge_type="subscription",
                     period_start=start, period_end=end, period_mark="in_advance")  # fmt: skip


def _usage(start: date, end: date, thousands: int) -> DraftLine:
    return DraftLine("Compute, thousand core hours", Decimal(thousands), Decimal("212.375"), "COMPUTE",
                     charge_type="usage",
                     period_start=start, period_end=end, period_mark="in_arrears")  # fmt: skip

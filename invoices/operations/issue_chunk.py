"""One transaction of issuing: up to 500 documents of one buyer, locks taken downwards, jobs written last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from billing_platform.notifications.operations import notify, send_soon
from common.sql import Rung, lock
from invoices import crossing
from invoices.bookings import Booking, book_outgoing
from invoices.crossing import Copy, Delivery, Matched
from invoices.emails import issued_messages
from invoices.identity import delivered_identity
from invoices.issue_writes import Issued, write_issued, write_set_aside
from invoices.matching_input import Header, Lines, invoices_to_match, lines_to_match, uses_of
from invoices.numbering import SERIES, last_dates, take_numbers
from invoices.parties import present_link
from invoices.tax_reasons import TaxReasons
from partners.models import Partner
from payment_terms.queries import terms_in_effect
from payment_terms.rules import Terms, due_date
from purchase_orders.explanation import to_json
from purchase_orders.matching import Match
from tenants.border import Link
from tenants.jobs.operations import enqueue
from tenants.models import OrganizationStatus

COLUMNS = (
    "id, public_id, kind, currency, issue_date, po_number, period_start, period_end, period_mark, state, partner_id,"
    " net, tax, total, prepaid, rounding, payable"
)


@dataclass(frozen=True, slots=True)
class Chosen:
    """A locked document that will be issued on `header.issue_date`."""

    header: Header
    net: Decimal
    tax: Decimal
    total: Decimal
    prepaid: Decimal
    rounding: Decimal
    payable: Decimal
    number: str = ""

    @property
    def booking(self) -> Booking:
        h = self.header
        return Booking(h.public_id, h.kind, h.currency, self.net, self.tax, self.prepaid, self.rounding, h.issue_date)


@dataclass(frozen=True, slots=True)
class ChunkResult:
    """`moved` are ids that have got another buyer since they were chosen; they stay verified."""

    issued: int
    set_aside: int
    moved: tuple[int, ...]


def issue_chunk(partner_id: int, document_ids: Sequence[int], *, today: date) -> ChunkResult:
    """Issue the documents of one buyer that still are verified, and still that buyer's.

    Atomic on both sides. Raises BuyerUnavailable, LostRace and lock errors with nothing changed.
    """
    with transaction.atomic():
        locked = lock("invoices_document", COLUMNS, document_ids, Rung.SUPPLIER_DOCUMENTS)
        verified = [row for row in locked if row[9] == "verified"]
        partner = Partner.objects.get(pk=partner_id)
        link = present_link(partner)
        chosen, set_aside = _sort_out([row for row in verified if row[10] == partner_id], partner, link, today)
        if chosen:
            _issue(chosen, partner, link)
    return ChunkResult(len(chosen), set_aside, tuple(row[0] for row in verified if row[10] != partner_id))


def _issue(chosen: list[Chosen], partner: Partner, link: Link | None) -> None:
    lines = lines_to_match([each.header.id for each in chosen])
    matched = _match(link, chosen, lines)
    by_id: dict[Any, Match] = {match.key: match for match in matched.matches}
    numbered = _number(chosen)
    terms = terms_in_effect(partner.pk, {each.header.issue_date for each in numbered})
    issued = [_issued(each, terms[each.header.issue_date], by_id.get(each.header.id)) for each in numbered]
    write_issued(issued, partner, link)
    book_outgoing([each.booking for each in numbered], partner.pk)
    has_mail = notify(issued_messages(issued, partner, link)) > 0
    if link and crossing.deliver(link, _delivery(link, numbered, matched, by_id, lines)):
        crossing.send_soon(link)
    if has_mail:
        send_soon()
    enqueue("make_pdfs", {"documents": [each.id for each in issued]})


def _sort_out(
    locked: Sequence[tuple[Any, ...]], partner: Partner, link: Link | None, today: date
) -> tuple[list[Chosen], int]:
    """Those that can be issued, in the order of their numbers; the others get their reason written on them."""
    used, good, reasons, taxes = last_dates(), [], [], TaxReasons.of([row[0] for row in locked])
    shut = _reason_against_buyer(partner, link)
    for ident, public_id, kind, currency, issue_date, po, start, end, mark, _, _, *figures in locked:
        header = Header(ident, public_id, kind, currency, issue_date or today, po, start, end, mark)
        reason = (
            shut or reason_against(header, partner, today, used) or taxes.against(ident, partner, header.issue_date)
        )
        if reason:
            reasons.append((ident, reason))
        else:
            good.append(Chosen(header, *figures))
    write_set_aside(reasons)
    return sorted(good, key=lambda each: (each.header.issue_date, each.header.id)), len(reasons)


def _reason_against_buyer(partner: Partner, link: Link | None) -> str:
    if partner.relationship and link is None:
        return f"You do not trade with {partner.name} any more."
    if link and link.buyer.status == OrganizationStatus.CLOSED:
        return f"{partner.name} is closed and takes no new invoices."
    return ""


def reason_against(header: Header, partner: Partner, today: date, used: dict[str, date]) -> str:
    """Why this document can't be issued, as a sentence; empty when it can. `used`: the last date of each series."""
    last = used.get(SERIES[header.kind])
    if header.issue_date > today:
        return f"The issue date {header.issue_date} lies in the future. Choose {today} or earlier."
    if last and header.issue_date < last:
        return f"The issue date {header.issue_date} lies before {last}, the last one used in the series."
    if not partner.is_active:
        return f"{partner.name} is no active buyer any more."
    return ""


def _match(link: Link | None, chosen: Sequence[Chosen], lines: Lines) -> Matched:
    if link is None:
        return Matched(0, (), tuple(0 for _ in chosen))
    invoices = invoices_to_match([each.header for each in chosen], lines, supplier=0)
    return crossing.match(link, invoices, copies=len(chosen))


def _number(chosen: Sequence[Chosen]) -> list[Chosen]:
    """Numbers in order, per series and year."""
    groups: dict[tuple[str, int], list[Chosen]] = {}
    for each in chosen:
        groups.setdefault((SERIES[each.header.kind], each.header.issue_date.year), []).append(each)
    numbers: dict[int, str] = {}
    for (series, _), members in sorted(groups.items()):
        taken = take_numbers(series, [each.header.issue_date for each in members])
        numbers.update(zip((each.header.id for each in members), taken, strict=True))
    return [replace(each, number=numbers[each.header.id]) for each in chosen]


def _issued(each: Chosen, terms: Terms, match: Match | None) -> Issued:
    h = each.header
    po = (match.explanation.chosen if match else None) or ""
    return Issued(
        h.id, h.public_id, each.number, h.issue_date, due_date(terms, h.issue_date), terms, po, h.currency, each.total,
        each.payable, h.kind,
    )  # fmt: skip


def _delivery(
    link: Link, chosen: Sequence[Chosen], matched: Matched, by_id: dict[Any, Match], lines: Lines
) -> Delivery:
    copies = [
        _copy(each, copy_id, link.supplier.public_id, by_id.get(each.header.id))
        for each, copy_id in zip(chosen, matched.copy_ids, strict=True)
    ]
    assigned = [
        (int(a.line_key), a.book_line_id)
        for match in matched.matches
        for a in match.assignments
        if a.book_line_id is not None
    ]
    uses = uses_of([each.header for each in chosen], by_id, lines)
    return Delivery(matched.partner_id, tuple(copies), tuple(assigned), tuple(uses))


def _copy(each: Chosen, copy_id: int, supplier: UUID, match: Match | None) -> Copy:
    h = each.header
    identity = delivered_identity(supplier, each.number, h.issue_date.year, h.kind)
    order, po = (match.order_id, match.explanation.chosen or "") if match else (None, "")
    explanation = to_json(match.explanation) if match else "null"
    return Copy(h.id, h.public_id, copy_id, identity, order, po, explanation, each.booking)

"""What issuing a choice of documents would do: how many, for whom, over how much, due when, and what is left out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from invoices.due_dates import Provisional, provisional_dates
from invoices.matching_input import Header
from invoices.models import Document, State
from invoices.numbering import last_dates
from invoices.operations.issue_chunk import reason_against
from invoices.operations.verify import negative
from invoices.tax_reasons import TaxReasons
from tenants.base import TenantQuerySet

FIGURES = (
    "id public_id state kind number currency issue_date total direction partner__name partner__is_active"
    " partner__country partner__tax_id"
).split()
MOST_NAMED = 10
MOST_LISTED = 50
Sums = Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class BuyerBatch:
    """What one buyer would get; `sums` by currency, provisional due dates from the first to the last."""

    buyer: str
    count: int
    sums: Sums
    first_due: date
    last_due: date


@dataclass(frozen=True, slots=True)
class Going:
    """One document that would be issued; negative for a credit note, the due date provisional."""

    public_id: UUID
    kind: str
    buyer: str
    total: Decimal
    currency: str
    due_date: date


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Documents that stay, with the one reason they share; the first of them by name."""

    reason: str
    count: int
    documents: tuple[Document, ...]


@dataclass(frozen=True, slots=True)
class IssuancePreview:
    """`ids` are the documents that would go, `count` of them; the first 50 by name; money by currency, never mixed."""

    ids: tuple[int, ...]
    listed: tuple[Going, ...]
    batches: tuple[BuyerBatch, ...]
    sums: Sums
    left_out: tuple[LeftOut, ...]

    @property
    def count(self) -> int:
        return len(self.ids)

    @property
    def unlisted_count(self) -> int:
        return self.count - len(self.listed)

    @property
    def left_out_count(self) -> int:
        return sum(each.count for each in self.left_out)


def issuance_preview(documents: TenantQuerySet[Document], *, verify: bool, today: date) -> IssuancePreview:
    """Judge every document as issuing will, without writing. A fixed number of statements, and one a tax asked for."""
    found = list(documents.select_related("partner").only(*FIGURES).order_by("id"))
    reasons = _reasons(found, verify, today)
    going = [each for each in found if each.pk not in reasons]
    dates = provisional_dates(going, today)
    return IssuancePreview(
        ids=tuple(each.pk for each in going),
        listed=tuple(_going(each, dates[each.pk]) for each in going[:MOST_LISTED]),
        batches=_batches(going, dates),
        sums=_sums(going),
        left_out=_left_out(found, reasons),
    )


def _going(document: Document, dates: Provisional) -> Going:
    return Going(
        public_id=document.public_id,
        kind=document.get_kind_display(),
        buyer=document.partner.name,
        total=document.signed_total,
        currency=document.currency,
        due_date=dates.due_date,
    )


def _reasons(documents: Sequence[Document], verify: bool, today: date) -> dict[int, str]:
    used, taxes = last_dates(), TaxReasons([each.pk for each in documents if each.state != State.ISSUED])
    judged = ((each, _reason(each, verify, today, used)) for each in documents)
    told = {
        each.pk: reason or negative(each) or taxes.against(each.pk, each.partner, each.issue_date or today)
        for each, reason in judged
    }
    return {pk: reason for pk, reason in told.items() if reason}


def _reason(document: Document, verify: bool, today: date, used: dict[str, date]) -> str:
    if document.state == State.ISSUED:
        return "Issued already."
    if document.state == State.DRAFT and not verify:
        return "Not verified yet. Verify it first, or choose “Verify and issue”."
    day = document.issue_date or today
    header = Header(document.pk, document.public_id, document.kind, document.currency, day, "", None, None, "")
    return reason_against(header, document.partner, today, used)


def _batches(going: Iterable[Document], dates: Mapping[int, Provisional]) -> tuple[BuyerBatch, ...]:
    by_buyer: dict[tuple[str, int], list[Document]] = defaultdict(list)
    for each in going:
        by_buyer[each.partner.name, each.partner_id].append(each)
    return tuple(_batch(name, members, dates) for (name, _), members in sorted(by_buyer.items(), key=lambda kv: kv[0]))


def _batch(buyer: str, members: Collection[Document], dates: Mapping[int, Provisional]) -> BuyerBatch:
    due = [dates[each.pk].due_date for each in members]
    return BuyerBatch(buyer, len(members), _sums(members), min(due), max(due))


def _sums(documents: Iterable[Document]) -> Sums:
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for each in documents:
        sums[each.currency] += each.signed_total
    return dict(sorted(sums.items()))


def _left_out(documents: Sequence[Document], reasons: Mapping[int, str]) -> tuple[LeftOut, ...]:
    by_reason: dict[str, list[Document]] = defaultdict(list)
    for each in documents:
        if each.pk in reasons:
            by_reason[reasons[each.pk]].append(each)
    return tuple(LeftOut(reason, len(each), tuple(each[:MOST_NAMED])) for reason, each in by_reason.items())

"""Documents for the search over everything: by number, and by exactly what they come to or leave to pay."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any
from urllib.parse import urlencode

from django.db.models import F, Subquery, Value
from django.urls import reverse

from billing_platform.search import MOST, Hit, Source, Wanted
from common.ui.figures import day_text
from invoices.models import AMOUNT_DUE, OPEN, Direction, Document, DocumentKind, State
from people.permissions import Permission
from tenants.base import TenantQuerySet

LATELY = 5_000  # newest documents that are looked through before the index of parts of numbers is asked
CANDIDATES = 300  # of those that the index gives, in no order
MOST_READ = 4 * MOST
COLUMNS = ("public_id", "number", "kind", "partner__name", "issue_date", "total", "currency", "rank", "pk")


def found_documents(direction: Direction, wanted: Wanted) -> list[Hit]:
    """Documents of one direction: that very number, numbers that hold the words, then amounts; newest first each.

    One statement, whose parts are read one after the other until there are enough. What stops each of them is a bound
    and not the planner's guess: a text that every number holds costs as little as one that none does.
    """
    parts = list(_parts(direction, wanted))
    if not parts:
        return []
    first, *others = (part.order_by("-pk")[: MOST + 1] for part in parts)
    rows = first.union(*others, all=True)[:MOST_READ]
    once = {row[0]: row for row in sorted(rows, key=_best_first, reverse=True)}
    return [_hit(*row[:-2]) for row in sorted(once.values(), key=_best_first)[: MOST + 1]]


def _best_first(row: Sequence[Any]) -> tuple[int, int]:
    rank, pk = row[-2:]
    return rank, -pk


def _parts(direction: Direction, wanted: Wanted) -> Iterator[TenantQuerySet[Any]]:
    if wanted.words:
        issued = Document.objects.filter(direction=direction, state=State.ISSUED).exclude(number="")
        holding = issued.filter(number__icontains=wanted.words)
        yield _ranked(issued.filter(number__in={wanted.words, wanted.words.upper()}), 0)
        yield _ranked(holding.filter(pk__gt=_newest_but(LATELY)), 1)
        yield _ranked(issued.filter(pk__in=holding.order_by().values("pk")[:CANDIDATES]), 2)
    documents: Any = Document.objects.filter(direction=direction)
    if wanted.currency:
        documents = documents.filter(currency=wanted.currency)
    for amount in wanted.amounts:
        yield _ranked(documents.filter(total=amount), 3)
        yield _ranked(documents.filter(OPEN).alias(due=AMOUNT_DUE).filter(due=amount), 4)


def _newest_but(count: int) -> Subquery:
    """The id behind which about so many newest documents stand."""
    newest = Document.objects.order_by("-pk").annotate(start=F("pk") - count)
    return Subquery(newest.values("start")[:1])


def _ranked(documents: Any, rank: int) -> TenantQuerySet[Any]:
    found: TenantQuerySet[Any] = documents.annotate(rank=Value(rank)).values_list(*COLUMNS)
    return found


def _hit(public_id: Any, number: str, kind: str, partner: str, issued: Any, total: Any, currency: str) -> Hit:
    note = " · ".join(filter(None, [partner, str(DocumentKind(kind).label), day_text(issued) if issued else ""]))
    sign = -1 if kind == DocumentKind.CREDIT_NOTE else 1
    return Hit(number or "Draft", note, reverse("invoices:detail", args=[public_id]), sign * total, currency)


def _list(name: str) -> Callable[[str], str]:
    return lambda words: f"{reverse(name)}?{urlencode({'q': words})}"


SOURCES = (
    Source(
        "outgoing",
        "Outgoing invoices",
        "invoice",
        Permission.SEE_INVOICES,
        lambda wanted: found_documents(Direction.OUTGOING, wanted),
        _list("invoices:outgoing"),
    ),
    Source(
        "incoming",
        "Incoming invoices",
        "inbox",
        Permission.SEE_INVOICES,
        lambda wanted: found_documents(Direction.INCOMING, wanted),
        _list("invoices:incoming"),
    ),
)

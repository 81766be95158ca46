"""The list of everything that changed in the organization, or to one thing and what belongs to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import F, Func, Q, Value
from django.db.models.lookups import Exact
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from billing_platform.lists import filters
from billing_platform.lists.columns import Column, Kind, clipped_html, with_note
from billing_platform.lists.context import ListContext
from billing_platform.lists.definition import ListDefinition, Order, Rows, Search
from billing_platform.lists.filters import Choices, Filter, NotUnderstood
from common.ui.figures import moment_text
from partners.models import Partner
from people.models import Account
from people.permissions import Permission
from reports.history_cells import HistoryRow, history_row
from tenants.history.finding import changes_named
from tenants.history.models import ActorNumber, Change, Operation
from tenants.history.queries import May, history_of, row_of, told
from tenants.history.words import Words, every_words
from tenants.models import organization_id

MOST_CHOICES = 500
OF = "of"
TABLES = {  # kinds of things that have a history of their own, as their addresses name them
    "order": "purchase_orders_purchaseorder",
    "document": "invoices_document",
    "partner": "partners_partner",
    "member": "people_account",
}


def visible_words(context: ListContext) -> list[Words]:
    """What this person may read of."""
    may = permissions_of(context.person)
    return [words for words in every_words() if may(words.permission)]


def _row_needs(context: ListContext) -> frozenset[Permission]:
    """By which permissions this person sees changes: those of every table they may read of."""
    return frozenset(Permission(words.permission) for words in visible_words(context))


def _changes(context: ListContext) -> Rows:
    """Every change, without those of tables the person may not read of."""
    visible = visible_words(context)
    if len(visible) == len(every_words()):
        return Change.objects.all()
    return Change.objects.filter(table__in=[words.table for words in visible])


def _rows(found: Sequence[Change], context: ListContext, needs: frozenset[str]) -> list[HistoryRow]:
    may = permissions_of(context.person)
    return [history_row(change, may) for change in told(found)]


def permissions_of(person: Account) -> May:
    """Whether the person has the permission of a name."""
    return {permission.value for permission in person.permissions}.__contains__


def _when_cell(row: HistoryRow) -> SafeString:
    return with_note(format_html("{}", moment_text(row.at)), row.change.via)


def _request_cell(row: HistoryRow) -> SafeString:
    """The number of a request or job, which leads to everything else it changed."""
    number = row.change.request
    if not number:
        return SafeString('<span class="cell-none">—</span>')
    return format_html('<a class="cell-code" href="{}?request={}">{}</a>', reverse("history:list"), number, number[:8])


def _who_cell(row: HistoryRow) -> SafeString:
    return clipped_html(row.change.actor_name)


COLUMNS = (
    Column(
        "at", "When", Kind.INSTANT, lambda row: row.at, sort="at", cell=_when_cell, is_fixed=True, card="lead"
    ),
    Column("who", "Who", Kind.TEXT, lambda row: row.change.actor_name, cell=_who_cell, card="sub"),
    Column("what", "What", Kind.TEXT, lambda row: row.change.subject.title, cell=lambda row: row.subject, card="line"),
    Column("done", "Done", Kind.STATUS, lambda row: row.change.op, card="figure"),
    Column(
        "changed", "Change", Kind.TEXT, lambda row: "; ".join(map(str, row.change.changed)),
        cell=lambda row: row.changed, card="line",
    ),
    Column("request", "Request", Kind.CODE, lambda row: row.change.request, cell=_request_cell),
    Column("via", "By way of", Kind.TEXT, lambda row: row.change.via, is_on=False),
    Column("kind", "Kind", Kind.TEXT, lambda row: row.change.subject.kind, is_on=False),
    Column("noun", "What it is", Kind.TEXT, lambda row: row.change.subject.noun, is_on=False),
)  # fmt: skip


def _kinds(context: ListContext) -> Choices:
    return [(kind, kind) for kind in dict.fromkeys(words.kind for words in visible_words(context))]


def _kind(typed: str) -> str:
    if typed not in {words.kind for words in every_words()}:
        raise NotUnderstood("Choose one from the list.")
    return typed


def _of_kind(kind: str, context: ListContext) -> Q:
    return Q(table__in=[words.table for words in every_words() if words.kind == kind])


def _people(context: ListContext) -> Choices:
    """Who works here, and for whoever may see partners the organizations that this one trades with, by name."""
    accounts = Account.objects.order_by("name", "id").values_list("public_id", "name")[:MOST_CHOICES]
    partners = Partner.objects.exclude(organization_number=None).order_by("name").distinct()
    known = partners.values_list("organization_number", "name")[:MOST_CHOICES]
    seen = known if context.may(Permission.SEE_PARTNERS) else ()
    return [
        *((f"person:{public_id}", name) for public_id, name in accounts),
        *((f"organization:{organization_id(number)}", name) for number, name in seen if number),
    ]


def _actor(typed: str) -> str:
    if not typed.startswith(("person:", "organization:", "system:")) or " " in typed:
        raise NotUnderstood("Choose somebody from the list.")
    return typed


def _by(key: str, context: ListContext) -> Q:
    number = Func(Value(key), function="hashtext")
    return Q(Exact(ActorNumber(F("actor")), number)) & Q(actor__startswith=f"{key} ")


def _name(key: str, context: ListContext) -> str:
    return dict(_people(context)).get(key, key)


def _subject(typed: str) -> tuple[str, UUID]:
    kind, _, public_id = typed.partition(":")
    if kind not in TABLES:
        raise NotUnderstood("Open the history from the page of the thing.")
    return kind, filters.read_uuid(public_id)


def _belonging(subject: tuple[str, UUID], context: ListContext) -> Q:
    """The changes of one thing and of its parts, as far as the person may read of these."""
    kind, public_id = subject
    row = row_of(TABLES[kind], public_id)
    if row is None:
        return Q(pk__in=[])
    return Q(pk__in=history_of(TABLES[kind], row, permissions_of(context.person)).values("pk"))


def _page(subject: tuple[str, UUID]) -> str:
    kind, public_id = subject
    return reverse(f"history:{kind}", args=[public_id])


FILTERS = (
    Filter("who", "Who", _actor, _by, _name, "choice", _people),
    Filter("kind", "Kind", _kind, _of_kind, lambda kind, context: kind, "choice", _kinds),
    filters.choice("done", "Done", Operation, lambda op, context: Q(op=op)),
    *filters.instants("When", "at", first="since", last="until", spans="within"),
    Filter(
        "request", "Request", str, lambda number, context: Q(request=number), lambda number, context: number[:8],
        is_offered=False,
    ),
    Filter(
        OF, "Of", _subject, _belonging, lambda subject, context: subject[0], is_offered=False, page=_page,
    ),
)  # fmt: skip


def _named(text: str, context: ListContext) -> Any:
    return changes_named(text, visible_words(context))


HISTORY = ListDefinition(
    key="history",
    title="History",
    one="change",
    many="changes",
    permission=Permission.SEE_HISTORY,
    url_name="history:list",
    queryset=_changes,
    row_needs=_row_needs,
    columns=COLUMNS,
    orders=(Order("at", "When", "at", filters.read_instant),),
    sort="-at",
    filters=FILTERS,
    search=Search("Number, PO ID or name", _named),
    rows=_rows,
    row_id=lambda row: str(row.change.id),
    icon="clock",
)

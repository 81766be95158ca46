"""Rows and querysets belong to the schema they were made in: used in another they raise and touch nothing."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import models, transaction
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from invoices.models import Document, DocumentLine
from partners.models import Partner, Side
from people.models import Account, RoleAssignment
from purchase_orders.models import PurchaseOrder, PurchaseOrderLine
from tenants import border
from tenants.base import CrossedBorder
from tests.building import draft, order

pytestmark = pytest.mark.django_db


def roles_of(accounts: QuerySet[Account]) -> QuerySet[RoleAssignment]:
    return RoleAssignment.objects.filter(account__in=accounts)


READS = {
    "iteration": list,
    "len": len,
    "bool": bool,
    "index": lambda rows: rows[0],
    "slice": lambda rows: list(rows[:2]),
    "count": lambda rows: rows.count(),
    "exists": lambda rows: rows.exists(),
    "first": lambda rows: rows.first(),
    "last": lambda rows: rows.last(),
    "get": lambda rows: rows.get(name="Otto"),
    "filter": lambda rows: list(rows.filter(is_active=True)),
    "exclude": lambda rows: list(rows.exclude(is_active=True)),
    "contains": lambda rows: rows.contains(Account(pk=1)),
    "in_bulk": lambda rows: rows.in_bulk([1]),
    "aggregate": lambda rows: rows.aggregate(Count("id")),
    "aggregate of a slice": lambda rows: rows[:3].aggregate(Count("id")),
    "annotate": lambda rows: list(rows.annotate(n=Count("roles"))),
    "iterator": lambda rows: next(rows.iterator()),
    "values": lambda rows: list(rows.values("name")),
    "values_list": lambda rows: list(rows.values_list("name", flat=True)),
    "values iterator": lambda rows: next(rows.values("name").iterator()),
    "dates": lambda rows: list(rows.datetimes("created_at", "day")),
    "union": lambda rows: list(rows.union(rows)),
    "union with one of here": lambda rows: list(Account.objects.all().union(rows)),
    "subquery": lambda rows: list(Account.objects.filter(pk__in=rows)),
    "exists subquery": lambda rows: list(Account.objects.filter(Exists(rows.filter(pk=OuterRef("pk"))))),
    "select_related": lambda rows: list(rows.select_related()),
    "prefetch_related": lambda rows: list(rows.prefetch_related("roles")),
    "prefetched by one of here": lambda rows: list(Account.objects.prefetch_related(Prefetch("roles", roles_of(rows)))),
    "explain": lambda rows: rows.explain(),
    "select_for_update": lambda rows: list(rows.select_for_update(no_key=True)),
}  # fmt: skip
WRITES = {
    "update": lambda rows: rows.update(name="Stolen"),
    "delete": lambda rows: rows.delete(),
    "filtered update": lambda rows: rows.filter(is_active=True).update(name="Stolen"),
    "filtered delete": lambda rows: rows.exclude(is_active=False).delete(),
    "bulk_update": lambda rows: rows.bulk_update(Account.objects.all(), ["name"]),
    "update_or_create": lambda rows: rows.update_or_create(name="Otto", defaults={"name": "Stolen"}),
    "get_or_create": lambda rows: rows.get_or_create(name="Otto"),
}


@pytest.mark.parametrize("use", [pytest.param(use, id=name) for name, use in (READS | WRITES).items()])
def test_a_queryset_made_in_one_organization_raises_in_another(door, use):
    with door("acme"):
        rows = Account.objects.order_by("id")
    with door("initech"):
        names = list(Account.objects.order_by("id").values_list("name", flat=True))
        with pytest.raises(CrossedBorder), transaction.atomic():
            use(rows)
        assert list(Account.objects.order_by("id").values_list("name", flat=True)) == names


@pytest.mark.parametrize("use", [pytest.param(use, id=name) for name, use in (READS | WRITES).items()])
def test_a_queryset_raises_in_a_crossing_too(door, link_between, use):
    with door("acme"), transaction.atomic():
        rows, link = Account.objects.order_by("id"), link_between("acme", "initech")
        with border.crossing(link), pytest.raises(CrossedBorder), transaction.atomic():
            use(rows)
        assert rows.count() == 4


def test_a_queryset_made_outside_every_door_raises_inside_one(door):
    rows = Account.objects.all()
    with door("acme"), pytest.raises(CrossedBorder):
        list(rows)


def test_rows_fetched_half_before_a_crossing_do_not_go_on_in_it(door, link_between):
    with door("acme"), transaction.atomic():
        rows, link = Account.objects.order_by("id").iterator(chunk_size=1), link_between("acme", "initech")
        next(rows)
        with border.crossing(link), pytest.raises(CrossedBorder):
            next(rows)


@pytest.fixture
def of_acme(door):
    """Rows of acme and what is cached on them, as somebody would carry them out of its door by mistake."""
    with door("acme"):
        document = draft("initech")
        line = document.lines.get()
        loose = DocumentLine.objects.get(pk=line.pk)
        partner = Partner.objects.get(side=Side.BUYER, name__startswith="Initech")
        return {"document": document, "line": loose, "partner": partner, "account": Account.objects.get(name="Otto")}


def order_from(partner: Partner) -> PurchaseOrder:
    return PurchaseOrder(
        bill_from=partner, po_id="X", po_key="x", currency="EUR", effective="2026-01-01", expiration="2026-12-31"
    )


def line_of(document: Document) -> DocumentLine:
    return DocumentLine(document=document, no=9, description="x", quantity=1, unit_price=Decimal(0))


ROW_USES = {
    "save": lambda rows: rows["account"].save(),
    "save of one field": lambda rows: rows["account"].save(update_fields=["name"]),
    "force_insert": lambda rows: rows["account"].save(force_insert=True),
    "delete": lambda rows: rows["account"].delete(),
    "refresh_from_db": lambda rows: rows["account"].refresh_from_db(),
    "a key followed lazily": lambda rows: rows["line"].document,
    "a related manager": lambda rows: list(rows["document"].lines.all()),
    "a related manager's count": lambda rows: rows["document"].lines.count(),
    "a related manager's filter": lambda rows: list(rows["document"].lines.filter(no=1)),
    "a related manager's create": lambda rows: rows["account"].roles.create(role="auditor"),
    "a related manager's update": lambda rows: rows["document"].lines.update(description="Stolen"),
    "a related manager's delete": lambda rows: rows["document"].lines.all().delete(),
    "prefetch of a list": lambda rows: models.prefetch_related_objects([rows["document"]], "lines"),
    "prefetch forward": lambda rows: models.prefetch_related_objects([rows["line"]], "document"),
    "bulk_create": lambda rows: Account.objects.bulk_create([rows["account"]]),
    "bulk_update": lambda rows: Account.objects.bulk_update([rows["account"]], ["name"]),
    "filter by it": lambda rows: list(Document.objects.filter(partner=rows["partner"])),
    "filter by a list of it": lambda rows: list(Document.objects.filter(partner__in=[rows["partner"]])),
    "filter by Q of it": lambda rows: list(Document.objects.filter(Q(number="x") | Q(partner=rows["partner"]))),
    "exclude it": lambda rows: list(Document.objects.exclude(partner=rows["partner"])),
    "get by it": lambda rows: Document.objects.get(partner=rows["partner"]),
    "update to it": lambda rows: PurchaseOrder.objects.update(bill_from=rows["partner"]),
    "get_or_create with it": lambda rows: DocumentLine.objects.get_or_create(document=rows["document"], no=1),
    "create with it": lambda rows: order_from(rows["partner"]).save(),
    "bulk_create with it": lambda rows: DocumentLine.objects.bulk_create([line_of(rows["document"])]),
}  # fmt: skip


@pytest.mark.parametrize("use", [pytest.param(use, id=name) for name, use in ROW_USES.items()])
def test_a_row_read_in_one_organization_raises_in_another(door, of_acme, use):
    with door("initech"):
        order("PO-1")
        before = facts_of_here()
        with pytest.raises(CrossedBorder), transaction.atomic():
            use(of_acme)
        assert facts_of_here() == before


def test_a_row_of_here_that_points_to_a_row_of_elsewhere_is_not_saved(door, of_acme):
    with door("initech"):
        here = order("PO-1")
        here.bill_from = of_acme["partner"]
        with pytest.raises(CrossedBorder):
            here.save()
        with pytest.raises(CrossedBorder):
            PurchaseOrder.objects.bulk_update([here], ["bill_from"])
        assert PurchaseOrder.objects.get().bill_from is None


def test_values_of_a_row_may_cross(door, of_acme):
    with door("initech"):
        assert of_acme["document"].public_id
        assert not Document.objects.filter(public_id=of_acme["document"].public_id).exists()


def facts_of_here() -> list[object]:
    models_here = (Account, Partner, PurchaseOrder, PurchaseOrderLine, Document, DocumentLine)
    return [list(model.objects.order_by("pk").values()) for model in models_here]

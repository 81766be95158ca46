"""The API of purchase orders: lists and single ones, their lines, contacts, uses, and their status."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import Http404
from ninja import Path, Query, Router

from billing_platform.api.cursors import cursor_of, row_in
from billing_platform.api.endpoints import Body, reads, writes
from billing_platform.api.frame import serve
from billing_platform.api.gate import ApiRequest
from billing_platform.api.problems import answers_with
from billing_platform.api.refusals import StaleStamp
from billing_platform.api.schemas import Text
from billing_platform.api.versions import if_match, version_in
from common.dates import version_of
from people.permissions import Permission
from purchase_orders.api.as_facts import changed_facts, contacts_of, new_facts, with_line, without_line
from purchase_orders.api.asked import OrdersAskedFor, UsesAskedFor, today_of
from purchase_orders.api.examples import DELETED, ORDER, ORDERS, USES
from purchase_orders.api.queries import orders_page, supplier_of, uses_page
from purchase_orders.api.schemas import OrderDeleted, OrderShown, OrdersPage, UsesPage
from purchase_orders.api.sent import ContactsSent, LineBody, OrderChange, OrderSent
from purchase_orders.api.shown import edited_at, order_listed, order_shown, uses_shown
from purchase_orders.facts import OrderFacts
from purchase_orders.operations.orders import create_order, delete_order, edit_order, set_suspended
from purchase_orders.order_queries import OrderDetail
from purchase_orders.refusals import ChangedMeanwhile, OrderGone
from purchase_orders.request_values import order_of

router = Router()
answers_with(404, OrderGone.code)
SEE, EDIT = Permission.SEE_PURCHASE_ORDERS, Permission.EDIT_PURCHASE_ORDERS
STATUS = Permission.CHANGE_PURCHASE_ORDER_STATUS
IF_MATCH = if_match("order")
EDITED, NO_BODY = Body(headers=(IF_MATCH,)), Body(media_type="")
ONE = "/purchase-orders/{order_id}"


@reads(router, "/purchase-orders", SEE, OrdersPage, summary="List purchase orders", example=ORDERS)
def list_purchase_orders(request: ApiRequest, asked: Query[OrdersAskedFor]) -> Any:
    """Every purchase order that is not deleted, oldest first, narrowed as on the page."""
    after = row_in(asked.cursor) if asked.cursor else 0
    found = orders_page(asked.narrowed(), asked.limit, after, today_of(request))
    items = [order_listed(row, order) for row, order in found.rows]
    return OrdersPage(items=items, next=cursor_of(str(found.next)) if found.next else None)


@writes(router, "POST", "/purchase-orders", EDIT, OrderShown, summary="Create a purchase order", example=ORDER)
def create_purchase_order(request: ApiRequest, sent: OrderSent) -> Any:
    """With its lines and contacts, all of it or nothing. Incoming invoices find it from now on."""
    today = today_of(request)
    order = create_order(new_facts(sent), today=today)
    return _shown(order_of(order.public_id, today))


@reads(router, ONE, SEE, OrderShown, summary="Get a purchase order", example=ORDER)
def get_purchase_order(request: ApiRequest, order_id: Path[UUID]) -> Any:
    """With its lines, contacts and balances."""
    return _shown(order_of(order_id, today_of(request)))


@writes(router, "PATCH", ONE, EDIT, OrderShown, summary="Change a purchase order", example=ORDER, body=EDITED)
def change_purchase_order(request: ApiRequest, order_id: Path[UUID], sent: OrderChange) -> Any:
    """Fields that are left out stay; `lines` and `contacts`, where sent, are all there are from now on.

    The PO ID never changes, currency and supplier not once invoices were matched. A line that was used stays.
    """
    order = order_of(order_id, today_of(request))
    return _edited(request, order, changed_facts(order.facts, sent))


@writes(router, "DELETE", ONE, EDIT, OrderDeleted, summary="Delete a purchase order", example=DELETED,
        body=Body(media_type="", headers=(IF_MATCH,)))  # fmt: skip
def delete_purchase_order(request: ApiRequest, order_id: Path[UUID]) -> Any:
    """Hides it; uses and what is printed on invoices stay, and its PO ID can be used again."""
    order = order_of(order_id, today_of(request))
    version = version_in(request, "order")
    try:
        delete_order(order.id, expected_edited_at=None if version is None else edited_at(version))
    except ChangedMeanwhile as refusal:
        raise _stale(order_of(order_id, today_of(request))) from refusal
    return OrderDeleted(id=order.public_id, po_id=order.facts.po_id)


@writes(router, "PUT", ONE + "/lines/{path:number}", EDIT, OrderShown, summary="Add or change a line", example=ORDER,
        body=EDITED)  # fmt: skip
def put_purchase_order_line(request: ApiRequest, order_id: Path[UUID], number: Path[Text], sent: LineBody) -> Any:
    """The line of this number as sent, a new one where there is none; answers with the whole order."""
    order = order_of(order_id, today_of(request))
    return _edited(request, order, with_line(order.facts, number, sent))


@writes(router, "DELETE", ONE + "/lines/{path:number}", EDIT, OrderShown, summary="Remove a line", example=ORDER,
        body=Body(media_type="", headers=(IF_MATCH,)))  # fmt: skip
def delete_purchase_order_line(request: ApiRequest, order_id: Path[UUID], number: Path[Text]) -> Any:
    """One that invoices used stays and is refused; answers with the whole order."""
    order = order_of(order_id, today_of(request))
    facts = without_line(order.facts, number)
    if facts is None:
        raise Http404("The purchase order has no line of this number.")
    return _edited(request, order, facts)


@writes(router, "PUT", ONE + "/contacts", EDIT, OrderShown, summary="Set the contacts", example=ORDER, body=EDITED)
def put_purchase_order_contacts(request: ApiRequest, order_id: Path[UUID], sent: ContactsSent) -> Any:
    """All of them: who is left out is told no more; each address counts once."""
    order = order_of(order_id, today_of(request))
    return _edited(request, order, replace(order.facts, contacts=contacts_of(sent.contacts)))


@writes(router, "POST", ONE + "/suspension", STATUS, OrderShown, summary="Suspend a purchase order", example=ORDER,
        body=NO_BODY)  # fmt: skip
def suspend_purchase_order(request: ApiRequest, order_id: Path[UUID]) -> Any:
    """New invoices no longer match it; what was matched stays. Doing it again changes nothing."""
    return _with_status(request, order_id, suspended=True)


@writes(router, "POST", ONE + "/reactivation", STATUS, OrderShown, summary="Re-activate a purchase order",
        example=ORDER, body=NO_BODY)  # fmt: skip
def reactivate_purchase_order(request: ApiRequest, order_id: Path[UUID]) -> Any:
    """New invoices can match it again, while there is room for another active one."""
    return _with_status(request, order_id, suspended=False)


@reads(router, ONE + "/uses", SEE, UsesPage, summary="List the uses of a purchase order", example=USES)
def list_purchase_order_uses(request: ApiRequest, order_id: Path[UUID], asked: Query[UsesAskedFor]) -> Any:
    """What document lines used of its line items, newest first. The balance of a line is its value less the sum."""
    order = order_of(order_id, today_of(request))
    before = row_in(asked.cursor) if asked.cursor else None
    found = uses_page(order.id, asked.line, asked.limit, before)
    return UsesPage(
        items=uses_shown(found.rows, order.facts.currency), next=cursor_of(str(found.next)) if found.next else None
    )


def _with_status(request: ApiRequest, order_id: UUID, *, suspended: bool) -> OrderShown:
    today = today_of(request)
    set_suspended([order_of(order_id, today).id], suspended=suspended, today=today)
    return _shown(order_of(order_id, today))


def _edited(request: ApiRequest, order: OrderDetail, facts: OrderFacts) -> OrderShown:
    """Written over the version that was read, or that If-Match names."""
    today, version = today_of(request), version_in(request, "order")
    expected = order.edited_at if version is None else edited_at(version)
    try:
        edit_order(order.id, facts, today=today, expected_edited_at=expected)
    except ChangedMeanwhile as refusal:
        if version is None:
            raise
        raise _stale(order_of(order.public_id, today)) from refusal
    return _shown(order_of(order.public_id, today))


def _stale(order: OrderDetail) -> StaleStamp:
    words = f"Somebody changed {order.facts.po_id} since. Its version is {version_of(order.edited_at)} now."
    return StaleStamp(words, field="If-Match")


def _shown(order: OrderDetail) -> OrderShown:
    return order_shown(order, supplier_of(order.facts.bill_from_id))


serve("Purchase orders", router)

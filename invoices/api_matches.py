"""The API of what a received document is matched to: why, once more, and elsewhere."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404
from ninja import Path, Router

from billing_platform.api.endpoints import Body, reads, writes
from billing_platform.api.frame import serve
from billing_platform.api.gate import ApiRequest, refuse_without
from billing_platform.api.problems import answers_with
from billing_platform.api.refusals import StaleStamp
from billing_platform.api.versions import if_match, version_in
from invoices.api_examples import MATCH
from invoices.api_match_schemas import MatchShown, MoveSent, ReasonSent, match_shown
from invoices.models import Document
from invoices.operations.match_again import match_again
from invoices.operations.move import move_lines, move_to_order
from invoices.queries.association import can_be_moved
from invoices.queries.document import document_by_public_id
from invoices.queries.matched import matched
from invoices.refusals import MovedMeanwhile, SupplierUnavailable
from people.permissions import Permission

router = Router()
answers_with(503, SupplierUnavailable.code)
DIGITS = 9
IF_MATCH = if_match("match", refuses="move", digits=DIGITS)


@reads(
    router, "/invoices/{document_id}/match", Permission.SEE_INVOICES, MatchShown,
    summary="Tell why a received document matched", example=MATCH,
)  # fmt: skip
def get_match(request: ApiRequest, document_id: Path[UUID]) -> Any:
    """The purchase order it went to, or none, the PO line of each line, and every order that was looked at.

    Those that were looked at, and why, need the permission to see purchase orders too; `hidden` says so without it.
    """
    return _shown(request, document_id)


@writes(
    router, "POST", "/invoices/{document_id}/match", Permission.EDIT_PURCHASE_ORDERS, MatchShown,
    summary="Match an unmatched document again", example=MATCH,
)  # fmt: skip
def match_document_again(request: ApiRequest, document_id: Path[UUID], sent: ReasonSent) -> Any:
    """By the same rule, on the purchase orders of now. One that is matched stays; the supplier sees the reason.

    Needs the permission to see invoices too.
    """
    refuse_without(request.auth, Permission.SEE_INVOICES)
    _received(document_id)
    result = match_again([document_id], reason=sent.reason)
    if result.waiting:
        raise SupplierUnavailable(result.waiting[0])
    return _shown(request, document_id)


@writes(
    router, "POST", "/invoices/{document_id}/move", Permission.EDIT_PURCHASE_ORDERS, MatchShown,
    summary="Move a document to another purchase order", example=MATCH, body=Body(headers=(IF_MATCH,)),
)  # fmt: skip
def move_document(request: ApiRequest, document_id: Path[UUID], sent: MoveSent) -> Any:
    """Or, without `purchase_order`, its lines between the line items of the one it has; balances and credits follow.

    Never to a suspended order, one in another currency or for another supplier. Needs the permission to see invoices
    too; the supplier sees the reason.
    """
    refuse_without(request.auth, Permission.SEE_INVOICES)
    _received(document_id)
    lines, seen = sent.wanted(), version_in(request, "match", example=1, digits=DIGITS)
    try:
        if sent.purchase_order:
            move_to_order(document_id, sent.purchase_order, reason=sent.reason, lines=lines, seen=seen)
        else:
            move_lines(document_id, lines or {}, reason=sent.reason, seen=seen)
    except MovedMeanwhile as refusal:
        raise StaleStamp(refusal.message, field="If-Match") from refusal
    return _shown(request, document_id)


def _received(public_id: UUID) -> Document:
    found = document_by_public_id(public_id)
    if found is None or not can_be_moved(found):
        raise Http404("There is no such received document.")
    return found


def _shown(request: ApiRequest, public_id: UUID) -> MatchShown:
    sees_orders = Permission.SEE_PURCHASE_ORDERS in request.auth.scopes
    return match_shown(matched(_received(public_id), sees_orders=sees_orders))


serve("Matches", router)

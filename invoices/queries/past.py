"""Received documents of the past as matching takes them, with what they use now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from common.sql import rows
from invoices.matching_input import headers_to_match, lines_to_match, to_match
from invoices.models import Document, DocumentKind, State
from invoices.querysets import incoming
from purchase_orders.past_invoices import PastInvoice
from tenants.base import TenantQuerySet

USES = """
SELECT l.document_id, l.order_line_id,
       sum(CASE d.kind WHEN 'credit_note' THEN l.credited - l.gross ELSE l.gross - l.credited END)
  FROM invoices_documentline l JOIN invoices_document d ON d.id = l.document_id
 WHERE l.document_id = ANY(%s) AND l.order_line_id IS NOT NULL GROUP BY l.document_id, l.order_line_id
"""


def past_invoices_since(day: date, most: int) -> Sequence[PastInvoice]:
    """The newest `most` received documents, issued on the day or later, in their order; four statements."""
    newest = _since(day).order_by("-issue_date", "-id").values_list("pk", "number", "partner_id")[:most]
    found = {pk: (number, partner_id) for pk, number, partner_id in newest}
    headers, lines, uses = headers_to_match(list(found)), lines_to_match(list(found)), _uses(list(found))
    return [
        PastInvoice(
            header.public_id,
            found[header.id][0],
            to_match(header, lines.by_document.get(header.id, ()), found[header.id][1]),
            tuple(uses[header.id]),
        )
        for header in headers
    ]


def count_since(day: date) -> int:
    """How many received documents were issued on the day or later; one statement."""
    return _since(day).count()


def _since(day: date) -> TenantQuerySet[Document]:
    return incoming().filter(state=State.ISSUED, issue_date__gte=day).exclude(kind=DocumentKind.SUMMARY)


def _uses(document_ids: Sequence[int]) -> dict[int, list[tuple[int, Decimal]]]:
    found: dict[int, list[tuple[int, Decimal]]] = defaultdict(list)
    for document_id, line_id, amount in rows(USES, [list(document_ids)]):
        found[document_id].append((line_id, amount))
    return found

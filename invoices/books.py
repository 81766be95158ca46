"""Proof that documents tie: with the ledger, with their lines, with their match and with the partner's copy."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from common.sql import rows
from ledger.books import book_check
from tenants import border
from tenants.border import BuyerUnavailable, Link

LEDGER = """
SELECT d.number, d.payable * CASE d.kind WHEN 'credit_note' THEN -1 ELSE 1 END, coalesce(sum(
       CASE WHEN e.debit = 'receivable' OR e.credit = 'payable' THEN e.amount ELSE -e.amount END), 0)
  FROM invoices_document d LEFT JOIN ledger_entry e
    ON e.document = d.public_id
   AND (CASE d.direction WHEN 'out' THEN 'receivable' ELSE 'payable' END) IN (e.debit, e.credit)
 WHERE d.state = 'issued' AND d.kind <> 'summary'
 GROUP BY d.id
HAVING d.payable * CASE d.kind WHEN 'credit_note' THEN -1 ELSE 1 END <> coalesce(sum(
       CASE WHEN e.debit = 'receivable' OR e.credit = 'payable' THEN e.amount ELSE -e.amount END), 0)
"""
LINES = """
SELECT d.number, d.total, sum(l.gross) FROM invoices_document d JOIN invoices_documentline l ON l.document_id = d.id
 WHERE d.state = 'issued' AND d.source <> 'uploaded' GROUP BY d.id HAVING d.total <> sum(l.gross)
"""
MATCHES = """
WITH assigned AS (
    SELECT d.public_id, d.number, l.no, l.order_line_id AS line_id,
           CASE d.kind WHEN 'credit_note' THEN l.credited - l.gross ELSE l.gross - l.credited END AS uses
      FROM invoices_document d JOIN invoices_documentline l ON l.document_id = d.id
     WHERE d.direction = 'in' AND l.order_line_id IS NOT NULL
), entered AS (
    SELECT document, document_line AS no, line_id, sum(amount) AS uses FROM purchase_orders_balanceentry
     WHERE kind <> 'adjustment' GROUP BY document, document_line, line_id
)
SELECT coalesce(a.number, e.document::text), coalesce(a.no, e.no), coalesce(a.uses, 0), coalesce(e.uses, 0)
  FROM assigned a FULL JOIN entered e ON e.document = a.public_id AND e.no = a.no AND e.line_id = a.line_id
 WHERE coalesce(a.uses, 0) <> coalesce(e.uses, 0)
"""
CREDITS = """
SELECT d.number, l.no, l.credited, coalesce(sum(c.amount), 0)
  FROM invoices_document d JOIN invoices_documentline l ON l.document_id = d.id
  LEFT JOIN invoices_linecredit c ON c.document_id = d.id AND c.no = l.no
 GROUP BY d.id, l.id HAVING l.credited <> coalesce(sum(c.amount), 0)
"""
FIGURES = """
SELECT d.public_id, d.number, d.kind, d.currency, d.net, d.tax, d.total, d.payable, d.settled, d.credit_applied,
       d.credited, d.withheld, d.issue_date, d.posting_date, d.due_date, d.matched_po,
       (SELECT count(*) FROM invoices_documentline l WHERE l.document_id = d.id),
       (SELECT coalesce(sum(gross), 0) FROM invoices_documentline l WHERE l.document_id = d.id),
       (SELECT array_agg(l.credited ORDER BY l.no) FROM invoices_documentline l WHERE l.document_id = d.id),
       (SELECT array_agg(a.public_id ORDER BY a.id) FROM invoices_associationchange a WHERE a.document_id = d.id)
  FROM invoices_document d JOIN partners_partner p ON p.id = d.partner_id
 WHERE p.relationship = %s AND d.direction = %s AND d.state = 'issued'
"""


@book_check("Ledger")
def ledger_ties() -> list[str]:
    """What a document makes due is what the ledger holds of it."""
    return [f"{number}: {due} is payable, the ledger holds {held}" for number, due, held in rows(LEDGER)]


@book_check("Lines")
def lines_add_up() -> list[str]:
    """The grosses of the lines are the document's total."""
    return [f"{number}: total {total}, its lines add up to {lines}" for number, total, lines in rows(LINES)]


@book_check("Matches")
def matches_tie() -> list[str]:
    """What each line of a received document uses of its line item, and of no other, is its gross less credits."""
    return [f"{number} line {no}: {uses} is assigned, {taken} taken" for number, no, uses, taken in rows(MATCHES)]


@book_check("Credits")
def credits_tie() -> list[str]:
    """What is credited of a line is the sum of its credits."""
    return [
        f"{number} line {no}: {kept} credited, its credits add up to {sum_}" for number, no, kept, sum_ in rows(CREDITS)
    ]


@book_check("Both sides")
def both_sides_tie() -> list[str]:
    """Every document delivered to a partner stands there with the same figures, and no other does."""
    with transaction.atomic():
        own = border.present_organization()
        links = [link for link in border.links_of_present().values() if link.supplier.id == own.id]
        return [text for link in links for text in _differences(link)]


def _differences(link: Link) -> list[str]:
    ours = _figures(link, "out")
    try:
        with border.crossing(link) as partner:
            theirs = _figures(link, "in")
    except BuyerUnavailable as refusal:
        return [f"{link.buyer.name} could not be compared: {refusal.message}"]
    changed = [key for key in ours.keys() | theirs.keys() if ours.get(key) != theirs.get(key)]
    return [f"{(ours.get(key) or theirs[key])[0]}: our figures and those of {partner.name} differ" for key in changed]


def _figures(link: Link, direction: str) -> dict[Any, tuple[Any, ...]]:
    return {row[0]: row[1:] for row in rows(FIGURES, [link.relationship, direction])}

"""Which columns of a document cross the border and which stay; no column is undeclared (a test counts them).

*crosses*: the frozen figures both sides hold. *stays*: the sender's own business. *own*: each side's own value.
Names, addresses and VAT numbers cross in `supplier_party` and `buyer_party`. The supplier's account stays, in
`pdf_inputs`; the buyer gets it printed, in the bytes of the PDF.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Envelope:
    """One table of the envelope: column names by what becomes of them."""

    table: str
    crosses: tuple[str, ...]
    stays: tuple[str, ...]
    own: tuple[str, ...]


DOCUMENT = Envelope(
    "invoices_document",
    crosses=tuple(
        "public_id kind type_code number external_number supplier_party buyer_party issue_date posting_date due_date"
        " terms terms_text po_number buyer_reference currency net tax total prepaid rounding payable settled"
        " credit_applied credited withheld period_start period_end period_mark issued_at".split()
    ),
    stays=("internal_note", "set_aside", "verified_at", "findings", "pdf_inputs"),
    own=tuple(
        "id direction state source identity partner_id order_id matched_po explanation opened_at created_at"
        " updated_at".split()
    ),
)
LINE = Envelope(
    "invoices_documentline",
    crosses=tuple(
        "no label product_code description quantity unit unit_price base_quantity discount charge product_class"
        " tax_category tax_rate net adjustment tax gross charge_type seller_of_record period_start period_end"
        " period_mark po_number po_line_number disputed held credited".split()
    ),
    stays=("purchase_price",),
    own=("id", "document_id", "order_line_id"),
)
TAX = Envelope(
    "invoices_documenttax",
    crosses=("category", "rate", "taxable", "tax", "exemption"),
    stays=(),
    own=("id", "document_id"),
)
ADJUSTMENT = Envelope(
    "invoices_adjustment",
    crosses=("is_charge", "amount", "tax_category", "tax_rate", "reason"),
    stays=(),
    own=("id", "document_id"),
)
ENVELOPES = (DOCUMENT, LINE, TAX, ADJUSTMENT)
RECEIVED = ("id", "direction", "state", "source", "identity", "partner_id", "order_id", "matched_po", "explanation",
            "findings", "internal_note", "set_aside", "created_at", "updated_at")  # fmt: skip

SEAL_DOCUMENTS = f"""
SELECT t.copy_id, 'in', 'issued', 'delivered', t.identity, %(partner)s::bigint, t.order_id, t.po, t.explanation::jsonb,
       '[]'::jsonb, '', '', public.present(), public.present(), {", ".join(f"d.{name}" for name in DOCUMENT.crosses)}
  FROM unnest(%(ids)s::bigint[], %(copies)s::bigint[], %(identities)s::text[], %(orders)s::bigint[], %(pos)s::text[],
              %(explanations)s::text[]) AS t (id, copy_id, identity, order_id, po, explanation)
  JOIN invoices_document d ON d.id = t.id
"""  # noqa: S608
SEAL_LINES = f"""
SELECT t.copy_id, u.order_line, {", ".join(f"l.{name}" for name in LINE.crosses)}
  FROM unnest(%(ids)s::bigint[], %(copies)s::bigint[]) AS t (id, copy_id)
  JOIN invoices_documentline l ON l.document_id = t.id
  LEFT JOIN unnest(%(lines)s::bigint[], %(order_lines)s::bigint[]) AS u (id, order_line) ON u.id = l.id
 ORDER BY l.document_id, l.no
"""  # noqa: S608
SEAL_PART = """
SELECT t.copy_id, {columns} FROM unnest(%(ids)s::bigint[], %(copies)s::bigint[]) AS t (id, copy_id)
  JOIN {table} p ON p.document_id = t.id ORDER BY p.id
"""


def seal_part(envelope: Envelope) -> str:
    """The query that takes the crossing columns of a part (taxes, adjustments) out of the sender's books."""
    return SEAL_PART.format(table=envelope.table, columns=", ".join(f"p.{name}" for name in envelope.crosses))

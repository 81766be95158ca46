"""The supplier's own rows of issued documents: one UPDATE for a chunk."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from common.sql import columns_of, execute
from invoices.frozen_terms import stored_terms
from invoices.parties import present_parties
from invoices.pdf.inputs import present_inputs
from partners.models import Partner
from payment_terms.rules import Terms
from payment_terms.wording import as_text
from tenants.border import Link
from tenants.models import now

WRITE = """
UPDATE invoices_document d
   SET state = 'issued', number = u.number, issue_date = u.issued, posting_date = u.issued, due_date = u.due,
       terms = u.terms::jsonb, terms_text = u.terms_text, matched_po = u.po, supplier_party = %s::jsonb,
       buyer_party = %s::jsonb, pdf_inputs = %s::jsonb, issued_at = public.present(),
       updated_at = public.present(), set_aside = ''
  FROM unnest(%s::bigint[], %s::text[], %s::date[], %s::date[], %s::text[], %s::text[], %s::text[])
       AS u (id, number, issued, due, terms, terms_text, po)
 WHERE d.id = u.id
"""
SET_ASIDE = """
UPDATE invoices_document d SET set_aside = u.reason, updated_at = %s
  FROM unnest(%s::bigint[], %s::text[]) AS u (id, reason) WHERE d.id = u.id
"""


@dataclass(frozen=True, slots=True)
class Issued:
    """What issuing adds to a document; `po` is the PO it was matched to, empty for none."""

    id: int
    public_id: UUID
    number: str
    issue_date: date
    due_date: date
    terms: Terms
    po: str
    currency: str
    total: Decimal
    payable: Decimal
    kind: str


def write_set_aside(reasons: Sequence[tuple[int, str]]) -> None:
    """Say on each document (id, reason) why it was set aside, by the clock of the jobs; the next run clears it."""
    if reasons:
        execute(SET_ASIDE, [now(), *columns_of([(ident, reason[:400]) for ident, reason in reasons], 2)])


def write_issued(issued: Sequence[Issued], partner: Partner, link: Link | None) -> None:
    """Number, dates, frozen terms, parties and what the PDF is made from, and the matched PO, on the locked rows."""
    every = {each.terms for each in issued}
    texts = {terms: (json.dumps(stored_terms(terms)), as_text(terms)) for terms in every}
    records = [(e.id, e.number, e.issue_date, e.due_date, *texts[e.terms], e.po) for e in issued]
    frozen = (*present_parties(partner, link), asdict(present_inputs(partner, link)))
    execute(WRITE, [*(json.dumps(each, ensure_ascii=False) for each in frozen), *columns_of(records, 7)])

"""Changes of terms as rows: one statement writes any number of them and each buyer's newest state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from common.sql import columns_of, execute
from payment_terms.rules import Kind, Terms, worst_case_days
from payment_terms.wording import as_text
from tenants import border
from tenants.models import now

FOLLOWS = Terms(Kind.NET, 0)  # what stands in the columns of a change that follows the default
CHUNK = 5_000
WRITE = """
WITH made AS (
    INSERT INTO payment_terms_termschange (partner_id, kind, days, day, months, discount_percent, discount_days,
           follows_default, effective_from, previous_id, undoes_id, batch_id, made_at, made_by)
    SELECT u.partner, u.kind, u.days, u.day, u.months, u.percent, u.discount_days, u.follows, u.since, u.previous,
           u.undoes, %s::bigint, %s, %s
      FROM unnest(%s::bigint[], %s::text[], %s::int[], %s::int[], %s::int[], %s::numeric[], %s::int[], %s::bool[],
                  %s::date[], %s::bigint[], %s::bigint[])
           AS u (partner, kind, days, day, months, percent, discount_days, follows, since, previous, undoes)
    RETURNING id, partner_id, follows_default, effective_from
)
INSERT INTO payment_terms_buyerterms AS b
       (partner_id, change_id, follows_default, text, worst_days, counts_from, updated_at, updated_by)
SELECT m.partner_id, m.id, m.follows_default, t.text, t.worst, m.effective_from, %s::timestamptz, %s
  FROM made m JOIN unnest(%s::bigint[], %s::text[], %s::int[]) AS t (partner, text, worst) ON t.partner = m.partner_id
    ON CONFLICT (partner_id) DO UPDATE
   SET change_id = EXCLUDED.change_id, follows_default = EXCLUDED.follows_default, text = EXCLUDED.text,
       worst_days = EXCLUDED.worst_days, counts_from = EXCLUDED.counts_from, updated_at = EXCLUDED.updated_at,
       updated_by = EXCLUDED.updated_by
"""


@dataclass(frozen=True, slots=True)
class NewChange:
    """A change to be written; `partner_id` None is the default, `terms` None follows it."""

    partner_id: int | None
    terms: Terms | None
    counts_from: date | None
    previous_id: int | None = None
    undoes_id: int | None = None


def write_changes(changes: Sequence[NewChange], *, batch_id: int | None = None, is_first: bool = False) -> None:
    """Append the changes (at most one a buyer) and bring each buyer's newest state up; in chunks of 5,000.

    First terms leave *Updated On* and *Updated By* empty.
    """
    for start in range(0, len(changes), CHUNK):
        _write_chunk(changes[start : start + CHUNK], batch_id, is_first)


def _write_chunk(changes: Sequence[NewChange], batch_id: int | None, is_first: bool) -> None:
    at, by = now(), border.present_actor()
    updated = (None, "") if is_first else (at, by)
    newest = [_newest(each) for each in changes if each.partner_id is not None]
    records = columns_of([_columns(each) for each in changes], 11)
    execute(WRITE, [batch_id, at, by, *records, *updated, *columns_of(newest, 3)])


def _columns(change: NewChange) -> tuple[object, ...]:
    terms = change.terms or FOLLOWS
    return (
        change.partner_id, terms.kind.value, terms.days, terms.day, terms.months, terms.discount_percent,
        terms.discount_days, change.terms is None, change.counts_from, change.previous_id, change.undoes_id,
    )  # fmt: skip


def _newest(change: NewChange) -> tuple[int | None, str, int]:
    terms = change.terms
    return (change.partner_id, as_text(terms), worst_case_days(terms)) if terms else (change.partner_id, "", 0)

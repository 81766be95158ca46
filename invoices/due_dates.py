"""Terms and due dates that documents without a number would have if they were issued today."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from invoices.models import Document, State
from payment_terms.queries import terms_of_buyers
from payment_terms.rules import due_date
from payment_terms.wording import as_text


@dataclass(frozen=True, slots=True)
class Provisional:
    """What a draft shows until it is issued: the terms of its buyer as text, and the day they lead to."""

    terms: str
    due_date: date


def provisional_dates(documents: Collection[Document], today: date) -> dict[int, Provisional]:
    """By id, for those not issued yet, on the issue date set or `today`. One statement, or none."""
    days = {each.pk: (each.partner_id, each.issue_date or today) for each in documents if each.state != State.ISSUED}
    if not days:
        return {}
    terms = terms_of_buyers(set(days.values()))
    return {pk: Provisional(as_text(terms[key]), due_date(terms[key], key[1])) for pk, key in days.items()}

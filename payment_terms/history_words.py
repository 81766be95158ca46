"""How the history speaks of payment terms: a change of terms is a row that never changes, so its name says it all."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from common.ui.figures import day_text
from payment_terms.rules import Kind, Terms
from payment_terms.wording import as_text
from people.permissions import Permission
from tenants.history.words import Parent, Values, Words

FIGURES = ("days", "day", "months", "discount_percent", "discount_days")


def _change(values: Values) -> str:
    percent = values["discount_percent"]
    figures = {name: values[name] for name in FIGURES} | {"discount_percent": percent and Decimal(str(percent))}
    terms = as_text(Terms(Kind(values["kind"]), **figures))
    starts = values["effective_from"]
    since = f" from {day_text(date.fromisoformat(str(starts)))}" if starts else ""
    return f"{'' if values['partner_id'] else 'default '}payment terms {terms}{since}"


TERMS = Words(
    table="payment_terms_termschange",
    noun="payment terms",
    kind="Payment terms",
    labels={
        "kind": "Kind",
        "days": "Days",
        "day": "Day of the month",
        "months": "Months",
        "discount_percent": "Discount percent",
        "discount_days": "Discount days",
        "follows_default": "Follows the default",
        "effective_from": "From",
    },
    unshown={
        "id": "means nothing to a reader",
        "partner_id": "is told in front of the terms",
        "made_at": "is when this was written",
        "made_by": "is who wrote this",
    },
    named_by=("kind", *FIGURES, "effective_from", "partner_id"),
    name=_change,
    parent=Parent("partners_partner", "partner_id"),
    permission=Permission.SEE_PAYMENT_TERMS.value,
)
WORDS = (TERMS,)

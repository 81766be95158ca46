"""How the history speaks of payment terms: a change of terms is a row that never changes, so its name says it all."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from common.ui.figures import day_text
from payment_terms.models import BatchWay
from payment_terms.rules import Kind, Terms
from payment_terms.wording import as_text
from people.permissions import Permission
from tenants.history.words import Parent, Values, Words

TERMS_KIND = "Payment terms"
SEEN_WITH = Permission.SEE_PAYMENT_TERMS.value
OF_PARTNER = Parent("partners_partner", "partner_id")
NO_MEANING = "means nothing to a reader"
FIGURES = ("days", "day", "months", "discount_percent", "discount_days")


def _change(values: Values) -> str:
    percent = values["discount_percent"]
    figures = {name: values[name] for name in FIGURES} | {"discount_percent": percent and Decimal(str(percent))}
    terms = "as the default" if values["follows_default"] else as_text(Terms(Kind(values["kind"]), **figures))
    starts = values["effective_from"]
    since = f" from {day_text(date.fromisoformat(str(starts)))}" if starts else ""
    return f"{'' if values['partner_id'] else 'default '}payment terms {terms}{since}"


TERMS = Words(
    table="payment_terms_termschange",
    noun="change of payment terms",
    kind=TERMS_KIND,
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
        "id": NO_MEANING,
        "partner_id": "is told in front of the terms",
        "made_at": "is when this was written",
        "made_by": "is who wrote this",
        "previous_id": "is the change before",
        "undoes_id": "is the change before",
        "batch_id": "is told of the changes made together",
    },
    named_by=("kind", *FIGURES, "effective_from", "follows_default", "partner_id"),
    name=_change,
    parent=OF_PARTNER,
    permission=SEEN_WITH,
)
STATE = Words(
    table="payment_terms_buyerterms",
    noun="newest payment terms",
    kind=TERMS_KIND,
    labels={"text": "Payment terms", "follows_default": "Follows the default", "counts_from": "From"},
    unshown={
        "id": NO_MEANING,
        "partner_id": "is told in front of the terms",
        "change_id": "is told of by itself",
        "worst_days": "follows from the terms",
        "updated_at": "is when this was written",
        "updated_by": "is who wrote this",
    },
    named_by=(),
    name=lambda _: "payment terms",
    parent=OF_PARTNER,
    permission=SEEN_WITH,
)
BATCH = Words(
    table="payment_terms_termsbatch",
    noun="changes made together",
    kind=TERMS_KIND,
    labels={"way": "How"},
    unshown={
        "id": NO_MEANING,
        "public_id": NO_MEANING,
        "undoes_id": "is the batch before",
        "made_at": "is when this was written",
        "made_by": "is who wrote this",
    },
    named_by=("way",),
    name=lambda values: f"payment terms of several buyers, {str(BatchWay(values['way']).label).lower()}",
    permission=SEEN_WITH,
)
SETTINGS = Words(
    table="payment_terms_termssettings",
    noun="setting",
    kind=TERMS_KIND,
    labels={"counts_from": "Changes count from"},
    unshown={"id": NO_MEANING, "is_only": NO_MEANING},
    named_by=(),
    name=lambda _: "when changes of payment terms count",
    permission=SEEN_WITH,
)
WORDS = (TERMS, STATE, BATCH, SETTINGS)

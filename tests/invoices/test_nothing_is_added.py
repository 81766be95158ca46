"""After the commit that issued or delivered a document, nothing can be added to it."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from invoices.models import Adjustment, Document, DocumentLine, DocumentTax
from invoices.operations.issue import issue_invoices
from tests.building import verified

PARTS = {
    DocumentLine: {"no": 9, "description": "x", "quantity": 1, "unit_price": 1},
    DocumentTax: {"category": "Z", "rate": 0, "taxable": 1, "tax": 0},
    Adjustment: {"amount": 1, "tax_category": "S"},
}


@pytest.mark.parametrize("side", ["acme", "initech"])
@pytest.mark.parametrize("part", PARTS, ids=lambda model: model.__name__)
def test_a_part_added_later_is_refused_on_both_sides(committed, door, today, side, part):
    with door("acme"):
        issue_invoices([verified().pk], today=today)
    with door(side):
        row = part(document=Document.objects.get(), **PARTS[part])
        with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
            part.objects.bulk_create([row])

"""What is no number of days is refused at every way in, with the same sentence, and the terms stay."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from django.urls import reverse

from billing_platform.api.operations.tokens import TokenWish, make_token
from common.errors import Refusal
from payment_terms.models import BuyerTerms
from payment_terms.sheet import parse_cell
from payment_terms.wording import parse_net_days
from people.models import Account
from tests.building import buyer

pytestmark = pytest.mark.django_db
WRONG = {
    "empty": "", "negative": "-1", "fraction": "1.5", "exponent": "1e2", "words": "30 days", "full_width": "３０",
    "too_many": "1000",
}  # fmt: skip


def in_the_row(ada, row, typed):
    answer = ada.post(reverse("payment_terms:days", args=[row]), {f"days-{row}": typed}, headers={"HX-Request": "true"})
    return answer.status_code, answer.content.decode()


def in_the_dialog(ada, row, typed):
    answer = ada.post(reverse("payment_terms:terms", args=[row]), {"kind": "net", "days": typed, "step": "save"})
    return answer.status_code, " ".join(answer.context["form"].errors["days"])


def for_many(ada, row, typed):
    asked = {"row": [str(row)], "kind": "net", "days": typed, "step": "save"}
    answer = ada.post(reverse("payment_terms:changes"), asked)
    return answer.status_code, " ".join(answer.context["form"].errors["days"])


def in_the_sheet(ada, row, typed):
    try:
        parse_cell(typed)
    except Refusal as refusal:
        return 422, refusal.message
    return 200, ""


WAYS = [in_the_row, in_the_dialog, for_many, in_the_sheet]


@pytest.mark.parametrize("typed", WRONG.values(), ids=WRONG)
@pytest.mark.parametrize("way", WAYS, ids=[way.__name__ for way in WAYS])
def test_at_every_way_in_the_same_sentence_says_what_is_wrong(browser_of, door, way, typed):
    with door("acme"):
        row = buyer("initech").public_id
    status, said = way(browser_of("acme", "ada"), row, typed)
    assert (status, sentence(typed) in said) == (422, True), said
    with door("acme"):
        assert not BuyerTerms.objects.exists()


@pytest.mark.parametrize("typed", WRONG.values(), ids=WRONG)
def test_the_api_says_the_same_for_one_and_for_many(door, typed):
    with door("acme"):
        ada, partner = Account.objects.get(email="ada@acme.example"), buyer("initech")
        token = make_token(ada, TokenWish("ERP", ada.permissions), by=ada).text
    client = Client(headers={"host": "acme.localhost", "authorization": f"Bearer {token}"})
    many = {"rows": [{"organization_id": partner.organization_id, "terms": typed}]}
    for path, body in ((f"/{partner.organization_id}", {"terms": typed}), ("", many)):
        answer = client.patch(f"/api/v1/payment-terms{path}", json.dumps(body), content_type="application/json")
        assert (answer.status_code, sentence(typed) in str(answer.json())) == (422, True), answer.json()


def sentence(typed: str) -> str:
    with pytest.raises(Refusal) as refused:
        parse_net_days(typed)
    return refused.value.message

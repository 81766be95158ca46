"""/payment-terms: the list, a change of one row with a stamp, and of many rows, all or none."""

from __future__ import annotations

import json

import pytest

from partners.models import Partner
from payment_terms.operations.buyers import set_terms
from payment_terms.rules import Kind, Terms
from people.permissions import Permission
from tests.building import buyer

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(caller):
    return caller("acme", "ada")


@pytest.fixture
def ids(cast):
    return {name: cast[name].organization_id for name in ("globex", "initech", "hooli")}


def patch(client, path, body, **headers):
    return client.send("PATCH", f"/payment-terms{path}", json.dumps(body), **headers)


def terms_of(client):
    items = client.get("/payment-terms").json()["items"]
    return {item["name"].split()[0].lower(): (item["terms"], item["is_default"]) for item in items}


def test_every_buyer_is_listed_with_its_newest_terms(ada, ids):
    (globex, initech) = ada.get("/payment-terms").json()["items"]
    assert (globex["organization_id"], initech["organization_id"]) == (ids["globex"], ids["initech"])
    assert (initech["terms"], initech["net_days"], initech["is_default"]) == ("Net 30", 30, True)
    assert (initech["updated_at"], initech["updated_by"]) == (None, None)


GLOBEX, INITECH = "Globex GmbH", "Initech AG"
FILTERS = {
    "is_default": {"true": [GLOBEX], "false": [INITECH]},
    "is_active": {"true": [INITECH], "false": [GLOBEX]},
    "country": {"AT": [INITECH], "DE": [GLOBEX], "FR": []},
    "tier": {"direct": [INITECH], "indirect": [GLOBEX]},
    "q": {"init": [INITECH], "g": [GLOBEX, INITECH], "nobody": []},
}


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, values in FILTERS.items() for value in values], ids=str
)
def test_filters_leave_what_they_name(ada, door, today, name, value):
    with door("acme"):
        set_terms(buyer("initech").pk, Terms(Kind.NET, 45), today=today)
        Partner.objects.filter(pk=buyer("initech").pk).update(country="AT", erp_id="G-3")
        Partner.objects.filter(pk=buyer("globex").pk).update(is_active=False)
    found = ada.get("/payment-terms", {name: value}).json()["items"]
    assert [item["name"] for item in found] == FILTERS[name][value]


def test_pages_follow_the_cursor(ada):
    first = ada.get("/payment-terms", {"limit": "1"}).json()
    rest = ada.get("/payment-terms", {"limit": "1", "cursor": first["next"]}).json()
    assert [item["name"] for page in (first, rest) for item in page["items"]] == ["Globex GmbH", "Initech AG"]
    assert rest["next"] is None
    assert ada.get("/payment-terms", {"cursor": "YWJj"}).status_code == 422


def test_a_change_counts_from_the_next_month_and_stands_in_the_history_under_its_token(ada, ids):
    answer = patch(ada, f"/{ids['initech']}", {"terms": "2/10 net 45"})
    assert answer.status_code == 200, answer.content
    changed = answer.json()
    assert (changed["is_changed"], changed["terms"]["terms"]) == (True, "2/10 net 45")
    assert changed["counts_from"].endswith("-01")
    assert changed["terms"]["counts_from"] == changed["counts_from"]
    assert changed["terms"]["updated_by"] == "Ada by token “ERP”"


def test_null_follows_the_default_again_and_the_same_terms_are_no_change(ada, ids):
    patch(ada, f"/{ids['initech']}", {"terms": "45"})
    assert terms_of(ada)["initech"] == ("Net 45", False)
    assert patch(ada, f"/{ids['initech']}", {"terms": "Net 45"}).json()["is_changed"] is False
    assert patch(ada, f"/{ids['initech']}", {"terms": None}).json()["terms"]["is_default"] is True


def test_a_stamp_that_is_not_the_newest_refuses_the_change_and_names_who_was_there_first(ada, ids, door, today):
    version = ada.get("/payment-terms", {"q": "initech"}).json()["items"][0]["version"]
    with door("acme"):
        set_terms(buyer("initech").pk, Terms(Kind.NET, 7), today=today)
    answer = patch(ada, f"/{ids['initech']}", {"terms": "45"}, **{"if-match": f'"{version}"'})
    problem = answer.json()
    assert (answer.status_code, problem["title"]) == (412, "Stale stamp")
    assert "Bill set Net 7" in problem["detail"]
    assert terms_of(ada)["initech"] == ("Net 7", False)
    newest = ada.get("/payment-terms", {"q": "initech"}).json()["items"][0]["version"]
    assert patch(ada, f"/{ids['initech']}", {"terms": "45"}, **{"if-match": f'"{newest}"'}).status_code == 200


@pytest.mark.parametrize("stamp", ["abc", "1.5", '"１"', "9" * 30])
def test_what_is_no_stamp_matches_nothing(ada, ids, stamp):
    answer = patch(ada, f"/{ids['initech']}", {"terms": "45"}, **{"if-match": stamp.encode().decode("latin-1")})
    assert answer.status_code == 412


@pytest.mark.parametrize(
    "terms", ["", "-1", "1.5", "1e2", "30 days", "３０", "1000", 30, 1.5, True, [], "EOM+1000", "0/10 net 30"]
)
def test_what_are_no_terms_is_refused_and_the_old_stay(ada, ids, terms):
    answer = patch(ada, f"/{ids['initech']}", {"terms": terms})
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
    assert terms_of(ada)["initech"] == ("Net 30", True)


@pytest.mark.parametrize(
    "body", [{}, {"terms": "45", "days": 3}, [], "x", None], ids=["none", "more", "list", "text", "null"]
)
def test_a_body_of_another_shape_is_refused(ada, ids, body):
    assert patch(ada, f"/{ids['initech']}", body).status_code == 422


@pytest.mark.parametrize("body", [b"{", b"\xff", b'{"terms": NaN}'], ids=["half", "bytes", "nan"])
def test_a_body_that_is_no_json_is_refused(ada, ids, body):
    answer = ada.send("PATCH", f"/payment-terms/{ids['initech']}", body)
    assert answer.status_code in (400, 422)
    assert answer["Content-Type"] == "application/problem+json"


def test_a_stranger_is_not_found(ada, ids, caller):
    assert patch(ada, f"/{ids['hooli']}", {"terms": "45"}).status_code == 404
    assert patch(caller("hooli", "ada"), f"/{ids['initech']}", {"terms": "45"}).status_code == 404


def test_an_organization_that_sells_nothing_has_no_payment_terms(caller):
    assert caller("initech", "ada").get("/payment-terms").status_code == 404


def test_reading_and_changing_are_two_permissions(caller, ids):
    bill = caller("acme", "bill")
    assert bill.get("/payment-terms").status_code == 200
    assert patch(bill, f"/{ids['initech']}", {"terms": "45"}).status_code == 403
    reading = caller("acme", "ada", scopes=[Permission.SEE_PAYMENT_TERMS])
    assert patch(reading, "", {"rows": [{"organization_id": ids["initech"], "terms": "45"}]}).status_code == 403


def test_many_are_changed_at_once_with_a_result_for_each(ada, ids):
    patch(ada, f"/{ids['globex']}", {"terms": "14"})
    rows = [{"organization_id": ids["globex"], "terms": "14"}, {"organization_id": ids["initech"], "terms": "EOM+30"}]
    answer = patch(ada, "", {"rows": rows})
    assert answer.status_code == 200, answer.content
    told = answer.json()
    assert (told["changed"], told["unchanged"]) == (1, 1)
    assert [(row["organization_id"], row["result"]) for row in told["rows"]] == [
        (ids["globex"], "unchanged"), (ids["initech"], "changed"),
    ]  # fmt: skip
    assert terms_of(ada) == {"globex": ("Net 14", False), "initech": ("EOM+30", False)}


def test_terms_that_may_reach_over_60_days_are_saved_with_a_warning_of_the_row(ada, ids):
    told = patch(ada, f"/{ids['initech']}", {"terms": "Net 61"}).json()
    assert "An invoice may have to wait 61 days." in told["warnings"][0]
    assert "Directive 2011/7/EU" in told["warnings"][0]
    assert patch(ada, f"/{ids['initech']}", {"terms": "Net 60"}).json()["warnings"] == []
    rows = [{"organization_id": ids["globex"], "terms": "60"}, {"organization_id": ids["initech"], "terms": "EOM+60"}]
    first, second = patch(ada, "", {"rows": rows}).json()["rows"]
    assert first["warnings"] == []
    assert "An invoice may have to wait 90 days." in second["warnings"][0]


def test_one_row_that_can_not_be_done_undoes_all_and_each_is_named(ada, ids):
    rows = [
        {"organization_id": ids["globex"], "terms": "14"},
        {"organization_id": ids["initech"], "terms": "soon"},
        {"organization_id": ids["hooli"], "terms": "14"},
    ]
    answer = patch(ada, "", {"rows": rows})
    problem = answer.json()
    assert (answer.status_code, problem["title"]) == (422, "Rows refused")
    assert problem["errors"].keys() == {ids["initech"], ids["hooli"]}
    assert terms_of(ada)["globex"] == ("Net 30", True)


def test_a_row_named_twice_is_refused(ada, ids):
    rows = [{"organization_id": ids["globex"], "terms": days} for days in ("14", "15")]
    assert patch(ada, "", {"rows": rows}).json()["errors"] == {ids["globex"]: ["It is named more than once."]}


@pytest.mark.parametrize("zeros", ["0", "000"])
def test_a_row_named_twice_with_more_digits_is_refused_too(ada, ids, zeros):
    longer = ids["globex"].replace("ORG-", f"ORG-{zeros}")
    rows = [{"organization_id": each, "terms": "14"} for each in (ids["globex"], longer)]
    errors = patch(ada, "", {"rows": rows}).json()["errors"]
    assert errors == {each: ["It is named more than once."] for each in (ids["globex"], longer)}
    assert terms_of(ada)["globex"] == ("Net 30", True)


def test_a_row_changed_meanwhile_undoes_all_and_says_by_whom(ada, ids, door, today):
    versions = {item["organization_id"]: item["version"] for item in ada.get("/payment-terms").json()["items"]}
    with door("acme"):
        set_terms(buyer("initech").pk, Terms(Kind.NET, 7), today=today)
    rows = [{"organization_id": each, "terms": "14", "version": version} for each, version in versions.items()]
    answer = patch(ada, "", {"rows": rows})
    problem = answer.json()
    assert (answer.status_code, problem["title"]) == (409, "Rows stale")
    assert list(problem["errors"]) == [ids["initech"]]
    assert problem["errors"][ids["initech"]][0].startswith("Bill set Net 7; its version is ")
    assert terms_of(ada)["globex"] == ("Net 30", True)


def test_a_repeated_request_changes_nothing_and_gets_the_same_answer(ada, ids, door, today):
    body, key = {"terms": "45"}, {"idempotency-key": "k1"}
    first = patch(ada, f"/{ids['initech']}", body, **key)
    with door("acme"):
        set_terms(buyer("initech").pk, Terms(Kind.NET, 7), today=today)
    again = patch(ada, f"/{ids['initech']}", body, **key)
    assert again.content == first.content
    assert terms_of(ada)["initech"] == ("Net 7", False)


def test_a_list_costs_the_same_statements_however_many_buyers(ada, django_assert_max_num_queries):
    ada.get("/payment-terms")
    with django_assert_max_num_queries(6):
        ada.get("/payment-terms")

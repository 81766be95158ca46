"""The pages of tokens: one's own, and those of service accounts for whoever manages them."""

from __future__ import annotations

import re
from uuid import UUID

import pytest
from django.urls import reverse

from billing_platform.api.models import ApiToken, ServiceAccount
from people.permissions import Permission
from tests.api.conftest import Caller

pytestmark = pytest.mark.django_db
OWN, ACCOUNTS = "/my-account/tokens/", "/api-access/"
NOBODY = UUID("00000000-0000-7000-8000-000000000000")
WISH = {"name": "ERP", "scopes": ["see_invoices"], "days": "90"}


def words_of(page):
    return re.sub(r"\s+", " ", page.content.decode())


def text_in(page):
    return re.search(r'<code id="token-text">([^<]+)</code>', page.content.decode())[1]


# My account


def test_somebody_makes_a_token_sees_it_once_and_uses_it(browser_of):
    browser = browser_of("acme", "bill")
    page = browser.post(OWN, WISH)
    assert page.status_code == 201
    assert "no-store" in page["Cache-Control"]
    text = text_in(page)
    assert Caller("acme", text).get("/invoices").status_code == 200
    listed = browser.get(OWN)
    assert text not in words_of(listed)
    assert text[:11] in words_of(listed)
    assert "See invoices" in words_of(listed)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": ""}, "Type what the token is for."),
        ({"name": "x" * 61}, "at most 60 characters"),
        ({"name": "a\x00"}, "Null characters are not allowed."),
        ({"scopes": []}, "Choose at least one scope."),
        ({"scopes": ["manage_members"]}, "This is none that can be given here."),
        ({"days": "400"}, "Choose one of the times offered."),
    ],
    ids=["no name", "long", "nul", "no scope", "too much", "too long"],
)
def test_a_wrong_wish_is_told_and_what_was_typed_stays(browser_of, change, words):
    page = browser_of("acme", "bill").post(OWN, WISH | change)
    assert page.status_code == 422
    assert words in words_of(page)
    if change.get("name") != "":
        assert 'value="ERP"' in words_of(page) or "name" in change


def test_only_scopes_that_one_has_are_offered(browser_of):
    page = words_of(browser_of("acme", "betty").get(OWN))
    assert 'value="see_invoices"' in page
    assert 'value="manage_tokens"' not in page


def test_revoking_asks_first_and_works_for_ones_own_token_alone(browser_of, token_of, row_of):
    made = token_of("acme", "bill")
    path = reverse("tokens:revocation", args=[made.token.public_id])
    assert browser_of("acme", "ada").get(path).status_code == 404
    assert browser_of("acme", "ada").post(path).status_code == 404
    bill = browser_of("acme", "bill")
    assert "Revoke this token?" in words_of(bill.get(path))
    assert row_of(made.text).revoked_at is None
    assert bill.post(path).status_code == 302
    assert row_of(made.text).revoked_at is not None
    assert "Revoked" in words_of(bill.get(OWN))
    assert bill.get(reverse("tokens:revocation", args=[NOBODY])).status_code == 404


def test_the_list_says_when_and_from_where_a_token_was_used(browser_of, token_of):
    Caller("acme", token_of("acme", "bill").text).get("/invoices")
    assert "from 127.0.0.1" in words_of(browser_of("acme", "bill").get(OWN))


# Settings, API


def test_an_admin_makes_a_service_account_and_its_token(browser_of, door):
    browser = browser_of("acme", "ada")
    answer = browser.post(f"{ACCOUNTS}new/", {"name": "ERP bridge", "permissions": ["see_invoices"]})
    assert answer.status_code == 302
    page = browser.post(f"{answer.url}tokens/", WISH)
    assert page.status_code == 201
    assert Caller("acme", text_in(page)).get("/invoices").status_code == 200
    assert "ERP bridge" in words_of(browser.get(ACCOUNTS))
    assert text_in(page)[:11] in words_of(browser.get(answer.url))


def test_its_page_changes_permissions_and_shuts_it_out(browser_of, service_token, door):
    made = service_token("acme", ["see_invoices"])
    browser = browser_of("acme", "ada")
    with door("acme"):
        account = ServiceAccount.objects.get()
    page = reverse("service_accounts:detail", args=[account.public_id])
    assert browser.post(f"{page}permissions/", {"permissions": ["see_jobs"]}).status_code == 302
    assert Caller("acme", made.text).get("/invoices").status_code == 403
    wrong = browser.post(f"{page}permissions/", {"permissions": []})
    assert (wrong.status_code, "Choose at least one permission" in words_of(wrong)) == (422, True)
    assert "refused at once" in words_of(browser.get(f"{page}deactivation/"))
    assert browser.post(f"{page}deactivation/").status_code == 302
    assert Caller("acme", made.text).get("/invoices").status_code == 401
    assert browser.post(f"{page}activation/").status_code == 302
    assert Caller("acme", made.text).get("/invoices").status_code == 403


def test_a_taken_name_and_a_wrong_token_are_told_on_the_same_page(browser_of, service_token, door):
    service_token("acme", ["see_invoices"])
    browser = browser_of("acme", "ada")
    taken = browser.post(f"{ACCOUNTS}new/", {"name": "erp bridge", "permissions": ["see_invoices"]})
    assert (taken.status_code, "There is a service account" in words_of(taken)) == (422, True)
    with door("acme"):
        page = reverse("service_accounts:tokens", args=[ServiceAccount.objects.get().public_id])
    wrong = browser.post(page, WISH | {"scopes": ["see_jobs"]})
    assert (wrong.status_code, "none that can be given here" in words_of(wrong)) == (422, True)


def test_an_admin_sees_and_revokes_the_tokens_of_people(browser_of, token_of, row_of):
    made = token_of("acme", "bill")
    browser = browser_of("acme", "ada")
    assert made.text[:11] in words_of(browser.get(ACCOUNTS))
    path = reverse("service_accounts:revocation", args=[made.token.public_id])
    assert "of Bill" in words_of(browser.get(path))
    assert browser.post(path).status_code == 302
    assert row_of(made.text).revoked_at is not None


def test_an_auditor_sees_service_accounts_with_scopes_expiry_and_last_use_and_nothing_to_press(
    browser_of, service_token, token_of, door
):
    made = service_token("acme", ["see_invoices"])
    token_of("acme", "bill", [Permission.SEE_JOBS])
    assert Caller("acme", made.text).get("/invoices").status_code == 200
    with door("acme"):
        page = reverse("service_accounts:detail", args=[ServiceAccount.objects.get().public_id])
    listed, one = (browser_of("acme", "otto").get(path) for path in (ACCOUNTS, page))
    told = {listed: ("See invoices", "See jobs", "Bill"), one: ("See invoices", "Expires", "from 127.0.0.1")}
    for answer, words in told.items():
        content = re.search(r"<main.*</main>", words_of(answer))[0]
        assert [each for each in words if each not in content] == []
        assert made.text not in content
        assert re.findall(r"<(?:form|button|input|textarea)|/new/|/revocation/|activation/", content) == []
        assert "Actions" not in content


@pytest.mark.parametrize(("person", "sees"), [("bill", 403), ("betty", 403), ("otto", 200)])
def test_others_may_not_manage_service_accounts(browser_of, person, sees):
    browser = browser_of("acme", person)
    assert browser.get(ACCOUNTS).status_code == sees
    assert browser.get(f"{ACCOUNTS}new/").status_code == 403
    assert browser.post(f"{ACCOUNTS}new/", {"name": "x", "permissions": ["see_jobs"]}).status_code == 403
    assert browser.post(reverse("service_accounts:activation", args=[NOBODY])).status_code == 403


def test_another_organization_finds_nothing(browser_of, service_token, token_of, door):
    service_token("acme", ["see_invoices"])
    with door("acme"):
        account, token = ServiceAccount.objects.get(), ApiToken.objects.get()
    stranger = browser_of("globex", "ada")
    for name, ident in (("detail", account), ("deactivation", account), ("revocation", token)):
        assert stranger.get(reverse(f"service_accounts:{name}", args=[ident.public_id])).status_code == 404
    assert stranger.post(reverse("service_accounts:tokens", args=[account.public_id]), WISH).status_code == 404
    assert stranger.post(reverse("service_accounts:permissions", args=[account.public_id]), {}).status_code == 404


def test_pages_cost_few_statements_however_many_tokens(browser_of, token_of, django_assert_max_num_queries):
    browser = browser_of("acme", "ada")
    for _ in range(3):
        token_of("acme", "ada")
    browser.get(ACCOUNTS)
    with django_assert_max_num_queries(9):
        browser.get(OWN)
    with django_assert_max_num_queries(9):
        browser.get(ACCOUNTS)

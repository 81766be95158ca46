"""The pages of roles."""

from __future__ import annotations

import pytest

from members.operations.access import set_roles
from members.operations.roles import RoleFacts, create_role
from people.models import Account
from people.permissions import Permission, Role
from people.queries import custom_roles

pytestmark = pytest.mark.django_db
NEW = {"name": "Clerk", "description": "Temps", "permissions": ["see_jobs", "see_history"]}


def words_of(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def clerk(door) -> str:
    """The address of a role that Betty holds beside Buyer."""
    with door("acme"):
        ada = Account.objects.get(email="ada@acme.example").public_id
        key = create_role(RoleFacts("Clerk", "", frozenset({Permission.SEE_JOBS})), by=ada)
        set_roles(Account.objects.get(email="betty@acme.example").public_id, [Role.BUYER, str(key)], by=ada)
    return f"/members/roles/{key}/"


def test_a_role_is_made_and_stands_beside_every_permission(browser_of):
    ada = browser_of("acme", "ada")
    assert ada.post("/members/roles/new/", NEW).status_code == 302
    page = words_of(ada.get("/members/roles/"))
    for text in ("Clerk", "Temps", "Who may do what", "Billing admin", "See payment details"):
        assert text in page


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"permissions": []}, "Choose at least one permission."),
        ({"name": " "}, "Type a name."),
        ({"name": "auditor"}, "auditor is a standard role."),
        ({"permissions": ["fly"]}, "This is no permission here."),
    ],
    ids=["empty", "nameless", "standard", "unknown"],
)
def test_a_wrong_role_is_sent_back_with_what_was_typed(browser_of, typed, said):
    answer = browser_of("acme", "ada").post("/members/roles/new/", NEW | typed)
    assert answer.status_code == 422
    assert said in words_of(answer)
    assert 'value="Temps"' in words_of(answer)


def test_a_copy_begins_with_the_permissions_of_the_other_role(browser_of):
    page = words_of(browser_of("acme", "ada").get("/members/roles/new/?like=buyer"))
    assert 'value="Buyer copy"' in page
    assert 'value="edit_purchase_orders" checked' in page
    assert 'value="issue_invoices" checked' not in page


def test_an_edit_shows_whom_it_touches_before_it_is_saved(browser_of, clerk, door):
    ada = browser_of("acme", "ada")
    typed = {"name": "Clerk", "permissions": ["see_history"], "revision": "1"}
    preview = ada.post(clerk, typed)
    assert preview.status_code == 200
    assert "may from now on: see history." in words_of(preview)
    assert "may no longer: see jobs." in words_of(preview)
    with door("acme"):
        assert custom_roles()[0].revision == 1
    assert ada.post(clerk, typed | {"seen": "see_history"}).status_code == 302
    with door("acme"):
        assert custom_roles()[0].role.permissions == {Permission.SEE_HISTORY}


def test_a_preview_of_other_permissions_does_not_count(browser_of, clerk, door):
    typed = {"name": "Clerk", "permissions": ["manage_members"], "revision": "1", "seen": "see_history"}
    assert browser_of("acme", "ada").post(clerk, typed).status_code == 200
    with door("acme"):
        assert custom_roles()[0].revision == 1


def test_deleting_a_role_in_use_says_who_has_it(browser_of, clerk):
    ada = browser_of("acme", "ada")
    answer = ada.post(f"{clerk}deletion/")
    assert answer.status_code == 409
    assert "Betty has it" in words_of(answer)


def test_a_role_nobody_has_is_deleted(browser_of, clerk, door):
    with door("acme"):
        Account.objects.get(email="betty@acme.example").roles.filter(role="").delete()
    assert browser_of("acme", "ada").post(f"{clerk}deletion/").status_code == 302
    with door("acme"):
        assert custom_roles() == []


def test_the_pages_of_members_name_custom_roles(browser_of, clerk, door):
    ada = browser_of("acme", "ada")
    assert "Buyer, Clerk" in words_of(ada.get("/members/"))
    with door("acme"):
        betty = Account.objects.get(email="betty@acme.example").public_id
    page = words_of(ada.get(f"/members/{betty}/"))
    assert "Clerk" in page
    assert "See jobs" in page


def test_a_forbidden_page_names_custom_roles_that_hold_the_permission(browser_of, clerk, door):
    with door("acme"):
        Account.objects.get(email="betty@acme.example").roles.filter(role="").delete()
    page = words_of(browser_of("acme", "betty").get("/jobs/"))
    assert "the roles Admin, Billing admin, Auditor and Clerk have it" in page


def test_my_account_names_custom_roles_with_what_they_permit(browser_of, clerk):
    page = words_of(browser_of("acme", "betty").get("/my-account/"))
    assert "Clerk" in page
    assert "See jobs" in page


@pytest.mark.parametrize("path", ["/members/roles/", "/members/roles/new/"])
def test_the_pages_cost_the_same_for_many_roles(browser_of, door, path, django_assert_max_num_queries):
    with door("acme"):
        ada = Account.objects.get(email="ada@acme.example").public_id
        for number in range(30):
            create_role(RoleFacts(f"Role {number}", "", frozenset({Permission.SEE_JOBS})), by=ada)
    browser = browser_of("acme", "ada")
    browser.get(path)
    with django_assert_max_num_queries(16):
        assert browser.get(path).status_code == 200

"""The pages of the members."""

from __future__ import annotations

import pytest

from members.lists import MEMBERS
from members.models import Ticket
from members.operations.invitations import Invitee, invite
from people.models import Account, RoleAssignment
from people.operations import create_account
from people.permissions import Permission, Role

pytestmark = pytest.mark.django_db


def words_of(answer) -> str:
    return answer.content.decode()


def public_id(door, name: str, organization: str = "acme") -> str:
    with door(organization):
        return str(Account.objects.get(email=f"{name}@{organization}.example").public_id)


def test_the_list_names_everybody_and_who_is_invited(browser_of):
    ada = browser_of("acme", "ada")
    ada.post("/members/invitations/", {"email": "nina@acme.example", "name": "Nina Falk", "roles": ["buyer"]})
    page = words_of(ada.get("/members/"))
    for text in ("Betty", "betty@acme.example", "Billing admin", "Nina Falk", "works until"):
        assert text in page


def test_the_list_costs_the_same_for_a_hundred_people(browser_of, door, django_assert_max_num_queries):
    with door("acme"):
        for number in range(100):
            create_account(f"p{number}@acme.example", f"Person {number:03}", [Role.BUYER], hashed="!")
    ada = browser_of("acme", "ada")
    ada.get("/members/")
    columns = ",".join(column.key for column in MEMBERS.columns)
    with django_assert_max_num_queries(13):
        page = words_of(ada.get(f"/members/?page=2&columns={columns}"))
    assert "51–100 of 104" in page


def test_a_search_narrows_by_name_and_e_mail(browser_of):
    page = words_of(browser_of("acme", "ada").get("/members/?q=BETTY"))
    assert "betty@acme.example" in page
    assert "otto@acme.example" not in page


def test_a_wrong_invitation_is_sent_back_with_what_was_typed(browser_of):
    answer = browser_of("acme", "ada").post("/members/invitations/", {"email": "nina", "name": "Nina Falk"})
    assert answer.status_code == 422
    page = words_of(answer)
    for text in ("Type an address such as name@company.com.", "Choose at least one role.", 'value="Nina Falk"'):
        assert text in page


def test_an_address_that_no_mail_can_go_to_is_sent_back(browser_of, door):
    typed = {"email": '"\x1c]:"@example.com', "name": "Nina Falk", "roles": ["buyer"]}
    assert browser_of("acme", "ada").post("/members/invitations/", typed).status_code == 422
    with door("acme"):
        assert not Ticket.objects.exists()


def test_roles_are_changed_on_the_persons_page(browser_of, door):
    path = f"/members/{public_id(door, 'betty')}/"
    ada = browser_of("acme", "ada")
    assert ada.post(f"{path}roles/", {"roles": ["buyer", "auditor"]}).status_code == 302
    assert "See jobs" in words_of(ada.get(path))


def test_taking_every_role_is_sent_back(browser_of, door):
    answer = browser_of("acme", "ada").post(f"/members/{public_id(door, 'betty')}/roles/", {})
    assert answer.status_code == 422


def test_one_finds_no_buttons_against_oneself(browser_of, door):
    page = words_of(browser_of("acme", "ada").get(f"/members/{public_id(door, 'ada')}/"))
    assert "Deactivate" not in page
    assert "Save roles" not in page


def test_deactivating_asks_on_a_page_of_its_own_and_changes_nothing_before_it_is_answered(browser_of, door):
    ada, path = browser_of("acme", "ada"), f"/members/{public_id(door, 'betty')}/"
    assert "Betty is signed out at once" in words_of(ada.get(f"{path}deactivation/"))
    assert "Active" in words_of(ada.get(path))
    ada.post(f"{path}deactivation/")
    assert "Active" not in words_of(ada.get(path))


def test_a_dead_invitation_offers_no_mail_to_somebody_without_an_account(client):
    dead = words_of(client.get("/join/none/", headers={"host": "acme.localhost"}))
    assert "This link no longer works" in dead
    assert "Mail me a new link" not in dead
    assert "Mail me a new link" in words_of(client.get("/new-password/none/", headers={"host": "acme.localhost"}))


def test_a_member_of_another_organization_is_not_found(browser_of, door):
    stranger = public_id(door, "betty", "hooli")
    ada = browser_of("acme", "ada")
    assert ada.get(f"/members/{stranger}/").status_code == 404
    for act in ("roles", "deactivation", "activation"):
        assert ada.post(f"/members/{stranger}/{act}/", {"roles": ["buyer"]}).status_code == 404
    assert ada.get(f"/members/{stranger}/deactivation/").status_code == 404


@pytest.mark.parametrize("person", ["bill", "betty"])
def test_who_may_not_see_members_is_refused(browser_of, door, person):
    browser = browser_of("acme", person)
    assert [browser.get(path).status_code for path in ("/members/", "/members/invited/")] == [403, 403]
    assert browser.get("/lists/members/columns/").status_code == 403
    assert browser.post("/exports/of/members/", {"query": ""}).status_code in (403, 404)
    assert browser.post(f"/members/{public_id(door, 'betty')}/deactivation/").status_code == 403


@pytest.mark.parametrize("person", ["bill", "betty"])
def test_who_may_not_see_members_changes_nothing_at_any_address(browser_of, door, person):
    with door("acme"):
        invited = invite(
            Invitee("nina@acme.example", "Nina Falk", [Role.BUYER]), by="Ada", allowed=frozenset(Permission)
        )
        before = everything()
    browser, betty = browser_of("acme", person), public_id(door, "betty")
    acts = {f"/members/{betty}/{act}/" for act in ("roles", "activation", "deactivation")}
    acts |= {f"/members/invitations/{invited}/{act}/" for act in ("sending", "withdrawal")} | {"/members/invitations/"}
    typed = {"email": "x@acme.example", "name": "X", "roles": ["admin"]}
    assert {path: browser.post(path, typed).status_code for path in acts} == dict.fromkeys(acts, 403)
    assert [browser.get(path).status_code for path in ("/members/invitations/", f"/members/{betty}/")] == [403, 403]
    with door("acme"):
        assert everything() == before


def everything() -> list[object]:
    """All of the members' rows that an act could change."""
    people, roles = Account.objects.order_by("pk"), RoleAssignment.objects.order_by("pk")
    return [*people.values_list("pk", "is_active"), *roles.values_list("account", "role"), *Ticket.objects.values()]


def test_an_invitation_is_sent_again_and_withdrawn_from_the_list(browser_of, door):
    ada = browser_of("acme", "ada")
    ada.post("/members/invitations/", {"email": "nina@acme.example", "name": "Nina Falk", "roles": ["buyer"]})
    for act in ("sending", "withdrawal"):
        with door("acme"):
            ticket = Ticket.objects.filter(withdrawn_at=None).latest("id")
        assert ada.post(f"/members/invitations/{ticket.public_id}/{act}/").status_code == 302
    ada.get("/members/")
    assert "Nina Falk" not in words_of(ada.get("/members/"))

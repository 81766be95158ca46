"""Who may see members and not manage them: everything to read and to export, nothing to press."""

from __future__ import annotations

from datetime import date

import pytest
from lxml import html

from members.models import Ticket
from members.operations.invitations import Invitee, invite, withdraw_invitation
from members.operations.roles import RoleFacts, create_role
from members.operations.second_factors import require_second_factor
from people.models import Account, CustomRole, SecondFactor, SignInRule
from people.permissions import Permission, Role
from tenants.models import now
from tests.exports.conftest import values_of
from tests.members.test_views import everything, public_id, words_of

pytestmark = pytest.mark.django_db
LISTS = ("/members/", "/members/invited/", "/members/roles/", "/members/second-factor/")
ACTS = ("invitations/", "sending/", "withdrawal/", "roles/new/", "deletion/", "removal/", "activation/", "choice/")


@pytest.fixture
def books(door):
    """Nina is invited, Nils no more; a role of one's own; Bill has a second factor, everybody will need one."""
    with door("acme"):
        names = ("Nina", "Nils")
        sent = [
            invite(Invitee(f"{n}@acme.example", n, [Role.BUYER]), by="Ada", allowed=frozenset(Permission))
            for n in names
        ]
        withdraw_invitation(sent[1])
        ada, bill = (Account.objects.get(name=name) for name in ("Ada", "Bill"))
        create_role(RoleFacts("Clerk", "For clerks", frozenset({Permission.SEE_JOBS})), by=ada.public_id)
        SecondFactor.objects.create(account=bill, salt="00", confirmed_at=now())
        require_second_factor(date(2099, 1, 31))


@pytest.fixture
def pages(door, books):
    """The addresses of everything there is to read."""
    return [*LISTS, f"/members/{public_id(door, 'bill')}/", f"/members/{public_id(door, 'ada')}/"]


def controls_in(answer) -> list[str]:
    """Where the page's content leads to an act or sends a form, but for what any list has and what is over the page."""
    content = html.fromstring(answer.content.decode()).xpath("//main")[0]
    sent = content.xpath(".//form[@method='post']//@formaction | .//form[@method='post']/@action | .//*/@formaction")
    unnamed = ["a form without address" for _ in content.xpath(".//form[@method='post' and not(@action)]")]
    shared = ("/exports/", "/lists/")
    led = [url for url in content.xpath(".//a/@href") if url.split("?")[0].endswith(ACTS)]
    roles = [url for url in content.xpath(".//a/@href") if url.startswith("/members/roles/") and url != LISTS[2]]
    return [*(url for url in sent if not url.startswith(shared)), *unnamed, *led, *roles]


def test_the_auditor_reads_what_there_is(browser_of, door, pages):
    otto = browser_of("acme", "otto")
    told = {
        "/members/": ["Betty", "betty@acme.example", "Billing admin", "Nina", "works until"],
        "/members/invited/?view=all": ["Nina", "Nils", "Withdrawn"],
        "/members/roles/": ["Clerk", "For clerks", "See members", "Manage tokens"],
        "/members/second-factor/": ["1 of 4 active people have one.", "Everybody needs one from 31 Jan 2099 on."],
        pages[-2]: ["Bill", "Billing admin", "See invoices", "<dt>Second factor</dt><dd>on</dd>", "/history/members/"],
    }
    for path, words in told.items():
        page = words_of(otto.get(path))
        assert [each for each in words if each not in page] == [], path


def test_the_auditor_finds_nothing_to_press_and_an_admin_does(browser_of, pages):
    otto, ada = browser_of("acme", "otto"), browser_of("acme", "ada")
    assert {path: found for path in pages if (found := controls_in(otto.get(path)))} == {}
    assert [path for path in pages if not controls_in(ada.get(path))] == []


def test_the_auditors_lists_have_no_place_for_buttons_and_lead_nowhere_to_edit(browser_of, books):
    for person, has_acts in (("ada", True), ("otto", False)):
        page = words_of(browser_of("acme", person).get("/members/invited/"))
        assert ('<td class="row-acts">' in page, ">Actions</span>" in page) == (has_acts, has_acts)
        assert ('data-edit="/members/' in words_of(browser_of("acme", person).get("/members/"))) is has_acts


@pytest.mark.parametrize(("key", "name"), [("members", "Betty"), ("invitations", "Nils")])
def test_the_auditor_exports_both_lists(browser_of, books, key, name):
    otto = browser_of("acme", "otto")
    answer = otto.post(f"/exports/of/{key}/", {"what": "everything"})
    assert answer.status_code == 303
    assert name in [row[0] for row in values_of(otto.get(answer.url))]


def test_the_auditor_finds_members_by_the_search_over_everything(browser_of):
    assert "betty@acme.example" in words_of(browser_of("acme", "otto").get("/search/?q=betty"))
    assert "betty@acme.example" not in words_of(browser_of("acme", "bill").get("/search/?q=betty"))


def test_the_auditor_changes_nothing_at_any_address(browser_of, door, books):
    with door("acme"):
        invited, before = Ticket.objects.get(name="Nina").public_id, everything()
    betty = public_id(door, "betty")
    acts = [f"/members/{betty}/{act}/" for act in ("roles", "activation", "deactivation", "second-factor/removal")]
    acts += [f"/members/invitations/{invited}/{act}/" for act in ("sending", "withdrawal")]
    acts += ["/members/invitations/", "/members/roles/new/", "/members/second-factor/choice/"]
    otto = browser_of("acme", "otto")
    assert {path: otto.post(path, {"when": "0"}).status_code for path in acts} == dict.fromkeys(acts, 403)
    with door("acme"):
        assert (everything(), str(SignInRule.objects.get().second_factor_from)) == (before, "2099-01-31")


def test_a_stranger_finds_nobody_and_a_buyer_may_not_look(browser_of, pages):
    assert {path: browser_of("acme", "betty").get(path).status_code for path in pages} == dict.fromkeys(pages, 403)
    assert [browser_of("hooli", "otto").get(path).status_code for path in pages[-2:]] == [404, 404]


@pytest.mark.parametrize("managing", [Permission.MANAGE_MEMBERS, Permission.MANAGE_TOKENS])
def test_a_role_of_ones_own_that_manages_sees_without_being_told_to(browser_of, door, managing):
    with door("acme"):
        ada, betty = (Account.objects.get(name=name) for name in ("Ada", "Betty"))
        key = create_role(RoleFacts("Clerk", "", frozenset({managing})), by=ada.public_id)
        betty.roles.create(custom=CustomRole.objects.get(public_id=key))
    browser = browser_of("acme", "betty")
    assert [browser.get(path).status_code for path in (*LISTS, "/api-access/")] == [200] * 5


def test_a_role_that_manages_is_kept_with_what_that_includes(browser_of, door):
    ada = browser_of("acme", "ada")
    assert "includes: see members" in words_of(ada.get("/members/roles/new/"))
    ada.post("/members/roles/new/", {"name": "People", "permissions": ["manage_members"]})
    with door("acme"):
        kept = CustomRole.objects.get(name="People").permissions
        assert sorted(kept.values_list("permission", flat=True)) == ["manage_members", "see_members"]

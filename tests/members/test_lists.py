"""The lists of members and invitations: what they show of each, what they are narrowed to, how they are sorted."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote

import pytest

from billing_platform.exports.listed import ListSource
from billing_platform.exports.sources import Asked
from members.lists import INVITATIONS, MEMBERS
from members.models import Ticket
from members.operations.invitations import Invitee, invite, withdraw_invitation
from people.models import Account, CustomRole, RoleAssignment, SecondFactor, SignInAttempt
from people.operations.attempts import MOST_OF_EMAIL, MOST_OF_PAIR, WINDOW
from people.permissions import Permission, Role
from tenants.models import now
from tests.lists.looking import looking, page

pytestmark = pytest.mark.django_db
BETTY = "betty@acme.example"


@pytest.fixture
def names(door, today):
    """`names("role=buyer")`: who stands in the list of acme's members, in its order."""

    def found(address: str) -> list[str]:
        with door("acme"):
            return [row.account.name for row in page(MEMBERS, address, today).rows]

    return found


def try_to_sign_in(email: str, count: int, ago: timedelta = timedelta(minutes=1), address: str = "192.0.2.1") -> None:
    SignInAttempt.objects.bulk_create(SignInAttempt(email=email, address=address, at=now() - ago) for _ in range(count))


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("", ["Ada", "Betty", "Bill", "Otto"]),
        ("sort=-name", ["Otto", "Bill", "Betty", "Ada"]),
        ("sort=-last_sign_in", ["Betty", "Otto", "Bill", "Ada"]),
        ("sort=last_sign_in", ["Ada", "Bill", "Otto", "Betty"]),
        ("view=active", ["Ada", "Betty", "Bill"]),
        ("view=deactivated", ["Otto"]),
        ("view=never", ["Betty"]),
        ("role=buyer", ["Betty"]),
        ("factor=1", ["Bill"]),
        ("factor=0", ["Ada", "Betty", "Otto"]),
        ("seen_since=2026-02-01", ["Otto"]),
        ("seen_until=2026-01-15", ["Ada", "Bill"]),
        ("q=BETTY@", ["Betty"]),
        ("role=nonsense", ["Ada", "Betty", "Bill", "Otto"]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_members_are_narrowed_and_sorted(door, names, address, found):
    with door("acme"):
        Account.objects.filter(name="Otto").update(is_active=False, last_login="2026-03-01T12:00Z")
        Account.objects.filter(name="Bill").update(last_login="2026-01-15T22:00Z")
        Account.objects.filter(name="Ada").update(last_login="2026-01-10T12:00Z")
        bill, betty = Account.objects.get(name="Bill"), Account.objects.get(name="Betty")
        SecondFactor.objects.create(account=bill, salt="x", confirmed_at=now())
        SecondFactor.objects.create(account=betty, salt="x")
    assert names(address) == found


def test_members_are_found_by_a_role_that_the_organization_made(door, names):
    with door("acme"):
        clerk = CustomRole.objects.create(name="Clerk")
        RoleAssignment.objects.create(account=Account.objects.get(name="Otto"), custom=clerk)
    assert names(f"role={clerk.public_id}") == ["Otto"]


@pytest.mark.parametrize("sort", ["name", "-name", "last_sign_in", "-last_sign_in", "since"])
def test_pages_hold_every_member_once_those_who_never_came_too(door, today, sort):
    with door("acme"):
        at = [None if n % 3 == 0 else now() - timedelta(hours=n) for n in range(60)]
        Account.objects.bulk_create(
            Account(email=f"p{n}@x.example", name=f"P{n % 7}", last_login=at[n]) for n in range(60)
        )
        first = page(MEMBERS, f"per=25&sort={sort}", today)
        second = page(MEMBERS, f"per=25&sort={sort}&after={quote(str(first.after))}", today)
        third = page(MEMBERS, f"per=25&sort={sort}&after={quote(str(second.after))}", today)
        rows = [row.account.pk for each in (first, second, third) for row in each.rows]
        assert sorted(rows) == sorted(Account.objects.values_list("pk", flat=True))


@pytest.mark.parametrize(
    ("tries", "place", "is_locked"),
    [
        (MOST_OF_PAIR, "192.0.2.1", True),
        (MOST_OF_PAIR - 1, "192.0.2.1", False),
        (MOST_OF_PAIR, "", False),
        (MOST_OF_EMAIL, "", True),
    ],
    ids=["from one place", "one too few", "from nowhere", "from anywhere"],
)
def test_whoever_is_locked_out_stands_there_with_the_time_it_ends(door, today, tries, place, is_locked):
    with door("acme"):
        try_to_sign_in(BETTY, tries, address=place)
        (betty,) = page(MEMBERS, "q=betty", today).rows
        found = [row.account.name for row in page(MEMBERS, "locked=1", today).rows]
        assert found == (["Betty"] if is_locked else [])
        assert (betty.locked_until is not None) is is_locked
        if betty.locked_until:
            assert abs(betty.locked_until - (now() + WINDOW - timedelta(minutes=1))) < timedelta(seconds=20)


def test_a_lock_ends_with_its_quarter_of_an_hour(door, today):
    with door("acme"):
        try_to_sign_in(BETTY, MOST_OF_PAIR, ago=WINDOW)
        assert page(MEMBERS, "locked=1", today).rows == ()
        assert len(page(MEMBERS, "locked=0", today).rows) == 4


def invited(email: str = "nina@acme.example", name: str = "Nina Falk") -> Ticket:
    public_id = invite(Invitee(email, name, [Role.BUYER]), by="Ada", allowed=frozenset(Permission))
    return Ticket.objects.get(public_id=public_id)


@pytest.mark.parametrize(
    ("view", "found"),
    [
        ("open", [("Late", "Link too old"), ("Open", "Open")]),
        ("accepted", [("Came", "Accepted")]),
        ("withdrawn", [("Gone", "Withdrawn")]),
        ("open&expired=1", [("Late", "Link too old")]),
    ],
    ids=["open", "accepted", "withdrawn", "too old"],
)
def test_invitations_are_told_by_what_became_of_them(door, today, view, found):
    with door("acme"):
        tickets = {name: invited(f"{name}@acme.example", name) for name in ("Open", "Late", "Came", "Gone")}
        Ticket.objects.filter(pk=tickets["Late"].pk).update(expires_at=now())
        Ticket.objects.filter(pk=tickets["Came"].pk).update(used_at=now())
        withdraw_invitation(tickets["Gone"].public_id)
        rows = page(INVITATIONS, f"view={view}", today).rows
        assert [(row.name, row.state.label) for row in rows] == found


def test_only_open_invitations_are_sent_again_or_withdrawn_from_the_list(browser_of, door):
    with door("acme"):
        ticket = invited()
    ada, path = browser_of("acme", "ada"), f"/members/invitations/{ticket.public_id}"
    assert f'formaction="{path}/sending/"' in ada.get("/members/invited/").content.decode()
    ada.post(f"{path}/withdrawal/")
    assert path not in ada.get("/members/invited/?view=all").content.decode()


def test_a_member_says_when_the_invitation_was_mailed(door, today):
    with door("acme"):
        ticket = Ticket.objects.create(
            purpose="invitation", email=BETTY.upper(), name="Betty", roles=["buyer"], token_hash="x",
            expires_at=now(), used_at=now(),
        )  # fmt: skip
        (betty,) = page(MEMBERS, "q=betty&columns=name,invited", today).rows
        assert betty.invited_at == ticket.created_at


def test_the_export_says_of_members_what_the_screen_says(door, today):
    with door("acme"):
        try_to_sign_in(BETTY, MOST_OF_PAIR)
        asked = Asked(False, "q=betty", ("name", "email", "roles", "state", "second_factor", "last_sign_in"))
        selection = ListSource(MEMBERS).select(asked, looking(today).person, today)
        assert list(selection.rows()) == [("Betty", BETTY, "Buyer", "Active", False, None)]


def test_invitations_of_others_are_not_there(browser_of, door):
    with door("hooli"):
        invite(Invitee("spy@hooli.example", "Secret", [Role.BUYER]), by="Ada", allowed=frozenset(Permission))
    assert "Secret" not in browser_of("acme", "ada").get("/members/invited/?view=all").content.decode()


def test_the_list_of_invitations_costs_the_same_for_one_and_for_many(browser_of, door, django_assert_max_num_queries):
    with door("acme"):
        for number in range(30):
            invited(f"n{number}@acme.example", f"N {number}")
    ada = browser_of("acme", "ada")
    ada.get("/members/invited/")
    with django_assert_max_num_queries(10):
        assert "1–30 of 30" in ada.get("/members/invited/").content.decode()

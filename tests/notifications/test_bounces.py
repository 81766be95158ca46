"""Addresses from which mails come back: told of their newest mail, settled by the next one that arrives."""

from __future__ import annotations

from datetime import timedelta

import pytest

from billing_platform.notifications.models import Mail
from billing_platform.notifications.operations import retry_mail, send_waiting
from billing_platform.notifications.queries import bounces_of
from people.permissions import PERMISSIONS_OF, Permission, Role
from purchase_orders.facts import ContactFacts
from tenants.models import now
from tests.building import order
from tests.notifications.letters import write

pytestmark = pytest.mark.django_db
GONE, THERE = "unknown@initech.example", "lena@initech.example"


def given_up(recipient: str, *, minutes_ago: int, error: str = "550 5.1.1 no such user") -> Mail:
    write(recipient)
    mail = Mail.objects.latest("id")
    mail.state, mail.error, mail.due_at = "failed", error, now() - timedelta(minutes=minutes_ago)
    mail.save()
    return mail


def test_an_address_the_server_does_not_know_bounces_with_the_moment_and_the_reason(door, postman):
    with door("initech"):
        write(GONE, THERE)
        before = now()
        send_waiting()
        found = bounces_of([GONE, THERE])
    assert found.keys() == {GONE}
    assert found[GONE].reason == "The mail server does not know this address"
    assert before <= found[GONE].at <= now()


def test_a_mail_that_is_still_tried_is_no_bounce(door, postman):
    postman.breaks_off = True
    with door("initech"):
        write("full@initech.example", THERE)
        send_waiting()
        assert bounces_of(["full@initech.example", THERE]) == {}


def test_a_server_that_breaks_off_ten_times_bounces_with_what_it_did(door, postman):
    postman.breaks_off = True
    with door("initech"):
        write(THERE)
        for _ in range(10):
            Mail.objects.filter(state="waiting").update(due_at="2026-01-01T00:00Z")
            send_waiting()
        assert bounces_of([THERE])[THERE].reason == "The mail server could not be reached, or broke off"


def test_a_later_mail_that_arrives_settles_it_and_an_earlier_one_does_not(door, postman):
    with door("initech"):
        write(THERE)
        send_waiting()
        given_up(THERE, minutes_ago=0)
        assert THERE in bounces_of([THERE])
        write(THERE)
        send_waiting()
        assert bounces_of([THERE]) == {}


def test_the_same_mail_tried_again_with_success_settles_it(door, postman):
    with door("initech"):
        retry_mail(given_up(THERE, minutes_ago=5).public_id)
        assert bounces_of([THERE]) == {}
        send_waiting()
        assert bounces_of([THERE]) == {}


def test_of_several_that_came_back_the_newest_is_told(door):
    with door("initech"):
        given_up(THERE, minutes_ago=9, error="554 blocked")
        newest = given_up(THERE, minutes_ago=5)
        given_up(THERE, minutes_ago=7, error="554 blocked")
        assert bounces_of([THERE])[THERE].mail == newest.public_id


def test_many_addresses_are_one_statement_and_none_is_none(door, django_assert_num_queries):
    with door("initech"):
        with django_assert_num_queries(1):
            bounces_of([f"person{n}@initech.example" for n in range(10)])
        with django_assert_num_queries(0):
            assert bounces_of([]) == {}


def pages_of(betty, made) -> list[str]:
    path = f"/purchase-orders/{made.public_id}/"
    return [" ".join(betty.get(page).content.decode().split()) for page in (path, f"{path}edit/")]


def test_page_and_form_of_an_order_tell_that_mails_to_a_contact_come_back_until_its_address_changes(
    door, browser_of, postman
):
    betty = browser_of("initech", "betty")
    with door("initech"):
        made = order("PO-1", contacts=[ContactFacts(GONE, "Lena"), ContactFacts(THERE)])
        write(GONE, THERE)
        send_waiting()
    for page in pages_of(betty, made):
        assert page.count("The mail server does not know this address.") == 1
    with door("initech"):
        made.contacts.filter(email=GONE).update(email="lena2@initech.example")
    for page in pages_of(betty, made):
        assert "does not know this address" not in page


@pytest.mark.parametrize("may_see", [True, False])
def test_whoever_may_not_see_mails_reads_the_reason_without_a_link(door, browser_of, monkeypatch, may_see):
    granted = PERMISSIONS_OF[Role.BUYER] - (set() if may_see else {Permission.SEE_NOTIFICATIONS})
    monkeypatch.setitem(PERMISSIONS_OF, Role.BUYER, granted)
    with door("initech"):
        made = order("PO-1", contacts=[ContactFacts(GONE)])
        mail = given_up(GONE, minutes_ago=1)
    page = browser_of("initech", "betty").get(f"/purchase-orders/{made.public_id}/").content.decode()
    assert "Mail bounced" in page
    assert (f'href="/mails/{mail.public_id}/">Mail bounced' in page) is may_see

"""Doors do not nest and know who acts; a crossing needs a relationship read in its own transaction."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from uuid import uuid4

import pytest
from django.db import connection, transaction

from partners.models import Partner
from tenants import border, register
from tenants.border import Actor, BorderBreach, BuyerUnavailable, NoRelationship, OrganizationBehind
from tenants.models import Relationship

BILL = Actor("person:bill", "Bill")
own_transactions = pytest.mark.usefixtures("transactional_db_without_flush")
rolled_back = pytest.mark.django_db


class Undone(Exception):
    """Thrown to leave early."""


@rolled_back
def test_a_door_does_not_open_inside_another(door, cast):
    for inner in ("acme", "initech"):
        with door("acme"), pytest.raises(BorderBreach, match="crossing"), door(inner):
            pass
    with door("acme"):
        assert border.present_organization() == cast["acme"]


@rolled_back
def test_a_door_does_not_open_inside_a_crossing(door, link_between):
    with door("acme"), border.crossing(link_between("acme", "initech")), pytest.raises(BorderBreach), door("hooli"):
        pass


@rolled_back
@pytest.mark.parametrize("key", ["", " ", "\t"])
def test_a_door_does_not_open_for_nobody(cast, key):
    with pytest.raises(BorderBreach, match="nobody"), border.inside(cast["acme"], Actor(key, "Bill"), via="web"):
        pass
    assert not border.is_inside()


@rolled_back
def test_the_door_of_an_organization_behind_stays_shut(cast):
    behind = replace(cast["acme"], schema_version="older")
    with pytest.raises(OrganizationBehind, match="being upgraded"), border.inside(behind, BILL, via="web"):
        pass
    assert not border.is_inside()


@rolled_back
def test_a_door_closes_after_an_exception(cast):
    with pytest.raises(Undone), border.inside(cast["acme"], BILL, via="web"):
        raise Undone
    assert not border.is_inside()
    assert connection.schema_name == "public"
    with pytest.raises(BorderBreach):
        border.present_organization()


@rolled_back
def test_somebody_is_named_only_inside_a_door_and_never_as_nobody(cast, door):
    with pytest.raises(BorderBreach):
        border.act_as(BILL)
    with door("acme"):
        with pytest.raises(BorderBreach):
            border.act_as(Actor(" ", ""))
        border.act_as(Actor("person:ada", "Ada"))
        assert border.present_actor() == "person:ada Ada"


@rolled_back
def test_jobs_are_claimed_outside_every_door(door):
    with door("acme"), pytest.raises(BorderBreach), border.as_runner():
        pass


@rolled_back
def test_in_a_crossing_the_organization_acts_and_afterwards_the_person_again(door, cast, link_between):
    with door("acme"):
        with border.crossing(link_between("acme", "initech")) as partner:
            assert partner == border.present_organization() == cast["initech"]
            assert border.present_actor() == f"organization:{cast['acme'].organization_id} {cast['acme'].name}"
        assert border.present_organization() == cast["acme"]
        assert border.present_actor() == "person:bill Bill"


@rolled_back
def test_a_relationship_is_crossed_in_both_directions_and_back_again(door, cast, link_between):
    with door("initech"):
        link = link_between("initech", "acme")
        with border.crossing(link) as there:
            assert there == cast["acme"]
            with border.crossing(link) as back:
                assert back == cast["initech"]
            assert border.present_organization() == cast["acme"]
        assert border.present_organization() == cast["initech"]


@rolled_back
def test_a_crossing_restores_the_place_after_an_exception(door, cast, link_between):
    with door("acme"):
        link = link_between("acme", "initech")
        with pytest.raises(Undone), border.crossing(link):
            raise Undone
        assert border.present_organization() == cast["acme"]
        assert border.present_actor() == "person:bill Bill"
        assert Partner.objects.filter(name__startswith="Initech").exists()


@rolled_back
def test_others_do_not_cross_with_a_link_that_is_not_theirs(door, link_between):
    with door("acme"):
        link = link_between("acme", "initech")
    with door("hooli"), pytest.raises(BorderBreach, match="not one of"), border.crossing(link):
        pass
    with door("globex"), pytest.raises(BorderBreach, match="not one of"), border.crossing(link):
        pass


@rolled_back
def test_a_buyer_behind_is_unavailable_and_one_stays_at_home(door, cast, link_between):
    with door("acme"):
        link = link_between("acme", "initech")
        behind = replace(link, buyer=replace(link.buyer, schema_version="older"))
        with pytest.raises(BuyerUnavailable, match="Initech"), border.crossing(behind):
            pass
        assert border.present_organization() == cast["acme"]


@rolled_back
def test_the_stranger_has_no_link_to_anybody(door, cast):
    with door("acme"):
        relationships = list(border.links_of_present())
        assert len(relationships) == 2
    with door("hooli"):
        assert border.links_of_present() == {}
        for relationship in [*relationships, uuid4()]:
            with pytest.raises(NoRelationship):
                border.link_by_id(relationship)


@rolled_back
def test_an_ended_relationship_is_crossed_no_more(door, link_between):
    with door("acme"):
        relationship = link_between("acme", "initech").relationship
        Relationship.objects.filter(public_id=relationship).update(is_active=False)
        assert relationship not in border.links_of_present()
        with pytest.raises(NoRelationship):
            border.link_by_id(relationship)


@own_transactions
def test_outside_a_transaction_nobody_crosses(door, cast):
    with door("acme"):
        with transaction.atomic():
            relationship = next(iter(border.links_of_present()))
        link = border.link_by_id(relationship)
        with pytest.raises(BorderBreach, match="transaction"), border.crossing(link):
            pass
        assert border.present_organization() == cast["acme"]


@own_transactions
def test_a_link_of_an_earlier_transaction_is_no_ticket(door, link_between):
    with door("acme"):
        with transaction.atomic():
            link = link_between("acme", "initech")
            with border.crossing(link):
                pass
        with transaction.atomic(), pytest.raises(BorderBreach, match="running transaction"), border.crossing(link):
            pass


@own_transactions
def test_a_link_of_a_transaction_rolled_back_is_no_ticket(door, link_between):
    kept = []
    with door("acme"):
        with suppress(Undone), transaction.atomic():
            kept.append(link_between("acme", "initech"))
            raise Undone
        with transaction.atomic(), pytest.raises(BorderBreach), border.crossing(kept[0]):
            pass


@own_transactions
def test_a_callback_after_the_commit_of_a_crossing_runs_at_home(door, cast, link_between):
    stood: list[object] = []
    with door("acme"), transaction.atomic(), border.crossing(link_between("acme", "initech")):
        transaction.on_commit(lambda: stood.append(border.present_organization()))
    assert stood == [cast["acme"]]


@own_transactions
def test_an_organization_is_found_by_its_host_without_regard_to_case_and_unknown_hosts_find_none(cast):
    assert register.organization_at("ACME.localhost") == cast["acme"]
    assert register.organization_at("nobody.localhost") is None
    assert register.organization_of_schema(cast["hooli"].schema_name) == cast["hooli"]
    assert register.organization_of_schema("public") is None
    assert not border.is_inside()

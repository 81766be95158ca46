"""Who trades with whom: one relationship, a row in both books, and nobody else sees it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import transaction

from invoices.models import Document
from invoices.operations.issue import issue_invoices
from partners.crossing import renew_copy
from partners.models import Partner, Side, Tier
from partners.operations import BuyerFacts, NotATrade, UnknownOrganization, UnusableAddress, add_buyer
from tenants import border
from tenants.history.models import Change
from tenants.models import Relationship
from tests.building import verified

pytestmark = pytest.mark.django_db


def test_a_new_buyer_stands_in_both_books(door, cast):
    with door("acme"):
        partner = add_buyer(cast["hooli"].number, facts=BuyerFacts(erp_id="C-9"))
        assert (partner.name, partner.erp_id, partner.organization_id) == ("Hooli Ltd", "C-9", "ORG-000004")
    with door("hooli"):
        supplier = Partner.objects.get(side=Side.SUPPLIER)
        assert (supplier.name, supplier.relationship) == ("Acme Distribution SE", partner.relationship)
        assert supplier.erp_id == "", "the supplier's ERP ID for the buyer is the supplier's business"


def test_adding_a_buyer_twice_changes_nothing(door, cast):
    with door("acme"):
        first = add_buyer(cast["hooli"].number, facts=BuyerFacts())
        assert add_buyer(cast["hooli"].number, facts=BuyerFacts()).pk == first.pk
        assert Relationship.objects.filter(buyer_id=cast["hooli"].id).count() == 1
    with door("hooli"):
        assert Partner.objects.count() == 1


@pytest.mark.parametrize(
    ("supplier", "buyer", "tier"),
    [("acme", "globex", Tier.INDIRECT), ("acme", "initech", Tier.DIRECT), ("globex", "initech", Tier.DIRECT)],
)
def test_a_seller_of_a_distributor_is_indirect_and_everybody_else_a_direct_customer(door, cast, supplier, buyer, tier):
    with door(supplier):
        assert add_buyer(cast[buyer].number, facts=BuyerFacts()).tier == tier


def test_an_address_to_which_no_mail_can_go_is_refused_and_nothing_is_written(door, cast):
    with door("acme"):
        with pytest.raises(UnusableAddress, match="invisible character"):
            add_buyer(cast["hooli"].number, facts=BuyerFacts(email='"\x1c]:"@example.com'))
        assert not Partner.objects.filter(name="Hooli Ltd").exists()


def test_an_unknown_organization_id_is_refused(door):
    with door("acme"), pytest.raises(UnknownOrganization, match="ORG-000999"):
        add_buyer(999, facts=BuyerFacts())


@pytest.mark.parametrize(("supplier", "buyer"), [("initech", "hooli"), ("globex", "acme"), ("initech", "acme")])
def test_organizations_of_other_kinds_do_not_sell_to_each_other(door, cast, supplier, buyer):
    with door(supplier), pytest.raises(NotATrade):
        add_buyer(cast[buyer].number, facts=BuyerFacts())
    with door(buyer):
        assert not Partner.objects.filter(side=Side.SUPPLIER, organization_number=cast[supplier].number).exists()


def test_a_third_party_sees_nothing_of_a_relationship(door):
    with door("hooli"):
        assert Relationship.objects.count() == 0
        assert Partner.objects.count() == 0


def told_partners(organization):
    with transaction.atomic():
        return [renew_copy(organization, link) for link in border.links_of_present().values()]


def test_partners_hold_the_new_facts_and_say_who_told_them(door, cast):
    changed = replace(cast["initech"], name="Initech SE", city="Bonn", tax_id="DE129273398")
    with door("initech"):
        assert told_partners(changed) == [True, True]
        assert told_partners(changed) == [False, False], "a second time there is nothing to say"
    for supplier in ("acme", "globex"):
        with door(supplier):
            row = Partner.objects.get(side=Side.BUYER, name="Initech SE")
            assert (row.city, row.tax_id, row.erp_id) == ("Bonn", "DE129273398", "C-3")
            told = Change.objects.filter(table="partners_partner", row=row.pk).latest("id")
            assert (told.actor, told.after["city"]) == ("organization:ORG-000003 Initech AG", "Bonn")
    with door("globex"):
        assert not Partner.objects.filter(side=Side.SUPPLIER, name="Initech SE").exists()


def test_a_change_of_facts_leaves_what_was_issued_as_it_was(door, cast, today):
    with door("acme"):
        issued = verified("initech")
        issue_invoices([issued.pk], today=today)
    with door("initech"):
        told_partners(replace(cast["initech"], name="Initech SE"))
    with door("acme"):
        assert Document.objects.get(pk=issued.pk).buyer_party["name"] == "Initech AG"

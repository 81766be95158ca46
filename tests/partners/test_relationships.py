"""Who trades with whom: one relationship, a row in both books, and nobody else sees it."""

from __future__ import annotations

import pytest

from partners.models import Partner, Side, Tier
from partners.operations import BuyerFacts, NotATrade, UnknownOrganization, UnusableAddress, add_buyer
from tenants.models import Relationship

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

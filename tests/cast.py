"""The fixed cast: acme distributes, globex sells, initech buys, hooli is the stranger who must never see anything, and
ops runs the installation.
"""

from __future__ import annotations

import django

django.setup()

from io import StringIO

from django.core.management import call_command

from partners.operations import BuyerFacts, add_buyer
from people.operations import create_account
from people.permissions import Role
from tenants import border
from tenants.border import Actor, OrganizationRef
from tenants.provisioning import NewOrganization, create_organization

MAKER = Actor("system:cast", "Cast")
PASSWORD = "correct horse battery"
ORGANIZATIONS = {
    "acme": NewOrganization("Acme Distribution SE", "distributor", "acme.localhost", "DE", tax_id="DE111111111"),
    "globex": NewOrganization("Globex GmbH", "seller", "globex.localhost", "DE", tax_id="DE222222222"),
    "initech": NewOrganization("Initech AG", "customer", "initech.localhost", "DE", tax_id="DE333333333"),
    "hooli": NewOrganization("Hooli Ltd", "customer", "hooli.localhost", "DE", tax_id="DE444444444"),
    "ops": NewOrganization("Ops Ltd", "operator", "ops.localhost", "DE"),
}
PEOPLE = {"ada": Role.ADMIN, "bill": Role.BILLING_ADMIN, "betty": Role.BUYER, "otto": Role.AUDITOR}
TRADES = (("acme", "globex"), ("acme", "initech"), ("globex", "initech"))


def make_cast() -> None:
    made = {name: create_organization(facts) for name, facts in ORGANIZATIONS.items()}
    for name, organization in made.items():
        with border.inside(organization, MAKER, via="command"):
            for person, role in PEOPLE.items():
                create_account(f"{person}@{name}.example", person.title(), [role], password=PASSWORD)
    for supplier, buyer in TRADES:
        _trade(made[supplier], made[buyer], buyer)


def _trade(supplier: OrganizationRef, buyer: OrganizationRef, name: str) -> None:
    with border.inside(supplier, MAKER, via="command"):
        add_buyer(buyer.number, facts=BuyerFacts(erp_id=f"C-{buyer.number}", email=f"billing@{name}.example"))


if __name__ == "__main__":
    call_command("migrate", stdout=StringIO())
    make_cast()

"""Make the demo: organizations, people, relationships, and a quarter of trade between them. Safe to repeat."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.hashers import make_password
from django.db import connection

from demo import story
from demo.cast import ORGANIZATIONS, PASSWORD, PEOPLE, TRADES
from partners.operations import BuyerFacts, add_buyer
from partners.queries import buyers
from people.models import Account
from people.operations import create_account
from tenants import border
from tenants.border import Actor, OrganizationRef
from tenants.provisioning import create_organization

DIRECTOR = Actor("system:demo", "Demo")


def make_demo(*, today: date) -> bool:
    """The whole demo once; False when it is there already (nothing is changed then)."""
    if border.organization_at(ORGANIZATIONS["acme"].host):
        return False
    made = {name: create_organization(facts) for name, facts in ORGANIZATIONS.items()}
    hashed = make_password(PASSWORD)
    for name, organization in made.items():
        with border.inside(organization, DIRECTOR, via="command"):
            for person in PEOPLE:
                create_account(person.email(name), person.name, [person.role], hashed=hashed)
    for supplier, buyer in TRADES:
        with border.inside(made[supplier], DIRECTOR, via="command"):
            facts = BuyerFacts(erp_id=f"C-{made[buyer].number:04d}", email=f"ben@{buyer}.example")
            add_buyer(made[buyer].number, facts=facts)
    _tell_story(made, story.quarter_before(today))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return True


def _tell_story(made: dict[str, OrganizationRef], quarter: story.Quarter) -> None:
    with border.inside(made["initech"], _person(made, "initech", 2), via="command"):
        story.write_initech_orders(quarter)
    with border.inside(made["globex"], _person(made, "globex", 2), via="command"):
        story.write_globex_orders(quarter)
    for supplier in ("acme", "globex"):
        with border.inside(made[supplier], _person(made, supplier, 1), via="command"):
            partners = {partner.name: partner for partner in buyers()}
            story.set_terms(partners, quarter)
            story.trade(supplier, partners, quarter)
    with border.inside(made["acme"], _person(made, "acme", 1), via="command"):
        story.leave_work_to_do({partner.name: partner for partner in buyers()}, quarter)


def _person(made: dict[str, OrganizationRef], organization: str, which: int) -> Actor:
    """The actor of a person of the cast, read through a door of its own."""
    with border.inside(made[organization], DIRECTOR, via="command"):
        account: Account = Account.objects.get(email=PEOPLE[which].email(organization))
        return account.as_actor()

"""Who is in the demo: a distributor, a seller, a customer, a stranger, and a person for every role in each."""

from __future__ import annotations

from dataclasses import dataclass

from people.permissions import Role
from tenants.provisioning import NewOrganization

PASSWORD = "demo password 2026"  # noqa: S105  printed for everybody to see


@dataclass(frozen=True, slots=True)
class Person:
    """A log-in of the demo; the address is `<first name>@<organization>.example`."""

    name: str
    role: Role

    def email(self, organization: str) -> str:
        return f"{self.name.split()[0].lower()}@{organization}.example"


ORGANIZATIONS = {
    "acme": NewOrganization(
        "Acme Distribution SE", "distributor", "acme.localhost", "DE", tax_id="DE811128135", city="Hamburg"
    ),
    "globex": NewOrganization(
        "Globex Software GmbH", "seller", "globex.localhost", "DE", tax_id="DE136695976", city="Köln"
    ),
    "initech": NewOrganization(
        "Initech AG", "customer", "initech.localhost", "DE", tax_id="DE129273398", city="Berlin"
    ),
    "hooli": NewOrganization("Hooli Ltd", "customer", "hooli.localhost", "IE", tax_id="IE6388047V", city="Dublin"),
}
PEOPLE = (
    Person("Mara König", Role.ADMIN),
    Person("Ben Vogt", Role.BILLING_ADMIN),
    Person("Lena Brandt", Role.BUYER),
    Person("Otto Reiter", Role.AUDITOR),
)
TRADES = (("acme", "globex"), ("acme", "initech"), ("globex", "initech"))


def log_ins(port: int) -> str:
    """The text that `manage.py up` prints: one address an organization, one log-in a role."""
    lines = ["", "Sign in with the password:  " + PASSWORD, ""]
    for name, organization in ORGANIZATIONS.items():
        lines.append(f"{organization.name} ({organization.kind})  http://{organization.host}:{port}/")
        lines.extend(f"    {person.role.label:<14} {person.email(name)}" for person in PEOPLE)
    return "\n".join([*lines, ""])

"""Who is in the demo: a distributor, two sellers, six customers, a stranger, the operator, people for every role."""

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


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody with other roles than the four: several standard ones, or a custom one by its name."""

    organization: str
    name: str
    roles: tuple[Role, ...] = ()
    custom: str = ""

    @property
    def email(self) -> str:
        return f"{self.name.split()[0].lower()}@{self.organization}.example"

    @property
    def roles_in_words(self) -> str:
        return self.custom or ", ".join(str(role.label) for role in self.roles)


def _customer(slug: str, name: str, country: str, city: str, **facts: str) -> NewOrganization:
    return NewOrganization(name, "customer", f"{slug}.localhost", country, city=city, **facts)


ORGANIZATIONS = {
    "acme": NewOrganization(
        "Acme Distribution SE", "distributor", "acme.localhost", "DE", tax_id="DE811128135", city="Hamburg"
    ),
    "globex": NewOrganization(
        "Globex Software GmbH", "seller", "globex.localhost", "DE", tax_id="DE136695976", city="Köln"
    ),
    "nordwind": NewOrganization(
        "Nordwind Cloud GmbH", "seller", "nordwind.localhost", "DE", tax_id="DE143454214", city="Kiel", locale="de"
    ),
    "initech": _customer("initech", "Initech AG", "DE", "Berlin", tax_id="DE129273398"),
    "vandelay": _customer(
        "vandelay", "Vandelay Importe GmbH", "AT", "Wien", tax_id="ATU12345675", time_zone="Europe/Vienna", locale="de"
    ),
    "pendant": _customer(
        "pendant", "Pendant Publishing Inc.", "US", "New York", tax_id="13-5562301", time_zone="America/New_York",
        currency="USD",
    ),
    "verne": _customer(
        "verne", "Éditions Verne SARL", "FR", "Nantes", tax_id="FR83404833048", time_zone="Europe/Paris"
    ),
    "tanaka": _customer(
        "tanaka", "Tanaka Seimitsu K.K.", "JP", "Osaka", tax_id="T7120001077523", time_zone="Asia/Tokyo", currency="JPY"
    ),
    "lindenau": _customer("lindenau", "Stadtwerke Lindenau", "DE", "Leipzig", locale="de"),
    "hooli": _customer("hooli", "Hooli Ltd", "IE", "Dublin", tax_id="IE6388047V", time_zone="Europe/Dublin"),
    "ops": NewOrganization("Billing Operations", "operator", "ops.localhost", "DE", city="Berlin"),
}  # fmt: skip
# In every organization.
PEOPLE = (
    Person("Mara König", Role.ADMIN),
    Person("Ben Vogt", Role.BILLING_ADMIN),
    Person("Lena Brandt", Role.BUYER),
    Person("Otto Reiter", Role.AUDITOR),
)
# In one organization each, beside the others; with a custom role somebody has no standard one.
COLLEAGUES = (
    Colleague("acme", "Nora Falk", (Role.BILLING_ADMIN, Role.AUDITOR)),
    Colleague("initech", "Nora Falk", (Role.BUYER, Role.AUDITOR)),
    Colleague("initech", "Tom Hale", custom="PO status only"),
)
TRADES = (
    ("acme", "globex"),
    ("acme", "nordwind"),
    ("acme", "initech"),
    ("acme", "vandelay"),
    ("acme", "pendant"),
    ("globex", "initech"),
    ("globex", "verne"),
    ("nordwind", "tanaka"),
    ("nordwind", "lindenau"),
)
IN_GERMAN = ("nordwind", "vandelay", "lindenau")


def log_ins(port: int) -> str:
    """The text that `manage.py up` prints: one line an organization, one a role."""
    width = max(len(each.name) for each in ORGANIZATIONS.values())
    lines = ["", *(_address(each, width, port) for each in ORGANIZATIONS.values()), ""]
    lines += [f"  {person.email('<organization>'):<32} {person.role.label}" for person in PEOPLE]
    lines += [f"  {each.email:<32} {each.roles_in_words}" for each in COLLEAGUES]
    example = PEOPLE[1].email("acme")
    return "\n".join([*lines, "", f"Password of everybody: {PASSWORD}    For example {example} at Acme.", ""])


def _address(organization: NewOrganization, width: int, port: int) -> str:
    what = "stranger" if organization.host == "hooli.localhost" else organization.kind
    return f"  {organization.name:<{width}}  {what:<12} http://{organization.host}:{port}/"

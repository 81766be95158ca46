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


ORGANIZATIONS = {
    "acme": NewOrganization(
        "Acme Distribution SE", "distributor", "acme.localhost", "DE", tax_id="DE811128135", street="Kehrwieder 8",
        postcode="20457", city="Hamburg", iban="DE02200505501015871393", bic="HASPDEHHXXX",
    ),
    "globex": NewOrganization(
        "Globex Software GmbH", "seller", "globex.localhost", "DE", tax_id="DE136695976", street="Aachener Straße 1042",
        postcode="50858", city="Köln", iban="DE89370400440532013000", bic="COBADEFFXXX",
    ),
    "nordwind": NewOrganization(
        "Nordwind Cloud GmbH", "seller", "nordwind.localhost", "DE", tax_id="DE143454214", street="Schwedenkai 14",
        postcode="24103", city="Kiel", locale="de", iban="DE48210501700000123456", bic="NOLADE21KIE",
        account_holder="Nordwind Abrechnung",
    ),
    "initech": NewOrganization(
        "Initech AG", "customer", "initech.localhost", "DE", tax_id="DE129273398", street="Köpenicker Straße 154",
        postcode="10997", city="Berlin",
    ),
    "vandelay": NewOrganization(
        "Vandelay Importe GmbH", "customer", "vandelay.localhost", "AT", tax_id="ATU12345675",
        time_zone="Europe/Vienna", street="Handelskai 92", postcode="1200", city="Wien", locale="de",
    ),
    "pendant": NewOrganization(
        "Pendant Publishing Inc.", "customer", "pendant.localhost", "US", tax_id="13-5562301",
        time_zone="America/New_York", street="600 Madison Avenue", postcode="NY 10022", city="New York",
        currency="USD",
    ),
    "verne": NewOrganization(
        "Éditions Verne SARL", "customer", "verne.localhost", "FR", tax_id="FR83404833048", time_zone="Europe/Paris",
        street="3 rue de l’Hermitage", postcode="44100", city="Nantes",
    ),
    "tanaka": NewOrganization(
        "Tanaka Seimitsu K.K.", "customer", "tanaka.localhost", "JP", tax_id="T7120001077523", time_zone="Asia/Tokyo",
        street="2-4-9 Umeda, Kita-ku", postcode="530-0001", city="Osaka", currency="JPY",
    ),
    "lindenau": NewOrganization(
        "Stadtwerke Lindenau", "customer", "lindenau.localhost", "DE", street="Demmeringstraße 21", postcode="04177",
        city="Leipzig", locale="de",
    ),
    "hooli": NewOrganization(
        "Hooli Ltd", "customer", "hooli.localhost", "IE", tax_id="IE6388047V", time_zone="Europe/Dublin",
        street="30 Barrow Street", postcode="D04 E5W5", city="Dublin",
    ),
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

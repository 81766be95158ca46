"""What the page My account tells a person: who they are here, what their roles permit, how they are signed in."""

from __future__ import annotations

from babel import Locale, UnknownLocaleError
from stdnum import iban

from common.postal import on_one_line
from common.ui.parts import Fact
from people.models import Account
from people.permissions import HeldRole, Permission, permission_words
from tenants.border import OrganizationRef
from tenants.models import OrganizationKind


def person_facts(person: Account, organization: OrganizationRef) -> tuple[Fact, ...]:
    """Name, address, language and time zone."""
    return (
        Fact("Name", person.name or "—"),
        Fact("E-mail", person.email, note="You sign in with it."),
        Fact("Language", language_name(person.language), note="Of mails about your account."),
        Fact("Time zone", organization.time_zone, note="That of the organization: dates and times are shown in it."),
    )


def role_facts(person: Account) -> tuple[Fact, ...]:
    """Each role held, with what it permits in words."""
    return tuple(Fact(role.label, _permitted(role)) for role in person.held)


def _permitted(role: HeldRole) -> str:
    """What a role permits: "See invoices, edit drafts, …"."""
    return permission_words(role.permissions).capitalize() or "Nothing yet."


def organization_facts(organization: OrganizationRef, person: Account) -> tuple[Fact, ...]:
    """Whose books these are; the account only for somebody who may see payment details."""
    place = on_one_line(
        street=organization.street,
        postcode=organization.postcode,
        city=organization.city,
        country=organization.country,
    )
    facts = (
        Fact("Organization", organization.name),
        Fact("Kind", str(OrganizationKind(organization.kind).label)),
        Fact("Organization ID", organization.organization_id),
        Fact("Place", place or "—"),
        Fact("VAT number", organization.tax_id or "—"),
        Fact("Default currency", organization.currency),
    )
    if not person.may(Permission.SEE_PAYMENT_DETAILS):
        return facts
    account = " ".join(filter(None, [iban.format(organization.iban), organization.bic, organization.account_holder]))
    return (*facts, Fact("Account it is paid on", account or "—", note="Printed on invoices issued from now on."))


def language_name(code: str) -> str:
    """The language's own name: "Deutsch"; the code where it has none."""
    try:
        name = Locale.parse(code.replace("-", "_")).get_display_name()
    except (ValueError, UnknownLocaleError):
        return code
    return name.capitalize() if name else code

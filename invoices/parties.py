"""Supplier and buyer as they are at present: what issuing freezes, and what the preview of a draft prints."""

from __future__ import annotations

from typing import Any

from partners.models import Partner
from tenants import border
from tenants.border import Link, OrganizationRef

PARTY = ("name", "street", "postcode", "city", "country", "tax_id", "organization_id")


def present_parties(partner: Partner, link: Link | None) -> tuple[dict[str, Any], dict[str, Any]]:
    """Supplier and buyer as JSON; a linked buyer by its organization's own facts, any other as noted; no statement.

    Of a buyer outside the platform no street and no postcode are noted.
    """
    return party_of(border.present_organization()), party_of(link.buyer if link else partner)


def party_of(known: OrganizationRef | Partner) -> dict[str, Any]:
    """What is frozen of a supplier or a buyer; of both sides the same, and it crosses to both."""
    return {name: getattr(known, name, "") for name in PARTY}


def present_account() -> dict[str, str]:
    """The account that the supplier is paid on, by `holder`, `iban` and `bic`; empty where it has named none."""
    own = border.present_organization()
    return {"holder": own.account_holder or own.name, "iban": own.iban, "bic": own.bic} if own.iban else {}


def present_link(partner: Partner) -> Link | None:
    """The relationship with a partner that is an organization of the platform; at most one statement."""
    return border.find_link(partner.relationship) if partner.relationship else None

"""Supplier and buyer as they are at present: what issuing freezes, and what the preview of a draft prints."""

from __future__ import annotations

from typing import Any

from partners.models import Partner
from tenants import border
from tenants.border import Link

PARTY = ("name", "country", "city", "tax_id", "organization_id")


def present_parties(partner: Partner, link: Link | None) -> tuple[dict[str, Any], dict[str, Any]]:
    """Supplier and buyer as JSON; a linked buyer by its organization's own facts, any other as noted; no statement."""
    own, buyer = border.present_organization(), link.buyer if link else partner
    return {name: getattr(own, name) for name in PARTY}, {name: getattr(buyer, name) for name in PARTY}


def present_link(partner: Partner) -> Link | None:
    """The relationship with a partner that is an organization of the platform; at most one statement."""
    return border.find_link(partner.relationship) if partner.relationship else None

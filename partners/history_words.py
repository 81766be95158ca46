"""How the history speaks of trading partners."""

from __future__ import annotations

from people.permissions import Permission
from tenants.history.words import Words, column

SEEN_WITH = Permission.SEE_PARTNERS.value

PARTNER = Words(
    table="partners_partner",
    noun="partner",
    kind="Partners",
    labels={
        "side": "Side",
        "name": "Name",
        "country": "Country",
        "city": "City",
        "tax_id": "Tax ID",
        "email": "E-mail",
        "language": "Language",
        "tier": "Tier",
        "erp_id": "ERP ID",
        "vendor_number": "Vendor number",
        "is_active": "Active",
        "organization_number": "Organization number",
    },
    unshown={
        "id": "means nothing to a reader",
        "public_id": "means nothing to a reader",
        "relationship": "means nothing to a reader",
        "identity": "is made of name and tax ID",
        "created_at": "never changes",
    },
    named_by=("name",),
    name=column("name"),
    permission=SEEN_WITH,
    trail="history:partner",
    found_by=("name", "erp_id"),
)
WORDS = (PARTNER,)

"""How the history speaks of service accounts and tokens of the API; of a token neither its text nor its hash."""

from __future__ import annotations

from people.permissions import Permission
from tenants.history.words import Words, column

NO_MEANING = "means nothing to a reader"
API = "API access"
SEEN_WITH = Permission.SEE_MEMBERS.value

SERVICE_ACCOUNT = Words(
    table="api_serviceaccount",
    noun="service account",
    kind=API,
    labels={"name": "Name", "permissions": "Permissions", "is_active": "Active"},
    unshown={"id": NO_MEANING, "public_id": NO_MEANING, "created_at": "never changes"},
    named_by=("name",),
    name=column("name"),
    permission=SEEN_WITH,
    found_by=("name",),
)
TOKEN = Words(
    table="api_apitoken",
    noun="API token",
    kind=API,
    labels={
        "name": "Name",
        "account_id": "Person",
        "service_account_id": "Service account",
        "sha256": "Token",
        "scopes": "Permissions",
        "expires_at": "Works until",
        "revoked_at": "Revoked",
        "warned_at": "Told that it ends",
    },
    masked=frozenset({"sha256"}),
    unshown={
        "id": NO_MEANING,
        "public_id": NO_MEANING,
        "shown": "is how the token begins",
        "created_at": "never changes",
    },
    named_by=("name",),
    name=lambda values: f"token {values['name']}",
    permission=SEEN_WITH,
    found_by=("name",),
)
WORDS = (SERVICE_ACCOUNT, TOKEN)

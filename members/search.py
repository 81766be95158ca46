"""Members for the search over everything: by name or e-mail."""

from __future__ import annotations

from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse

from billing_platform.search import MOST, Hit, Source, Wanted
from people.models import Account
from people.permissions import Permission


def found_members(wanted: Wanted) -> list[Hit]:
    """Accounts whose name or e-mail holds the words, by name; one statement."""
    if not wanted.words:
        return []
    matches = Q(name__icontains=wanted.words) | Q(email__icontains=wanted.words)
    found = Account.objects.filter(matches).order_by("name", "id").values_list("public_id", "name", "email")
    return [Hit(name, email, reverse("members:detail", args=[ident])) for ident, name, email in found[: MOST + 1]]


SOURCE = Source(
    "members",
    "Members",
    "people",
    Permission.SEE_MEMBERS,
    found_members,
    lambda words: f"{reverse('members:list')}?{urlencode({'q': words})}",
)

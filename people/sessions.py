"""Sessions of signed-in people, each bound to the one organization it was begun in."""

from __future__ import annotations

from django.contrib.auth import login
from django.http import HttpRequest

from people.access import PersonRequest
from people.models import Account
from tenants import border

ORGANIZATION_KEY = "organization"


def begin_session(request: HttpRequest, account: Account) -> None:
    """Sign the person in under a new session key, as the acting person from now on."""
    border.act_as(account.as_actor())
    login(request, account)
    request.session[ORGANIZATION_KEY] = str(border.present_organization().public_id)


def is_bound_here(request: PersonRequest) -> bool:
    """Whether the session was begun in the organization whose door is open; one without a mark was not."""
    return bool(request.session.get(ORGANIZATION_KEY) == str(request.organization.public_id))

"""Absolute links to an organization's pages, for mails: from settings and its own host, never from a request."""

from __future__ import annotations

from functools import cache
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from tenants import register
from tenants.border import OrganizationRef

PLACE = str(UUID(int=0))
STANDARD_PORTS = {"http": "80", "https": "443"}


def root_of(organization: OrganizationRef) -> str:
    """Where the organization's pages begin: "https://acme.example"; one statement."""
    return root_at(register.host_of(organization))


def root_at(host: str) -> str:
    """Where the pages of an organization's host begin."""
    scheme = "https" if settings.IS_DEPLOYED else "http"
    port = str(settings.BASE_URL_PORT)
    shown = f":{port}" if port and port != STANDARD_PORTS[scheme] else ""
    return f"{scheme}://{host}{shown}"


def link(root: str, page: str, argument: UUID | str) -> str:
    """The absolute link to the page of one thing, by the page's URL name, below `root`."""
    return root + _path(page).replace(PLACE, str(argument))


@cache
def _path(page: str) -> str:
    """The page's path with PLACE for the thing: looked up once, since a chunk of mails asks for it 500 times."""
    return reverse(page, args=[PLACE])

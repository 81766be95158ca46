"""What the frame shows for this request: whose books, who is signed in, and the pages their role may open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject

from common.ui.shell import THEME_COOKIE, NavGroup, NavItem, Shell, theme_from_cookie
from people.models import Account
from people.permissions import Permission, Role
from tenants.border import OrganizationRef
from tenants.models import OrganizationKind

PRODUCT_NAME = "Billing"


def shell(request: HttpRequest) -> dict[str, SimpleLazyObject]:
    """Context processor; made only when a template prints it, so that a partial costs nothing."""
    return {"shell": SimpleLazyObject(partial(shell_of, request))}


def shell_of(request: HttpRequest) -> Shell:
    theme = theme_from_cookie(request.COOKIES.get(THEME_COOKIE))
    return Shell(PRODUCT_NAME, theme=theme)

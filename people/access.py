"""Who may open a page: signed in, and holding the permission the view names."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, resolve_url

from common.dates import local_today
from people.models import Account
from people.permissions import Permission
from people.queries import missing_words
from tenants.border import OrganizationRef

P = ParamSpec("P")


class PersonRequest(HttpRequest):
    """A request of somebody signed in, at an organization's host; what a view behind `requires` is given."""

    user: Account
    organization: OrganizationRef
    current_page: str  # the URL name of the menu entry a page belongs to, where its address does not say so


def today_of(request: PersonRequest) -> date:
    """The date in the organization's zone."""
    return local_today(datetime.now(UTC), request.organization.time_zone)


def requires(
    *permissions: Permission, is_for_enrolling: bool = False
) -> Callable[[Callable[Concatenate[Any, P], HttpResponseBase]], Callable[Concatenate[Any, P], HttpResponseBase]]:
    """Declare the permissions of a view (all of them are needed): sign-in first, then 403 for the wrong role.

    Whoever lacks the second factor that the organization wants is led to setting it up, wherever they go; only pages
    that are for just that (`is_for_enrolling`) open. The declaration stands on the view as `required_permissions`; a
    test fails for a route without one.
    """

    def declare(
        view: Callable[Concatenate[Any, P], HttpResponseBase],
    ) -> Callable[Concatenate[Any, P], HttpResponseBase]:
        @wraps(view)
        def guarded(request: Any, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not isinstance(request.user, Account):
                return redirect_to_login(_way_back(request))
            if request.user.must_enrol and not is_for_enrolling:
                return redirect("people:second_factor")
            refuse_without(request.user, *permissions)
            return view(request, *args, **kwargs)

        guarded.required_permissions = permissions  # type: ignore[attr-defined]
        return cast(Callable[Concatenate[Any, P], HttpResponseBase], guarded)

    return declare


def signed_in_only(
    view: Callable[Concatenate[Any, P], HttpResponseBase],
) -> Callable[Concatenate[Any, P], HttpResponseBase]:
    """A page for everybody who works here, whatever their role."""
    return requires()(view)


def for_enrolling(
    view: Callable[Concatenate[Any, P], HttpResponseBase],
) -> Callable[Concatenate[Any, P], HttpResponseBase]:
    """A page that opens while a second factor is due and not set up."""
    return requires(is_for_enrolling=True)(view)


def refuse_without(person: Account, *permissions: Permission) -> None:
    """403 for a person who lacks one of the permissions; for views that learn from the address which they need."""
    missing = [permission for permission in permissions if not person.may(permission)]
    if missing:
        raise PermissionDenied(missing_words(missing[0]))


def _way_back(request: HttpRequest) -> str:
    """Where to go after signing in: the page asked for, but never an address that only takes a POST."""
    return request.get_full_path() if request.method in ("GET", "HEAD") else resolve_url("home")

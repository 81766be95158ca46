"""What the frame shows for this request: whose books, who is signed in, and the pages their role may open."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from common.ui.shell import THEME_COOKIE, NavGroup, NavItem, Shell, theme_from_cookie
from people.models import Account
from people.permissions import Permission, Role
from tenants.border import OrganizationRef
from tenants.jobs.queries import running_count
from tenants.models import OrganizationKind

PRODUCT_NAME = "Billing"
SUPPLIERS = frozenset({OrganizationKind.DISTRIBUTOR, OrganizationKind.SELLER})
TRADERS = SUPPLIERS | {OrganizationKind.CUSTOMER}
EVERYBODY = frozenset(OrganizationKind)


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the navigation: its address by name, who may open it, and in which kinds of organization it exists."""

    label: str
    url_name: str
    icon: str
    permission: Permission
    kinds: frozenset[OrganizationKind] = EVERYBODY


GROUPS = {
    "Billing": (
        Page("Outgoing invoices", "invoices:outgoing", "invoice", Permission.SEE_INVOICES, SUPPLIERS),
        Page("Incoming invoices", "invoices:incoming", "inbox", Permission.SEE_INVOICES, TRADERS),
    ),
    "Purchasing": (Page("Purchase orders", "purchase_orders:list", "po", Permission.SEE_PURCHASE_ORDERS, TRADERS),),
    "Insight": (Page("Mails", "notifications:list", "mail", Permission.SEE_NOTIFICATIONS),),
}
JOBS = Page("Jobs", "jobs:list", "jobs", Permission.SEE_JOBS)


def shell(request: HttpRequest) -> dict[str, object]:
    """Context processor. The frame is made when a template prints it, so that a partial costs nothing."""
    return {"shell": SimpleLazyObject(partial(shell_of, request))}


def shell_of(request: HttpRequest) -> Shell:
    """The frame of this request; one statement for somebody who sees jobs, none for a visitor.

    A host without organization and a page answered before anybody was looked up get a frame without them. The current
    page is the one whose address begins the request's; a view may name another one in `request.current_page`.
    """
    theme = theme_from_cookie(request.COOKIES.get(THEME_COOKIE))
    organization: OrganizationRef | None = getattr(request, "organization", None)
    if organization is None:
        return Shell(PRODUCT_NAME, theme=theme)
    person = getattr(request, "user", None)
    if not isinstance(person, Account):
        return Shell(PRODUCT_NAME, organization.name, theme=theme)
    return Shell(
        PRODUCT_NAME,
        organization_name=organization.name,
        organization_kind_label=str(OrganizationKind(organization.kind).label),
        organization_number=organization.organization_id,
        person_name=person.name or person.email,
        person_email=person.email,
        role_label=_role_words(person),
        theme=theme,
        home_url=reverse("home"),
        sign_out_url=reverse("people:sign_out"),
        nav=_groups(request, person, organization),
        nav_foot=_foot(request, person, organization),
    )


def _role_words(person: Account) -> str:
    held = {assignment.role for assignment in person.roles.all()}
    return ", ".join(str(role.label) for role in Role if role in held)


def _groups(request: HttpRequest, person: Account, organization: OrganizationRef) -> tuple[NavGroup, ...]:
    groups = ((title, _items(request, person, organization, pages)) for title, pages in GROUPS.items())
    return (_dashboard(request), *(NavGroup(title, items) for title, items in groups if items))


def _dashboard(request: HttpRequest) -> NavGroup:
    url = reverse("home")
    return NavGroup("", (NavItem("Dashboard", url, "home", is_current=request.path == url),))


def _items(
    request: HttpRequest, person: Account, organization: OrganizationRef, pages: tuple[Page, ...]
) -> tuple[NavItem, ...]:
    open_here = (page for page in pages if organization.kind in page.kinds and person.may(page.permission))
    return tuple(_item(request, page) for page in open_here)


def _item(request: HttpRequest, page: Page, count: str = "") -> NavItem:
    url, named = reverse(page.url_name), getattr(request, "current_page", "")
    is_current = page.url_name == named if named else request.path.startswith(url)
    return NavItem(page.label, url, page.icon, is_current=is_current, count=count)


def _foot(request: HttpRequest, person: Account, organization: OrganizationRef) -> tuple[NavItem, ...]:
    if not person.may(JOBS.permission):
        return ()
    running = running_count()
    return (_item(request, JOBS, f"{running} running" if running else ""),)

"""What the frame shows for this request: whose books, who is signed in, and the pages their role may open."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import partial

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from billing_platform.bell import FAILED_JOBS, RUNNING_JOBS, bell_of
from common.ui.shell import THEME_COOKIE, Bell, NavGroup, NavItem, Shell, Theme, theme_from_cookie
from people.models import Account
from people.permissions import Permission, labels_of
from tenants.border import OrganizationRef
from tenants.models import OrganizationKind

PRODUCT_NAME = "Billing"
SUPPLIERS = frozenset({OrganizationKind.DISTRIBUTOR, OrganizationKind.SELLER})
TRADERS = SUPPLIERS | {OrganizationKind.CUSTOMER}
OPERATORS = frozenset({OrganizationKind.OPERATOR})
EVERYBODY = frozenset(OrganizationKind)


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the navigation: its address by name, who may open it, and in which kinds of organization it exists.

    `also` are the names of pages elsewhere that belong to it, as patterns: “invoices:upload*”.
    """

    label: str
    url_name: str
    icon: str
    permission: Permission
    kinds: frozenset[OrganizationKind] = EVERYBODY
    also: tuple[str, ...] = ()


OUTGOING = Page(
    "Outgoing invoices", "invoices:outgoing", "invoice", Permission.SEE_INVOICES, TRADERS,
    ("invoices:new", "invoices:edit", "invoices:deletion", "invoices:return"),
)  # fmt: skip
INCOMING = Page(
    "Incoming invoices", "invoices:incoming", "inbox", Permission.SEE_INVOICES, TRADERS, ("invoices:upload*",)
)
BILLINGS = Page("Billings", "invoices:billings", "tag", Permission.SEE_INVOICES, TRADERS)
ORDERS = Page(
    "Purchase orders", "purchase_orders:list", "po", Permission.SEE_PURCHASE_ORDERS, TRADERS, ("invoices:of_order",)
)
GROUPS = {
    "Installation": (Page("Organizations", "organizations:list", "box", Permission.SEE_JOBS, OPERATORS),),
    "Billing": (OUTGOING, INCOMING, BILLINGS),
    "Purchasing": (ORDERS,),
    "Insight": (
        Page("Mails", "notifications:list", "mail", Permission.SEE_NOTIFICATIONS),
        Page("History", "history:list", "repeat", Permission.SEE_HISTORY),
    ),
    "Settings": (
        Page("Partners", "partners:list", "link", Permission.SEE_PARTNERS, TRADERS),
        Page("Payment terms", "payment_terms:list", "clock", Permission.SEE_PAYMENT_TERMS, SUPPLIERS),
        Page("Matching", "purchase_orders:matching", "po", Permission.SEE_PURCHASE_ORDERS, TRADERS),
        Page("Members", "members:list", "people", Permission.SEE_MEMBERS),
        Page("API", "service_accounts:list", "key", Permission.SEE_MEMBERS),
    ),
}
# What a seller or customer also finds under My profile, My account, Billing.
BILLING_GROUPS = ("Billing", "Money", "Purchasing")
JOBS = Page("Jobs", "jobs:list", "jobs", Permission.SEE_JOBS)


def shell(request: HttpRequest) -> dict[str, object]:
    """Context processor. The frame is made when a template prints it, so that a partial costs nothing."""
    return {"shell": SimpleLazyObject(partial(shell_of, request))}


def shell_of(request: HttpRequest) -> Shell:
    """The frame of this request; one statement for the counts of what waits, none for a visitor.

    A host without organization and a page answered before anybody was looked up get a frame without them. The current
    page is the one whose address begins the request's or that names the view among its own; a view of an object that
    may belong to either of two says so in `request.current_page`.
    """
    theme = theme_from_cookie(request.COOKIES.get(THEME_COOKIE))
    organization: OrganizationRef | None = getattr(request, "organization", None)
    if organization is None:
        return Shell(PRODUCT_NAME, theme=theme)
    person = getattr(request, "user", None)
    if not isinstance(person, Account):
        return Shell(PRODUCT_NAME, organization.name, theme=theme)
    return _frame(request, person, organization, theme)


def _frame(request: HttpRequest, person: Account, organization: OrganizationRef, theme: Theme) -> Shell:
    groups, bell = _groups(request, person, organization), bell_of(person)
    return Shell(
        PRODUCT_NAME,
        organization_name=organization.name,
        organization_kind_label=str(OrganizationKind(organization.kind).label),
        organization_number=organization.organization_id,
        person_name=person.name or person.email,
        person_email=person.email,
        role_label=labels_of(person.held),
        theme=theme,
        home_url=reverse("home"),
        sign_out_url=reverse("people:sign_out"),
        search_url=reverse("search"),
        nav=groups,
        nav_foot=_foot(request, person, bell),
        account_items=(
            NavItem("My account", reverse("people:account"), "people"),
            NavItem("API tokens", reverse("tokens:own"), "key"),
        ),
        billing=_billing(groups, organization),
        bell=bell,
    )


def _groups(request: HttpRequest, person: Account, organization: OrganizationRef) -> tuple[NavGroup, ...]:
    groups = ((title, _items(request, person, organization, pages)) for title, pages in GROUPS.items())
    shown = tuple(NavGroup(title, items) for title, items in groups if items)
    return shown if organization.kind in OPERATORS else (_dashboard(request), *shown)


def _dashboard(request: HttpRequest) -> NavGroup:
    url = reverse("home")
    return NavGroup("", (NavItem("Dashboard", url, "home", is_current=request.path == url),))


def _billing(groups: tuple[NavGroup, ...], organization: OrganizationRef) -> tuple[NavGroup, ...]:
    """A distributor has these pages in the main menu alone."""
    if organization.kind == OrganizationKind.DISTRIBUTOR:
        return ()
    return tuple(group for group in groups if group.title in BILLING_GROUPS)


def _items(
    request: HttpRequest, person: Account, organization: OrganizationRef, pages: tuple[Page, ...]
) -> tuple[NavItem, ...]:
    open_here = (page for page in pages if organization.kind in page.kinds and person.may(page.permission))
    return tuple(_item(request, page) for page in open_here)


def _item(request: HttpRequest, page: Page, count: str = "", tone: str = "") -> NavItem:
    url = reverse(page.url_name)
    return NavItem(page.label, url, page.icon, is_current=_is_current(request, page, url), count=count, tone=tone)


def _is_current(request: HttpRequest, page: Page, url: str) -> bool:
    named = getattr(request, "current_page", "")
    if named:
        return bool(page.url_name == named)
    view = request.resolver_match.view_name if request.resolver_match else ""
    return request.path.startswith(url) or any(fnmatchcase(view, pattern) for pattern in page.also)


def _foot(request: HttpRequest, person: Account, bell: Bell) -> tuple[NavItem, ...]:
    if not person.may(JOBS.permission):
        return ()
    failed, running = bell.count_of(FAILED_JOBS.key), bell.count_of(RUNNING_JOBS.key)
    if failed:
        return (_item(request, JOBS, f"{failed} failed", "bad"),)
    return (_item(request, JOBS, f"{running} running" if running else ""),)

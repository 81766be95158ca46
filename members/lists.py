"""The lists of members and of invitations: who works here, how each comes in, and who was asked to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import Lower
from django.db.models.lookups import Exact, In
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

from billing_platform.lists import filters
from billing_platform.lists.columns import NONE, Column, Kind
from billing_platform.lists.context import ListContext
from billing_platform.lists.definition import ListDefinition, Order, Rows, Search, View
from billing_platform.lists.filters import Choices, Filter
from common.ui.figures import moment_text
from members.models import Purpose, Ticket
from members.queries import InvitationRow, invitation_row
from people.models import Account, SecondFactor, email_key, told_roles
from people.permissions import HeldRole, Permission, Role, labels_of
from people.queries import AccountState, known_roles, locked_until
from tenants.models import now

ROLES, FACTOR, LOCK, INVITED = "roles", "factor", "lock", "invited"
NEVER = SafeString('<span class="cell-none">never</span>')


@dataclass(frozen=True, slots=True)
class ListedMember:
    """An account in the list; each property needs what its column declares."""

    account: Account
    locked_until: datetime | None

    @property
    def public_id(self) -> UUID:
        return self.account.public_id

    @property
    def roles(self) -> str:
        return labels_of(self.account.held)

    @property
    def invited_at(self) -> datetime | None:
        """When the invitation was mailed that this account came by."""
        return getattr(self.account, "invited_at", None)


def _prepared(found: Rows, needs: frozenset[str]) -> Rows:
    if ROLES in needs:
        found = found.prefetch_related(told_roles())
    if FACTOR in needs:
        confirmed = SecondFactor.objects.filter(account=OuterRef("pk"), confirmed_at__isnull=False)
        found = found.annotate(has_factor=Exists(confirmed))
    if INVITED in needs:
        accepted = Ticket.objects.filter(
            Exact(Lower("email"), Lower(OuterRef("email"))), purpose=Purpose.INVITATION, used_at__isnull=False
        )
        found = found.annotate(invited_at=Subquery(accepted.order_by("-id").values("created_at")[:1]))
    return found


def _rows(found: Sequence[Account], context: ListContext, needs: frozenset[str]) -> list[ListedMember]:
    locked = _locked(context) if LOCK in needs else {}
    return [ListedMember(each, locked.get(email_key(each.email))) for each in found]


def _locked(context: ListContext) -> dict[str, datetime]:
    found: dict[str, datetime] = context.once(LOCK, lambda: locked_until(now()))
    return found


def _name_cell(row: ListedMember) -> SafeString:
    url = reverse("members:detail", args=[row.public_id])
    return format_html('<a class="cell-main" href="{}">{}</a>', url, row.account.name)


def _roles_cell(row: ListedMember) -> SafeString:
    return format_html('<span class="wrap">{}</span>', row.roles) if row.roles else NONE


def _lock_cell(row: ListedMember) -> SafeString:
    return format_html('<span class="late">{}</span>', moment_text(row.locked_until)) if row.locked_until else NONE


def _sign_in_cell(row: ListedMember) -> SafeString:
    return escape(moment_text(row.account.last_login)) if row.account.last_login else NEVER


MEMBER_COLUMNS = (
    Column(
        "name", "Name", Kind.TEXT, lambda row: row.account.name, sort="name", cell=_name_cell, is_fixed=True,
        card="lead",
    ),
    Column("email", "E-mail", Kind.TEXT, lambda row: row.account.email, card="sub"),
    Column("roles", "Roles", Kind.TEXT, lambda row: row.roles, cell=_roles_cell, needs=(ROLES,), card="line"),
    Column("state", "Status", Kind.STATUS, lambda row: AccountState.of(row.account.is_active), card="figure"),
    Column("second_factor", "Second factor", Kind.YES_NO, lambda row: row.account.has_factor, needs=(FACTOR,)),
    Column(
        "locked_until", "Locked out until", Kind.INSTANT, lambda row: row.locked_until, cell=_lock_cell,
        needs=(LOCK,), card="line",
    ),
    Column(
        "last_sign_in", "Last signed in", Kind.INSTANT, lambda row: row.account.last_login, sort="last_sign_in",
        cell=_sign_in_cell, card="line",
    ),
    Column("since", "Member since", Kind.INSTANT, lambda row: row.account.created_at, sort="since"),
    Column("invited", "Invited", Kind.INSTANT, lambda row: row.invited_at, is_on=False, needs=(INVITED,)),
)  # fmt: skip


def _known(context: ListContext) -> list[HeldRole]:
    found: list[HeldRole] = context.once(ROLES, known_roles)
    return found


def _role(typed: str) -> str:
    return typed if typed in Role.values else str(filters.read_uuid(typed))


def _holding(key: str, context: ListContext) -> Q:
    return Q(roles__role=key) if key in Role.values else Q(roles__custom__public_id=key)


def _role_words(key: str, context: ListContext) -> str:
    return next((role.label for role in _known(context) if role.key == key), "unknown")


def _roles(context: ListContext) -> Choices:
    return [(role.key, role.label) for role in _known(context)]


def _is_locked(context: ListContext) -> Q:
    return Q(In(Lower("email"), list(_locked(context))))


def _named(text: str, context: ListContext) -> Q:
    return Q(name__icontains=text) | Q(email__icontains=text)


def _edit_url(row: ListedMember, context: ListContext) -> str:
    """The page that has the form of the roles, for those who may use it; one's own another admin changes."""
    can_edit = context.may(Permission.MANAGE_MEMBERS) and row.account.pk != context.person.pk
    return reverse("members:detail", args=[row.public_id]) if can_edit else ""


MEMBERS = ListDefinition(
    key="members",
    title="Members",
    one="member",
    many="members",
    permission=Permission.SEE_MEMBERS,
    url_name="members:list",
    queryset=lambda context: Account.objects.all(),
    columns=MEMBER_COLUMNS,
    orders=(
        Order("name", "Name", "name"),
        Order(
            "last_sign_in", "Last signed in", "last_login", filters.read_instant, is_nullable=True, control="date"
        ),
        Order("since", "Member since"),
    ),
    sort="name",
    views=(
        View("all", "All", lambda today: Q()),
        View("active", "Active", lambda today: Q(is_active=True)),
        View("deactivated", "Deactivated", lambda today: Q(is_active=False)),
        View("never", "Never signed in", lambda today: Q(last_login=None)),
    ),
    filters=(
        Filter("role", "Role", _role, _holding, _role_words, "choice", _roles),
        filters.flag("factor", "Second factor", Q(second_factor__confirmed_at__isnull=False), "on", "off"),
        filters.flag("locked", "Locked out", _is_locked),
        *filters.instants("Last signed in", "last_login", first="seen_since", last="seen_until", spans="seen"),
    ),
    search=Search("Name or e-mail", _named),
    prepare=_prepared,
    rows=_rows,
    edit_url=_edit_url,
    icon="people",
)  # fmt: skip


def _invitations(found: Sequence[Ticket], context: ListContext, needs: frozenset[str]) -> list[InvitationRow]:
    at, roles = now(), _known(context)
    return [invitation_row(ticket, roles, at) for ticket in found]


def _acts(row: InvitationRow, context: ListContext) -> SafeString:
    return render_to_string("members/_invitation_acts.html", {"invited": row}) if row.is_open else SafeString()


def _lead(row: InvitationRow) -> SafeString:
    return format_html('<span class="cell-main">{}</span>', row.name)


def _ended(*, used: bool, withdrawn: bool) -> Any:
    return lambda today: Q(used_at__isnull=not used, withdrawn_at__isnull=not withdrawn)


INVITATIONS = ListDefinition(
    key="invitations",
    title="Invitations",
    one="invitation",
    many="invitations",
    permission=Permission.SEE_MEMBERS,
    url_name="members:invited",
    queryset=lambda context: Ticket.objects.filter(purpose=Purpose.INVITATION),
    columns=(
        Column("name", "Name", Kind.TEXT, lambda row: row.name, cell=_lead, is_fixed=True, card="lead"),
        Column("email", "E-mail", Kind.TEXT, lambda row: row.email, card="sub"),
        Column("roles", "Roles", Kind.TEXT, lambda row: row.roles, cell=_roles_cell, card="line"),
        Column("state", "Status", Kind.STATUS, lambda row: row.state, card="figure"),
        Column("sent", "Invited", Kind.INSTANT, lambda row: row.sent_at, sort="sent", card="line"),
        Column("expires", "Link works until", Kind.INSTANT, lambda row: row.expires_at, card="line"),
        Column("accepted", "Accepted", Kind.INSTANT, lambda row: row.accepted_at, is_on=False),
        Column("withdrawn", "Withdrawn", Kind.INSTANT, lambda row: row.withdrawn_at, is_on=False),
    ),
    orders=(Order("sent", "Invited"),),
    sort="-sent",
    views=(
        View("open", "Open", _ended(used=False, withdrawn=False)),
        View("accepted", "Accepted", _ended(used=True, withdrawn=False)),
        View("withdrawn", "Withdrawn", _ended(used=False, withdrawn=True)),
        View("all", "All", lambda today: Q()),
    ),
    filters=(
        filters.flag("expired", "Link too old", lambda context: Q(expires_at__lte=now())),
        *filters.instants("Invited", "created_at", first="since", last="until", spans="invited"),
    ),
    search=Search("Name or e-mail", _named),
    rows=_invitations,
    acts=_acts,
    acts_permission=Permission.MANAGE_MEMBERS,
    icon="people",
)

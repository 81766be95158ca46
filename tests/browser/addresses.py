"""Every page of the product with something to show on it, found from the addresses, so that a new one is included."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from billing_platform.notifications.models import Mail
from invoices.models import Document
from invoices.operations.issue import issue_invoices, request_issue
from members.operations.invitations import Invitee, invite
from people.models import Account
from people.permissions import Role
from purchase_orders.models import PurchaseOrder
from tests.building import TODAY, draft, line, order, po_line, verified
from tests.people.routes import NOBODY, every_route

LONG = "Rechnungsempfängeranschriftenverwaltung" * 5
HUGE = Decimal("84033613445377.20")
NOT_PAGES = ("/healthz", "/readyz", "/sign-out/")


def written(door: Callable[..., object]) -> dict[str, dict[str, str]]:
    """Fill the books of a supplier and a buyer; by organization, what stands in place of the id in which address."""
    with door("initech"):
        order("CLOUD-2026")
        order(LONG[:200], description=LONG, lines=[po_line(quantity=Decimal(1), unit_price=HUGE, description=LONG)])
        wide, po = (order.public_id for order in PurchaseOrder.objects.order_by("-id"))
        failed = Mail.objects.create(recipient="a@b.example", subject=LONG[:150], text=LONG, state="failed", error="no")
    with door("acme"):
        betty = Account.objects.get(email__startswith="betty@").public_id
        invite(Invitee("nina@acme.example", LONG[:140], [Role.BUYER]), by="Ada")
        token = Mail.objects.latest("id").letter["address"].rstrip("/").rpartition("/")[2]
        open_draft, waiting = draft("initech", line(str(HUGE))), verified("initech", line("100"))
        job = request_issue([waiting.pk], verify=False)
        issue_invoices([verified("initech", line("500.00")).pk], today=TODAY)
        issued = Document.objects.get(state="issued").public_id
    return {
        "acme": {
            "/invoices/": str(issued),
            "/invoices/edit/": str(open_draft.public_id),
            "/invoices/deletion/": str(open_draft.public_id),
            "/invoices/return/": str(waiting.public_id),
            "/invoices/issuance/": str(job),
            "/members/": str(betty),
            "/join/": token,
        },
        "initech": {
            "/invoices/": str(issued),
            "/invoices/of-order/": str(po),
            "/purchase-orders/": str(wide),
            "/purchase-orders/edit/": str(po),
            "/purchase-orders/deletion/": str(po),
            "/mails/": str(failed.public_id),
        },
    }


def pages_of(organization: str, samples: dict[str, dict[str, str]]) -> list[str]:
    """The addresses to open there; those with an id only where there is something with one."""
    plain = [route.path for route in every_route() if not route.has_arguments and route.path not in NOT_PAGES]
    with_id = [_filled(route.path, samples[organization]) for route in every_route() if route.has_arguments]
    return [*plain, *filter(None, with_id), "/no-such-page/"]


def forgotten(samples: dict[str, dict[str, str]]) -> list[str]:
    """Addresses with an id for which nothing was written in either organization."""
    known = {form for forms in samples.values() for form in forms}
    return [route.path for route in every_route() if route.has_arguments and form_of(route.path) not in known]


def form_of(path: str) -> str:
    """An address without its id: "/invoices/edit/"."""
    return path.replace(f"{NOBODY}/", "")


def _filled(path: str, samples: dict[str, str]) -> str:
    ident = samples.get(form_of(path), "")
    return path.replace(str(NOBODY), ident) if ident else ""

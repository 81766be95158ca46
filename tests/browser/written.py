"""Books of a supplier and a buyer in which every page of the product has something to show, long words included."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from io import BytesIO
from pathlib import Path

from django.core.files import File

from billing_platform.api.operations.accounts import create_service_account
from billing_platform.api.operations.tokens import TokenWish, make_token
from billing_platform.bulk.actions import ACTIONS
from billing_platform.bulk.operations import confirm, keep_preview
from billing_platform.lists.operations import save_view
from billing_platform.notifications.models import Mail
from invoices.models import CheckState, Document, RuleCheck
from invoices.operations.issue import issue_invoices
from invoices.operations.receive import receive_einvoice
from invoices.operations.uploads import keep_upload
from invoices.querysets import outgoing
from members.operations.invitations import Invitee, invite
from members.operations.passwords import ask_for_reset
from members.operations.roles import RoleFacts, create_role
from payment_terms.operations import change_many, set_terms
from payment_terms.rules import Kind, Terms
from people.models import Account, CustomRole
from people.permissions import Permission, Role
from purchase_orders.models import PurchaseOrder
from purchase_orders.operations.trial import ask_for_suspension
from tenants import border, register
from tenants.jobs.models import Job
from tests.building import TODAY, buyer, draft, line, order, po_line, verified
from tests.invoices.einvoice.pdf_files import invoice_pdf
from tests.matrix.conftest import signed_in
from tests.matrix.objects import sheets_by_page

FILES = Path(__file__).resolve().parents[1] / "invoices" / "einvoice" / "files"
LONG = "Rechnungsempfängeranschriftenverwaltung" * 5
HUGE = Decimal("84033613445377.20")
Samples = dict[str, Sequence[object]]


def written(door: Callable[..., object]) -> dict[str, Samples]:
    """Fill the books; by organization and by address without its id, what to put in the id's place."""
    with door("initech"):
        buying = {**_orders(), **_received(), **_mail()}
    with door("acme"):
        selling = {**_sold(), **_terms(), **_members(), **_tokens()}
    selling |= _sheets()
    running = {"/organizations/": [each.public_id for each in register.every_organization()][:1]}
    return {
        "ops": running,
        "acme": selling,
        "initech": buying | {"/invoices/": [*selling["/invoices/"], *buying["/invoices/"]]},
    }


def _orders() -> Samples:
    order("CLOUD-2026")
    order(LONG[:200], description=LONG, lines=[po_line(quantity=Decimal(1), unit_price=HUGE, description=LONG)])
    wide, po = (order.public_id for order in PurchaseOrder.objects.order_by("-id"))
    return {
        "/invoices/of-order/": [po],
        "/invoices/fitting-order/": [po],
        "/purchase-orders/": [wide],
        "/purchase-orders/edit/": [po],
        **{f"/purchase-orders/{part}/": [po] for part in ("deletion", "attachments", "notices", "adjustment")},
        "/purchase-orders/one-time/": [po],
        "/purchase-orders/what-if/": [ask_for_suspension([], suspended=True, today=TODAY)],
        "/purchase-orders/suspension/": [po],
        "/purchase-orders/reactivation/": [po],
        "/history/orders/": [wide],
    }


def _received() -> Samples:
    """An XML that breaks rules, a PDF, and files that still wait to be read."""
    xml = receive_einvoice((FILES / "ubl_invoice.xml").read_bytes(), f"{LONG}.xml")
    pdf = receive_einvoice(invoice_pdf(("factur-x.xml", (FILES / "cii_invoice.xml").read_bytes())), "invoice.pdf")
    broken = [
        {"rule": f"BR-{n:02}", "severity": "fatal", "message": LONG, "place": f"/Invoice/{LONG}"} for n in range(9)
    ]
    facts = {"state": CheckState.DONE, "rule_set": "EN 16931", "findings": broken, "finding_count": 12}
    RuleCheck.objects.create(document=xml, attempt=1, **facts)
    upload = keep_upload([File(BytesIO(b"<Invoice"), f"{LONG}.xml"), File(BytesIO(b"%PDF-1.7"), "a.pdf")])
    ours = [xml.public_id]
    return {
        "/invoices/match/": ours,
        "/invoices/move/": ours,
        "/invoices/why-not/": ours,
        "/invoices/": [xml.public_id, pdf.public_id],
        "/invoices/document/": [xml.public_id, pdf.public_id],
        "/invoices/uploads/": [upload],
    }


def _mail() -> Samples:
    failed = Mail.objects.create(recipient="a@b.example", subject=LONG[:150], text=LONG, state="failed", error="no")
    return {"/mails/": [failed.public_id]}


def _sold() -> Samples:
    open_draft, waiting = draft("initech", line(str(HUGE))), verified("initech", line("100"))
    previewed, at_work = _runs([waiting, open_draft])
    issue_invoices([verified("initech", line("500.00")).pk], today=TODAY)
    issued = Document.objects.get(state="issued").public_id
    for name, is_shared in ((LONG[:60], True), ("Mine alone", False)):
        save_view(Account.objects.get(name="Ada"), "outgoing", name, "view=open", is_shared=is_shared)
    return {
        "/invoices/": [issued],
        "/invoices/document/": [issued],
        "/invoices/edit/": [open_draft.public_id],
        "/invoices/deletion/": [open_draft.public_id],
        "/invoices/return/": [waiting.public_id],
        **{f"/lists/{part}/": ["outgoing"] for part in ("columns", "filters", "views", "sums")},
        "/bulk/": [previewed, at_work],
        "/bulk/of/": ["outgoing"],
        "/jobs/": [job.pk for job in Job.objects.filter(kind="bulk_verify_and_issue")],
        "/jobs/cancellation/": [job.pk for job in Job.objects.filter(kind="bulk_verify_and_issue")],
        "/history/documents/": [issued],
        "/invoices/posting-date/": [issued],
        "/history/partners/": [open_draft.partner.public_id],
        "/partners/": [open_draft.partner.public_id],
        "/partners/number/": [open_draft.partner.public_id],
    }


def _sheets() -> Samples:
    """A workbook that was exported, the same sent back, an order that is understood, and the forms that take them."""
    exported, imported, understood = sheets_by_page(signed_in("ada"))
    creating = {"/imports/new/": ["purchase-orders"], "/imports/creations/": [understood]}
    return {"/exports/": [exported], "/imports/": ["partners", "payment_terms", imported], **creating}


def _runs(documents: Sequence[Document]) -> tuple[object, object]:
    """Two choices of the same documents: one to be confirmed by Ada, one confirmed."""
    ada = Account.objects.get(email__startswith="ada@")
    border.act_as(ada.as_actor())
    chosen = outgoing().filter(pk__in=[each.pk for each in documents])
    previewed, at_work = (
        keep_preview(ACTIONS[key], chosen, query="", today=TODAY) for key in ("return_to_draft", "verify_and_issue")
    )
    confirm(at_work)
    return previewed, at_work


def _terms() -> Samples:
    """A row with every state a row can have, and a change of many that can be undone."""
    partner = buyer("initech")
    set_terms(partner.pk, Terms(Kind.DAY_OF_MONTH, day=31, months=12), today=TODAY)
    _, batch = change_many({partner.pk: Terms(Kind.NET, 90)}, today=TODAY)
    return {"/payment-terms/": [partner.public_id], "/payment-terms/changes/": [batch.public_id]}


def _tokens() -> Samples:
    """A program and a person with a token each."""
    ada, scopes = Account.objects.get(email__startswith="ada@"), tuple(Permission)
    program = create_service_account(LONG[:60], scopes, by=ada)
    make_token(program, TokenWish(LONG[:60], scopes), by=ada)
    own = make_token(ada, TokenWish(LONG[:60], scopes), by=ada).token
    return {
        "/my-account/tokens/revocation/": [own.public_id],
        "/api-access/": [program.public_id],
        "/api-access/deactivation/": [program.public_id],
        "/api-access/tokens/revocation/": [own.public_id],
    }


def _members() -> Samples:
    """A colleague, one who is invited, and one who lost the password."""
    betty = Account.objects.get(email__startswith="betty@")
    invite(Invitee("nina@acme.example", LONG[:140], [Role.BUYER]), by="Ada", allowed=frozenset(Permission))
    joining = _mailed_token()
    ask_for_reset(betty.email, address="")
    admin = Account.objects.get(email__startswith="ada@").public_id
    kept = CustomRole.objects.filter(name=LONG[:60]).values_list("public_id", flat=True).first()  # people stay
    role = kept or create_role(RoleFacts(LONG[:60], LONG[:200], frozenset({Permission.SEE_JOBS})), by=admin)
    return {
        "/members/": [betty.public_id],
        "/members/deactivation/": [betty.public_id],
        "/members/roles/": [role],
        "/members/roles/deletion/": [role],
        "/history/members/": [betty.public_id],
        "/join/": [joining, "no-such-link"],
        "/new-password/": [_mailed_token(), "no-such-link"],
    }


def _mailed_token() -> str:
    return str(Mail.objects.latest("id").letter["address"]).rstrip("/").rpartition("/")[2]

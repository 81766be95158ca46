"""One object of every kind that an address can name, in two organizations, and which kind each route is about."""

from __future__ import annotations

import re
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from django.core.files import File
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from billing_platform.notifications.models import Mail
from invoices.operations.issue import issue_invoices, request_issue
from invoices.operations.receive import receive_einvoice
from invoices.operations.uploads import keep_upload
from invoices.pdf.keeping import FrozenPdf, keep
from members.models import Ticket
from members.operations.invitations import Invitee, invite
from members.operations.passwords import mail_reset_link
from members.operations.roles import RoleFacts, create_role
from partners.models import Partner
from people.models import Account
from people.permissions import Permission, Role
from purchase_orders.models import Trial
from purchase_orders.operations.attachments import SentFile, attach
from tenants.models import now
from tests.building import TODAY, draft, line, order, verified
from tests.invoices.einvoice.pdf_files import invoice_pdf
from tests.payment_terms.pages import looked_and_saved
from tests.purchase_orders.ubl_order.orders import order_xml

UUID_TEXT = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
FILES = Path(__file__).resolve().parents[1] / "invoices" / "einvoice" / "files"
UBL, CII = (FILES / "ubl_invoice.xml").read_bytes(), (FILES / "cii_invoice.xml").read_bytes()
P = Permission
Values = dict[str, str]
Objects = dict[str, Values]


@dataclass(frozen=True, slots=True)
class Example:
    """Which kind of object a route opens, and a kind of the same organization that it must not.

    A view that judges beyond its declaration says so here: `first` is the permission it asks before it looks for the
    object, `then` and `acts` those it asks of whoever found it; `is_private` objects are there for their author (Ada)
    alone. `is_shared`: the address names nothing that belongs to an organization.
    """

    own: str
    sibling: str = ""
    first: Permission | None = None
    then: Permission | None = None
    is_private: bool = False
    is_shared: bool = False
    acts: Permission | None = None


# The kind of object behind each route with arguments. A new route stands here with a kind below, or with a new one,
# which `objects_of` makes by the product's own operations.
EXAMPLES = {
    "invoices:of_order": Example("order", "draft"),
    "invoices:uploaded": Example("upload", "draft"),
    "invoices:upload_cancellation": Example("upload", "draft"),
    "invoices:upload_reading": Example("upload", "draft"),
    "invoices:detail": Example("draft", "order"),
    "invoices:document": Example("received", "order"),
    "invoices:document_original": Example("received", "draft"),
    "invoices:document_picture": Example("received_pdf", "received"),
    "invoices:pdf": Example("issued", "received"),
    "invoices:pdf_version": Example("issued_version", "issued_no_version"),
    "invoices:edit": Example("draft", "received"),
    "invoices:verification": Example("draft", "received"),
    "invoices:return": Example("verified", "received"),
    "invoices:rule_check": Example("received", "draft"),
    "invoices:deletion": Example("draft", "received"),
    "purchase_orders:detail": Example("order", "draft"),
    "purchase_orders:edit": Example("order", "draft"),
    "purchase_orders:notices": Example("order", "draft"),
    "purchase_orders:adjustment": Example("order", "draft"),
    "purchase_orders:notice_mail": Example("order", "draft"),
    "purchase_orders:attachments": Example("order", "draft"),
    "purchase_orders:attachment": Example("attachment", "order"),
    "purchase_orders:attachment_removal": Example("attachment", "order"),
    "purchase_orders:attachment_restoration": Example("attachment", "order"),
    "purchase_orders:deletion": Example("order", "draft"),
    "purchase_orders:suspension": Example("order", "draft"),
    "purchase_orders:one_time_start": Example("order", "draft"),
    "purchase_orders:trial": Example("trial", "draft"),
    "purchase_orders:reactivation": Example("order", "draft"),
    "invoices:fitting": Example("order", "draft"),
    "invoices:match": Example("received", "draft"),
    "invoices:move": Example("received", "draft"),
    "invoices:why_not": Example("received", "draft"),
    "invoices:posting_date": Example("issued", "received"),
    "organizations:detail": Example("draft", is_shared=True),
    "history:order": Example("order", "draft"),
    "history:document": Example("draft", "order"),
    "history:partner": Example("partner", "draft"),
    "history:member": Example("member", "draft"),
    "partners:detail": Example("partner", "draft"),
    "partners:number": Example("partner", "draft"),
    "payment_terms:detail": Example("partner", "draft"),
    "payment_terms:terms": Example("partner", "draft"),
    "payment_terms:days": Example("partner", "draft"),
    "payment_terms:cell": Example("partner", "draft"),
    "payment_terms:undo": Example("partner", "draft"),
    "payment_terms:batch": Example("batch", "draft"),
    "payment_terms:undo_batch": Example("batch", "draft"),
    "tokens:revocation": Example("token_of_ada", "draft", is_private=True),
    "service_accounts:revocation": Example("token_of_ada", "draft"),
    "service_accounts:detail": Example("service_account", "draft"),
    "service_accounts:permissions": Example("service_account", "draft"),
    "service_accounts:tokens": Example("service_account", "draft"),
    "service_accounts:deactivation": Example("service_account", "draft"),
    "service_accounts:activation": Example("service_account", "draft"),
    "lists:columns": Example("list", first=P.SEE_INVOICES, is_shared=True),
    "lists:filters": Example("list", first=P.SEE_INVOICES, is_shared=True),
    "lists:look": Example("list", first=P.SEE_INVOICES, is_shared=True),
    "lists:sums": Example("list", first=P.SEE_INVOICES, is_shared=True),
    "lists:views": Example("list", first=P.SEE_INVOICES, is_shared=True),
    "lists:start": Example("list", first=P.SEE_INVOICES, is_shared=True),
    "lists:view": Example("view", is_private=True),
    "lists:view_deletion": Example("view", is_private=True),
    "lists:view_restoration": Example("deleted_view", is_private=True),
    "exports:request": Example("source", first=P.SEE_PARTNERS, is_shared=True),
    "exports:detail": Example("export", "draft", is_private=True),
    "exports:file": Example("export", "draft", is_private=True),
    "exports:cancellation": Example("export", "draft", is_private=True),
    "imports:new": Example("import_kind", first=P.EDIT_PARTNERS, is_shared=True),
    "imports:detail": Example("import", "draft", is_private=True),
    "imports:confirmation": Example("import", "draft", is_private=True),
    "imports:undoing": Example("import", "draft", is_private=True),
    "imports:discarding": Example("import", "draft", is_private=True),
    "imports:files": Example("creation_kind", first=P.EDIT_PURCHASE_ORDERS, is_shared=True),
    "imports:template": Example("creation_kind", first=P.EDIT_PURCHASE_ORDERS, is_shared=True),
    "imports:creation": Example("creation", "import", is_private=True),
    "imports:creation_confirmation": Example("creation", "import", is_private=True),
    "imports:creation_undoing": Example("creation", "import", is_private=True),
    "imports:creation_discarding": Example("creation", "import", is_private=True),
    "bulk:preview": Example("selectable", first=P.SEE_INVOICES, is_shared=True),
    "bulk:run": Example("bulk_preview", "draft", is_private=True),
    "bulk:confirmation": Example("bulk_preview", "draft", is_private=True),
    "bulk:undo": Example("bulk_run", "bulk_preview", then=P.EDIT_DRAFTS),
    "bulk:cancellation": Example("bulk_run", "bulk_preview", then=P.MANAGE_JOBS, acts=P.EDIT_DRAFTS),
    "bulk:continuation": Example("bulk_run", "bulk_preview", then=P.MANAGE_JOBS, acts=P.EDIT_DRAFTS),
    "notifications:detail": Example("mail", "draft"),
    "notifications:html": Example("mail", "private_mail"),
    "notifications:sending": Example("mail", "draft"),
    "jobs:detail": Example("issuing_job", "draft_job"),
    "jobs:cancellation": Example("issuing_job", "draft_job", then=P.MANAGE_JOBS),
    "jobs:retry": Example("issuing_job", "draft_job", then=P.MANAGE_JOBS, acts=P.ISSUE_INVOICES),
    "members:detail": Example("member", "invitation"),
    "members:roles": Example("member", "invitation"),
    "members:deactivation": Example("member", "invitation"),
    "members:activation": Example("member", "invitation"),
    "members:taking_second_factor": Example("member", "invitation"),
    "members:sending": Example("invitation", "reset_ticket"),
    "members:withdrawal": Example("invitation", "reset_ticket"),
    "members:role": Example("role", "member"),
    "members:role_deletion": Example("role", "member"),
    "people:session_ending": Example("session", "session_of_another"),
    "links:joining": Example("token"),
    "links:new_password": Example("token"),
}


# What an address names that is the same everywhere.
SHARED = {
    "list": {"key": "outgoing"},
    "source": {"source": "partners"},
    "import_kind": {"kind": "partners"},
    "creation_kind": {"kind": "purchase-orders"},
    "selectable": {"selectable": "outgoing"},
}


def objects_of(organization: str, word: str) -> Objects:
    """One object of each kind in the open books; `word` stands in every name, so that a stranger's page betrays it."""
    made: dict[str, Values] = dict(SHARED)
    for make in (_invoices, _received, _others, _people):
        made |= make(organization, word)
    return made


def objects_of_buyer(organization: str, word: str) -> Objects:
    """The same for an organization that issues nothing."""
    return SHARED | _received(organization, word) | _others(organization, word) | _people(organization, word)


def _invoices(organization: str, word: str) -> Objects:
    """The buyer is Initech, who buys from both."""
    described = {"buyer_reference": word}
    open_draft = draft("initech", line("10.00"), **described)
    waiting = verified("initech", line("20.00"), **described)
    issued = verified("initech", line("30.00"), **described)
    issue_invoices([issued.pk], today=TODAY)
    keep(issued.pk, FrozenPdf(1, invoice_pdf(), "issued", now(), "system:test Test", "en", "", ""))
    issuing = str(request_issue([waiting.pk], verify=False))
    documents = {"draft": open_draft, "verified": waiting, "issued": issued}
    return {
        **{kind: _named(document) for kind, document in documents.items()},
        "issued_version": {**_named(issued), "number": "1"},
        "issued_no_version": {**_named(issued), "number": "7"},
        "issuing_job": {"job_id": issuing},
        "draft_job": {"job_id": str(open_draft.public_id)},
    }


def _received(organization: str, word: str) -> Objects:
    pdf = receive_einvoice(invoice_pdf(("factur-x.xml", CII)), f"{word}.pdf")
    xml = receive_einvoice(UBL, f"{word}.xml")
    upload = keep_upload([File(BytesIO(b"<Invoice"), f"{word}.xml")])
    return {"received": _named(xml), "received_pdf": _named(pdf), "upload": {"public_id": str(upload)}}


def _others(organization: str, word: str) -> Objects:
    said = {"subject": word, "text": word, "html": f"<p>{word}</p>"}
    mail = Mail.objects.create(recipient=f"{word}@b.example", state="failed", error="no", **said)
    partner = Partner.objects.order_by("side", "id").first()
    written = order(f"PO-{word}", description=word)
    trial = Trial.objects.create(asked={}, today=TODAY)
    attach(written.pk, [SentFile(f"{word}.txt", word.encode())])
    return {
        "trial": _named(trial),
        "attachment": _named(written.attachments.get()),
        "order": _named(written),
        "mail": _named(mail),
        "partner": _named(partner or written),
    }


def _people(organization: str, word: str) -> Objects:
    otto, ada = (Account.objects.get(email__startswith=f"{name}@") for name in ("otto", "ada"))
    invited = invite(Invitee(f"{word}@x.example", word, [Role.BUYER]), by="Ada", allowed=frozenset(Permission))
    private = Mail.objects.latest("id")
    mail_reset_link(otto.public_id)
    role = create_role(RoleFacts(word, word, frozenset({Permission.SEE_JOBS})), by=ada.public_id)
    return {
        "member": _named(otto),
        "invitation": {"public_id": str(invited)},
        "private_mail": _named(private),
        "reset_ticket": _named(Ticket.objects.get(purpose="reset")),
        "role": {"public_id": str(role)},
        "token": {"token": "no-such-link"},
    }


def objects_by_page(ada: Client, made: Objects) -> Objects:
    """What somebody makes on pages, made by Ada on hers: exports, imports, runs, saved views, tokens."""
    exported, imported, brought_in = sheets_by_page(ada)
    chosen = {"action": "verify", "row": [made["draft"]["public_id"]]}
    preview, run = (_id_in(ada.post("/bulk/of/outgoing/", chosen).url) for _ in range(2))
    assert ada.post(f"/bulk/{run}/confirmation/").status_code == 303
    view, deleted = (ada.post("/lists/outgoing/views/?q=x", {"name": name}).url for name in ("Mine", "Deleted"))
    ada.post(f"/lists/outgoing/views/{_id_in(deleted)}/deletion/")
    terms = {"row": [made["partner"]["public_id"]], "kind": "net", "days": "45"}
    batch = looked_and_saved(ada, "/payment-terms/changes/", terms)
    account = ada.post("/api-access/new/", {"name": "Robot", "permissions": ["see_invoices"]})
    ada.post("/my-account/tokens/", {"name": "Mine", "scopes": ["see_invoices"], "days": "30"})
    return {
        "export": {"public_id": exported},
        "import": {"public_id": imported},
        "creation": {"public_id": brought_in},
        "bulk_preview": {"public_id": preview},
        "bulk_run": {"public_id": run},
        "view": {"key": "outgoing", "public_id": _id_in(view)},
        "deleted_view": {"key": "outgoing", "public_id": _id_in(deleted)},
        "batch": {"public_id": _id_in(batch.url)},
        "service_account": {"public_id": _id_in(account.url)},
    }


def sheets_by_page(ada: Client) -> tuple[str, str, str]:
    """The ids of an export of all partners, of an import of the same workbook, and of one of a UBL order."""
    exported = ada.post("/exports/of/partners/", {"what": "everything"})
    sheet = BytesIO(b"".join(ada.get(exported.url).streaming_content))
    sheet.name = "partners.xlsx"
    imported = ada.post("/imports/partners/", {"file": sheet})
    created = ada.post("/imports/new/purchase-orders/", {"file": SimpleUploadedFile("a.xml", order_xml())})
    return _id_in(exported.url), _id_in(imported.url), _id_in(created.url)


def _id_in(url: str) -> str:
    """The last id of an address."""
    return UUID_TEXT.findall(url)[-1]


def _named(row: object) -> Values:
    return {"public_id": str(row.public_id)}  # type: ignore[attr-defined]

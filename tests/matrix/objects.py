"""One object of every kind that an address can name, in two organizations, and which kind each route is about."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from django.core.files import File

from billing_platform.notifications.models import Mail
from invoices.operations.issue import issue_invoices, request_issue
from invoices.operations.receive import receive_einvoice
from invoices.operations.uploads import keep_upload
from invoices.pdf.keeping import FrozenPdf, keep
from members.models import Ticket
from members.operations.invitations import Invitee, invite
from members.operations.passwords import mail_reset_link
from members.operations.roles import RoleFacts, create_role
from people.models import Account
from people.permissions import Permission, Role
from tenants.jobs.operations import enqueue
from tenants.models import now
from tests.building import TODAY, draft, line, order, verified
from tests.invoices.einvoice.pdf_files import invoice_pdf

FILES = Path(__file__).resolve().parents[1] / "invoices" / "einvoice" / "files"
UBL, CII = (FILES / "ubl_invoice.xml").read_bytes(), (FILES / "cii_invoice.xml").read_bytes()
Values = dict[str, str]
Objects = dict[str, Values]


@dataclass(frozen=True, slots=True)
class Example:
    """Which kind of object a route opens, and a kind of the same organization that it must not."""

    own: str
    sibling: str = ""


# The kind of object behind each route with arguments. A new route stands here with a kind below, or with a new one,
# which `objects_of` makes by the product's own operations.
EXAMPLES = {
    "invoices:of_order": Example("order", "draft"),
    "invoices:uploaded": Example("upload", "draft"),
    "invoices:upload_cancellation": Example("upload", "draft"),
    "invoices:upload_reading": Example("upload", "draft"),
    "invoices:issuance_outcome": Example("issuing", "other_job"),
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
    "purchase_orders:deletion": Example("order", "draft"),
    "notifications:detail": Example("mail", "draft"),
    "notifications:html": Example("mail", "private_mail"),
    "notifications:sending": Example("mail", "draft"),
    "jobs:detail": Example("issuing_job", "draft_job"),
    "jobs:cancellation": Example("issuing_job", "draft_job"),
    "jobs:retry": Example("issuing_job", "draft_job"),
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


def objects_of(organization: str, word: str) -> Objects:
    """One object of each kind in the open books; `word` stands in every name, so that a stranger's page betrays it."""
    made: dict[str, Values] = {}
    for make in (_invoices, _received, _others, _people):
        made |= make(organization, word)
    return made


def objects_of_buyer(organization: str, word: str) -> Objects:
    """The same for an organization that issues nothing."""
    return _received(organization, word) | _others(organization, word) | _people(organization, word)


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
    other = str(enqueue("send_outbox", {}, key=word))
    return {
        **{kind: _named(document) for kind, document in documents.items()},
        "issued_version": {**_named(issued), "number": "1"},
        "issued_no_version": {**_named(issued), "number": "7"},
        "issuing": {"job": issuing},
        "other_job": {"job": other},
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
    return {"order": _named(order(f"PO-{word}", description=word)), "mail": _named(mail)}


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


def _named(row: object) -> Values:
    return {"public_id": str(row.public_id)}  # type: ignore[attr-defined]

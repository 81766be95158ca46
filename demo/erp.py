"""The distributor's own system: a service account with a token, its PDF and number of an invoice, a later posting."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from billing_platform.api.operations.accounts import create_service_account
from billing_platform.api.operations.admission import admit_token
from billing_platform.api.operations.tokens import TokenWish, make_token
from demo.scene import Event, Scene
from demo.year import Year
from invoices.models import Document
from invoices.operations.pdf import make_pdfs
from invoices.operations.posting_date import change_posting_date
from invoices.operations.set_pdf import SentPdf, set_pdf
from people.permissions import Permission, Role
from tenants import border

MAY = frozenset({Permission.SEE_INVOICES, Permission.ISSUE_INVOICES, Permission.SEE_PAYMENT_TERMS})
DAYS_OF_A_TOKEN = 365
FROM = "192.0.2.10"  # an address of the documentation
EXTERNAL_NUMBER = "4900017733"
LATER = timedelta(days=10)
PAGE = b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources <</Font <</F 5 0 R>>>>>>"
FONT = b"<</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>"


def events(year: Year) -> Iterator[Event]:
    """Its first day; on the same one an invoice is posted later, which was printed the day before."""
    yield Event(year.day(10, 17), "acme", Role.BILLING_ADMIN, _print, minute=0)
    yield Event(year.day(10, 18), "acme", Role.BILLING_ADMIN, _post_later, minute=0)
    yield Event(year.day(10, 18), "acme", Role.ADMIN, _let_in, minute=30)


def _print(_: Scene) -> None:
    make_pdfs([_newest("SUPPORT-SMALL").pk])


def _post_later(_: Scene) -> None:
    """A further PDF shows the new dates, as the job makes it; on a machine without the libraries there is none."""
    invoice = _newest("SUPPORT-SMALL")
    if invoice.issue_date:
        change_posting_date(invoice.pk, invoice.issue_date + LATER)
    make_pdfs([invoice.pk])


def _let_in(scene: Scene) -> None:
    """Made by the admin, whose copy of the token's text ends here; then the program acts by it."""
    account = create_service_account("ERP", MAY, by=scene.person)
    wish = TokenWish("Invoice PDFs", MAY, DAYS_OF_A_TOKEN)
    border.act_as(admit_token(make_token(account, wish, by=scene.person).text, FROM).actor)
    invoice = _newest("PP-10045")
    words = ("Acme Distribution SE", f"Invoice {invoice.number}", f"Our document {EXTERNAL_NUMBER}")
    set_pdf(invoice.number, SentPdf(paper(words), external_number=EXTERNAL_NUMBER))
    make_pdfs([invoice.pk])


def paper(words: Sequence[str]) -> bytes:
    """A PDF of one page with these lines of ASCII, as a program prints it that knows no style sheets."""
    lines = b" T* ".join(b"(%b) Tj" % line.encode("ascii") for line in words)
    text = b"BT /F 14 Tf 20 TL 60 760 Td %b ET" % lines
    contents = b"<</Length %d>>\nstream\n%b\nendstream" % (len(text), text)
    bodies = (b"<</Type /Catalog /Pages 2 0 R>>", b"<</Type /Pages /Kids [3 0 R] /Count 1>>", PAGE, contents, FONT)
    written, places = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(bodies, 1):
        places.append(len(written))
        written += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(bodies) + 1
    end = b"xref\n0 %d\n0000000000 65535 f \n%btrailer\n<</Size %d /Root 1 0 R>>\n" % (count, table, count)
    return bytes(written + end + b"startxref\n%d\n%%%%EOF\n" % len(written))


def _newest(po_number: str) -> Document:
    """The newest invoice that names this order."""
    return Document.objects.filter(direction="out", po_number=po_number, state="issued").latest("id")

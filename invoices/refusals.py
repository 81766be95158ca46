"""What the rules of documents do not allow, each with its name."""

from __future__ import annotations

from uuid import UUID

from common.errors import Refusal


class NotADraft(Refusal):
    """The document is verified or issued; only a draft can be edited."""

    code = "not_a_draft"


class NotVerified(Refusal):
    """The document is not in the state the step starts from."""

    code = "wrong_state"


class NoTaxRule(Refusal):
    """The tax table has no row for this buyer and product class."""

    code = "no_tax_rule"


class OwnRateMissing(NoTaxRule):
    """The tax table lacks the rates of the supplier's own country, which no other row stands for."""

    code = "own_rate_missing"


class UnusableTaxRow(Refusal):
    """The row can't stand in the table of tax rates: its country, category, rate or another part is no such thing."""

    code = "unusable_tax_row"


class NoVatNumber(Refusal):
    """Reverse charge and intra-community supply need the buyer's VAT number."""

    code = "no_vat_number"


class ChangedMeanwhile(Refusal):
    """Somebody else saved the draft after it was opened; the person is told and chooses."""

    code = "changed_meanwhile"


class NoLines(Refusal):
    """A document without lines says nothing."""

    code = "no_lines"


class SupplierSuspended(Refusal):
    """A suspended organization issues nothing."""

    code = "supplier_suspended"


class NotIssued(Refusal):
    """The document is no issued invoice of one's own."""

    code = "not_issued"


class PostingDateOutOfRange(Refusal):
    """The posting date lies before the issue date or more than 31 days after it."""

    code = "posting_date_out_of_range"


class PostedMeanwhile(Refusal):
    """Somebody else gave the invoice another posting date after it was looked at; the later is told and chooses."""

    code = "posted_meanwhile"


class DocumentChanged(Refusal):
    """The document was changed after the version that was read; `version` is the one of now."""

    code = "document_changed"

    def __init__(self, message: str, *, version: int) -> None:
        super().__init__(message)
        self.version = version


class PostingDateFixed(Refusal):
    """Money has moved for the invoice, so its posting date stays."""

    code = "posting_date_fixed"


class FigureTooLarge(Refusal):
    """A figure of a received document has more digits than any amount or rate here."""

    code = "figure_too_large"


class AlreadyHere(Refusal):
    """The same document of the same supplier was received before; `document` is its public id, where it is known.

    `difference` is a sentence about what this file says otherwise than the document here, empty where nothing is known.
    """

    code = "already_here"

    def __init__(self, message: str, *, document: UUID | None = None, difference: str = "") -> None:
        super().__init__(message)
        self.document = document
        self.difference = difference


class NothingSent(Refusal):
    """An upload without a file."""

    code = "nothing_sent"


class UploadTooLarge(Refusal):
    """More files, or more bytes in all, than are taken at once."""

    code = "upload_too_large"


class StillReading(Refusal):
    """A job is reading the upload; what is left can be asked for when it has ended."""

    code = "still_reading"


class PdfBeingMade(Refusal):
    """Somebody is making the PDF, or a job will; it is there in a moment."""

    code = "pdf_being_made"


class NotAPdf(Refusal):
    """What was sent as a PDF is none, or breaks off."""

    code = "not_a_pdf"


class PreviewTooLong(Refusal):
    """A draft of more lines or text than are laid out while somebody waits."""

    code = "preview_too_long"


class NoReason(Refusal):
    """What a person does to the purchase order of a document needs a reason, which both sides can read."""

    code = "no_reason"


class NotMovable(Refusal):
    """Only issued documents that were received, with lines, have a purchase order to move."""

    code = "not_movable"


class OrderDoesNotTake(Refusal):
    """The purchase order can't take the document: suspended, deleted, in another currency or for another supplier."""

    code = "order_does_not_take"


class NoSuchLine(Refusal):
    """The purchase order has no line item of this number, or the document no such line."""

    code = "no_such_line"


class MovedMeanwhile(Refusal):
    """Somebody else matched or moved the document after it was shown."""

    code = "moved_meanwhile"


class SupplierUnavailable(Refusal):
    """The supplier's books are being upgraded; a change that both sides see waits for them."""

    code = "supplier_unavailable"


class OverCredited(Refusal):
    """More is credited of a line than is left of it."""

    code = "over_credited"


class NotCreditable(Refusal):
    """Only issued invoices give back; drafts, credit notes and summaries don't."""

    code = "not_creditable"

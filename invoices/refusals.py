"""What the rules of documents do not allow, each with its name."""

from __future__ import annotations

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


class FigureTooLarge(Refusal):
    """A figure of a received document has more digits than any amount or rate here."""

    code = "figure_too_large"


class AlreadyHere(Refusal):
    """The same document of the same supplier was received before."""

    code = "already_here"


class PdfBeingMade(Refusal):
    """Somebody is making the PDF, or a job will; it is there in a moment."""

    code = "pdf_being_made"

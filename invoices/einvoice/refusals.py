"""Why a file leaves nothing behind: it is no e-invoice that is read, or it lacks what every invoice must say."""

from __future__ import annotations

from common.errors import Refusal


class EInvoiceRefused(Refusal):
    """The file cannot be taken in as an e-invoice; the base of every refusal of this package."""

    code = "einvoice_refused"


class NoEmbeddedInvoice(EInvoiceRefused):
    """A PDF without an e-invoice inside."""

    code = "no_embedded_invoice"


class PdfEncrypted(EInvoiceRefused):
    """A PDF that is encrypted, with or without a password."""

    code = "pdf_encrypted"


class PdfUnreadable(EInvoiceRefused):
    """A PDF that is damaged, or takes more time or memory than any invoice."""

    code = "pdf_unreadable"


class UnknownDocument(EInvoiceRefused):
    """XML of another kind than UBL Invoice, UBL CreditNote or CII."""

    code = "unknown_document"


class UnknownProfile(EInvoiceRefused):
    """The specification the document claims to follow (BT-24) is not one that is read."""

    code = "unknown_profile"


class MandatoryMissing(EInvoiceRefused):
    """No number, issue date, currency or total; the code says which."""

    code = "mandatory_missing"


class MandatoryUnreadable(EInvoiceRefused):
    """The number, issue date, currency or a total is there but cannot be taken as one; the code says which."""

    code = "mandatory_unreadable"


NO_RULES = "There are no rules here for what it follows: Peppol PINT is not built on EN 16931."
TOO_LARGE = "It is too large to be checked here."
# Reasons that another attempt meets again.
FINAL = (NO_RULES, TOO_LARGE)


class RulesNotChecked(Refusal):
    """The official rules could not be applied to a document, which is kept. Trying again may help, unless FINAL."""

    code = "rules_not_checked"

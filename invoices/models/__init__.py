"""Documents on either side of the border, their parts and checks; uploads, number counters, tax rules."""

from __future__ import annotations

from invoices.models.associations import AssociationChange, AssociationKind, LineCredit
from invoices.models.checks import CheckState, RuleCheck
from invoices.models.choices import ChargeType, Direction, DocumentKind, PaymentMethod, PeriodMark, Source, State
from invoices.models.columns import ServicePeriod
from invoices.models.documents import (
    AMOUNT_DUE,
    CREDITED,
    FULLY_CREDITED,
    HAS_AMOUNT_DUE,
    ISSUED_LATE,
    ISSUED_LATE_AFTER,
    OPEN,
    Document,
)
from invoices.models.parts import Adjustment, DocumentLine, DocumentTax, ReceivedFile
from invoices.models.postings import LATEST_POSTING, PostingDateChange
from invoices.models.rules import BuyerStatus, NumberCounter, TaxRule
from invoices.models.uploads import AGAIN, TO_READ, FileState, Upload, UploadFile
from invoices.models.versions import PdfReason, PdfVersion

__all__ = [
    "AGAIN",
    "AMOUNT_DUE",
    "CREDITED",
    "FULLY_CREDITED",
    "HAS_AMOUNT_DUE",
    "ISSUED_LATE",
    "ISSUED_LATE_AFTER",
    "LATEST_POSTING",
    "OPEN",
    "TO_READ",
    "Adjustment",
    "AssociationChange",
    "AssociationKind",
    "BuyerStatus",
    "ChargeType",
    "CheckState",
    "Direction",
    "Document",
    "DocumentKind",
    "DocumentLine",
    "DocumentTax",
    "FileState",
    "LineCredit",
    "NumberCounter",
    "PaymentMethod",
    "PdfReason",
    "PdfVersion",
    "PeriodMark",
    "PostingDateChange",
    "ReceivedFile",
    "RuleCheck",
    "ServicePeriod",
    "Source",
    "State",
    "TaxRule",
    "Upload",
    "UploadFile",
]

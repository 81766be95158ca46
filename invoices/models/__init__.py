"""Documents on either side of the border, their parts, uploads, number counters, and the table of tax rates."""

from __future__ import annotations

from invoices.models.choices import ChargeType, Direction, DocumentKind, PeriodMark, Source, State
from invoices.models.columns import ServicePeriod
from invoices.models.documents import HAS_AMOUNT_DUE, ISSUED_LATE, ISSUED_LATE_AFTER, OPEN, Document
from invoices.models.parts import Adjustment, DocumentLine, DocumentTax, ReceivedFile
from invoices.models.rules import BuyerStatus, NumberCounter, TaxRule
from invoices.models.uploads import FileState, Upload, UploadFile

__all__ = [
    "HAS_AMOUNT_DUE",
    "ISSUED_LATE",
    "ISSUED_LATE_AFTER",
    "OPEN",
    "Adjustment",
    "BuyerStatus",
    "ChargeType",
    "Direction",
    "Document",
    "DocumentKind",
    "DocumentLine",
    "DocumentTax",
    "FileState",
    "NumberCounter",
    "PeriodMark",
    "ReceivedFile",
    "ServicePeriod",
    "Source",
    "State",
    "TaxRule",
    "Upload",
    "UploadFile",
]

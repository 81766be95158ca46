"""Documents on either side of the border, their parts, number counters, and the table of tax rates."""

from __future__ import annotations

from invoices.models.choices import ChargeType, Direction, DocumentKind, PeriodMark, Source, State
from invoices.models.columns import ServicePeriod
from invoices.models.documents import Document
from invoices.models.parts import Adjustment, DocumentLine, DocumentTax, ReceivedFile
from invoices.models.rules import BuyerStatus, NumberCounter, TaxRule
from invoices.models.versions import PdfReason, PdfVersion

__all__ = [
    "Adjustment",
    "BuyerStatus",
    "ChargeType",
    "Direction",
    "Document",
    "DocumentKind",
    "DocumentLine",
    "DocumentTax",
    "NumberCounter",
    "PdfReason",
    "PdfVersion",
    "PeriodMark",
    "ReceivedFile",
    "ServicePeriod",
    "Source",
    "State",
    "TaxRule",
]

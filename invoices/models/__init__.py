"""Documents on either side of the border, their parts and checks, number counters, and the table of tax rates."""

from __future__ import annotations

from invoices.models.checks import CheckState, RuleCheck
from invoices.models.choices import ChargeType, Direction, DocumentKind, PeriodMark, Source, State
from invoices.models.columns import ServicePeriod
from invoices.models.documents import Document
from invoices.models.parts import Adjustment, DocumentLine, DocumentTax, ReceivedFile
from invoices.models.rules import BuyerStatus, NumberCounter, TaxRule

__all__ = [
    "Adjustment",
    "BuyerStatus",
    "ChargeType",
    "CheckState",
    "Direction",
    "Document",
    "DocumentKind",
    "DocumentLine",
    "DocumentTax",
    "NumberCounter",
    "PeriodMark",
    "ReceivedFile",
    "RuleCheck",
    "ServicePeriod",
    "Source",
    "State",
    "TaxRule",
]

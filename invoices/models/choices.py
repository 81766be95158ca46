"""The words a document's columns hold."""

from __future__ import annotations

from django.db import models

from purchase_orders import book


class Direction(models.TextChoices):
    OUTGOING = "out", "Outgoing"
    INCOMING = "in", "Incoming"


class State(models.TextChoices):
    """The stored life of a document; what a list shows is `queries.shown_status`."""

    DRAFT = "draft", "Draft"
    VERIFIED = "verified", "Verified"
    ISSUED = "issued", "Issued"

    @property
    def tone(self) -> str:
        return {"draft": "", "verified": "busy", "issued": "good"}[self.value]


class DocumentKind(models.TextChoices):
    INVOICE = "invoice", "Invoice"
    CREDIT_NOTE = "credit_note", "Credit note"
    SUMMARY = "summary", "Summary invoice"


class PeriodMark(models.TextChoices):
    IN_ADVANCE = book.PeriodMark.IN_ADVANCE.value, "In advance"
    IN_ARREARS = book.PeriodMark.IN_ARREARS.value, "In arrears"


class ChargeType(models.TextChoices):
    USAGE = book.ChargeType.USAGE.value, "Usage"
    SUBSCRIPTION = book.ChargeType.SUBSCRIPTION.value, "Subscription"
    MARKETPLACE = book.ChargeType.MARKETPLACE.value, "Marketplace"
    SERVICES = book.ChargeType.SERVICES.value, "Services"
    UNKNOWN = book.ChargeType.UNKNOWN.value, "Unknown"


class PaymentMethod(models.TextChoices):
    """How the latest settled payment was made; unknown where there is none, or it failed or was reversed."""

    WIRE = "wire", "Wire transfer"
    CARD = "card", "Credit card"
    ACH = "ach", "ACH"
    UNKNOWN = "unknown", "Unknown"


class Source(models.TextChoices):
    OWN = "own", "Made here"
    DELIVERED = "delivered", "Delivered"
    UPLOADED = "uploaded", "Uploaded"

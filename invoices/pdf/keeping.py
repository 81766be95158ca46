"""Versions of a document's PDF as rows with their bytes, and as values that cross the border."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from billing_platform.files.kept import keeps_files
from billing_platform.files.operations import store
from billing_platform.files.queries import content_of
from common.sql import rows
from invoices.models import PdfVersion
from tenants import border

LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"


@dataclass(frozen=True, slots=True)
class FrozenPdf:
    """One version as a value, bytes included; `made_by` is an actor."""

    number: int
    content: bytes
    reason: str
    made_at: datetime
    made_by: str
    language: str
    layout: str
    variant: str


def lock_pdf(public_id: UUID) -> None:
    """Make the PDF of a document alone, on whichever side of the border, until the transaction ends."""
    rows(LOCK, [f"pdf {public_id}"])


def keep(document_id: int, pdf: FrozenPdf) -> None:
    """Write the bytes, then the row, in the running transaction. Call with `lock_pdf` held."""
    stored = store(pdf.content)
    PdfVersion.objects.create(
        document_id=document_id, number=pdf.number, sha256=stored.sha256, size=stored.size, reason=pdf.reason,
        made_at=pdf.made_at, made_by=pdf.made_by, language=pdf.language, layout=pdf.layout, variant=pdf.variant,
    )  # fmt: skip


def numbers_of(document_id: int) -> set[int]:
    """The numbers of the versions that are here."""
    return set(PdfVersion.objects.filter(document_id=document_id).values_list("number", flat=True))


def frozen_versions(document_id: int, *, without: Collection[int]) -> list[FrozenPdf]:
    """The versions for the partner, those it has left out, oldest first; made, as it sees it, by this organization."""
    maker = str(border.present_organization().as_actor())
    missing = PdfVersion.objects.filter(document_id=document_id).exclude(number__in=without).order_by("number")
    return [replace(_frozen(row), made_by=maker) for row in missing]


@keeps_files("invoices.pdf_versions")
def named_by_versions(hashes: Collection[str]) -> set[str]:
    """Those of the hashes that are a PDF's."""
    return set(PdfVersion.objects.filter(sha256__in=hashes).values_list("sha256", flat=True))


def _frozen(row: PdfVersion) -> FrozenPdf:
    return FrozenPdf(
        row.number, content_of(row.sha256), row.reason, row.made_at, row.made_by, row.language, row.layout, row.variant
    )

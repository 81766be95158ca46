"""The PDF versions of a document, shaped for its page and for whoever downloads one."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.urls import reverse

from billing_platform.files.queries import content_of
from common.pdf import why_off
from common.ui.figures import moment_text
from invoices.models import Document, PdfReason, PdfVersion, Source, State
from tenants.history.queries import name_of_actor

UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class PdfRow:
    """One version: its hash in full and short, when, why and by whom it was made, its size in bytes."""

    number: int
    url: str
    sha256: str
    short_hash: str
    made: str
    size: int
    is_current: bool


@dataclass(frozen=True, slots=True)
class PdfCard:
    """What the page of a document says of its PDF: the newest version first; `waiting` while there is none.

    `url` opens the current one, made at once if need be, or a draft's preview; empty where this server makes none.
    """

    url: str
    verb: str
    versions: tuple[PdfRow, ...]
    is_draft: bool
    waiting: str
    off: str


def pdf_card(document: Document) -> PdfCard | None:
    """The card of a document; None for one from outside, whose supplier's PDF we don't have. One statement."""
    if document.source == Source.UPLOADED:
        return None
    is_draft = document.state != State.ISSUED
    versions = () if is_draft else tuple(document.pdf_versions.order_by("-number"))
    off = "" if versions else why_off()
    waiting = "" if is_draft or versions or off else "It is being made. Open it to have it at once."
    url = "" if off else reverse("invoices:pdf", args=[document.public_id])
    rows = tuple(_row(document, version, versions[0].number) for version in versions)
    return PdfCard(url, "Preview PDF" if is_draft else "Download PDF", rows, is_draft, waiting, off)


def pdf_version(document: Document, number: int | None = None) -> PdfVersion | None:
    """A version of the document, the current one where no number is named; None where there is none."""
    versions = document.pdf_versions.order_by("-number")
    return versions.first() if number is None else versions.filter(number=number).first()


def pdf_bytes(version: PdfVersion) -> bytes:
    """The bytes of a version, proven to be those of its hash. Raises FileLost."""
    return content_of(version.sha256)


def pdf_name(document: Document, version: PdfVersion | None = None) -> str:
    """A file name of letters, digits, dots and dashes: "INV-2026-000231.pdf", further versions "…-v2.pdf"."""
    stem = UNSAFE.sub("-", document.number).strip("-.")[:LONGEST_NAME] or "draft"
    return f"{stem}-v{version.number}.pdf" if version and version.number > 1 else f"{stem}.pdf"


def _row(document: Document, version: PdfVersion, newest: int) -> PdfRow:
    why = PdfReason(version.reason).label
    return PdfRow(
        number=version.number,
        url=reverse("invoices:pdf_version", args=[document.public_id, version.number]),
        sha256=version.sha256,
        short_hash=version.sha256[:12],
        made=f"{why} by {name_of_actor(version.made_by)}, {moment_text(version.made_at)}",
        size=version.size,
        is_current=version.number == newest,
    )

"""Proof that PDFs are what their rows say: the stored bytes have the hash, and both sides have the same one."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from billing_platform.files.queries import content_of, stored_size
from billing_platform.files.refusals import FileLost
from common.sql import rows
from invoices.models import PdfVersion
from ledger.books import book_check
from tenants import border
from tenants.border import BuyerUnavailable, Link

MOST_READ = 200  # of the newest versions the bytes are read; of the others the storage is asked for their size
VERSIONS = """
SELECT d.public_id, v.number, d.number, v.sha256
  FROM invoices_pdfversion v JOIN invoices_document d ON d.id = v.document_id
  JOIN partners_partner p ON p.id = d.partner_id
 WHERE p.relationship = %s AND d.direction = %s
"""
GAPS = """
SELECT d.number, count(*), max(v.number) FROM invoices_pdfversion v JOIN invoices_document d ON d.id = v.document_id
 GROUP BY d.id HAVING count(*) <> max(v.number)
"""


@book_check("PDFs")
def pdfs_are_stored() -> list[str]:
    """Every version's bytes are there, the newest with the right hash, and versions count up from 1."""
    found = [f"{number}: {count} PDFs, the newest is version {last}" for number, count, last in rows(GAPS)]
    versions = PdfVersion.objects.select_related("document").order_by("-id")
    for place, version in enumerate(versions.iterator(chunk_size=1000)):
        trouble = _trouble(version, is_read=place < MOST_READ)
        if trouble:
            found.append(f"{version.document.number}: PDF {version.number}: {trouble}")
    return found


@book_check("PDFs on both sides")
def both_sides_hold_the_same_pdf() -> list[str]:
    """A version that a buyer has is ours, by number and hash; one it lacks is on its way."""
    with transaction.atomic():
        own = border.present_organization()
        links = [link for link in border.links_of_present().values() if link.supplier.id == own.id]
        return [text for link in links for text in _differences(link)]


def _trouble(version: PdfVersion, *, is_read: bool) -> str:
    try:
        size = len(content_of(version.sha256)) if is_read else stored_size(version.sha256)
    except FileLost as lost:
        return str(lost)
    return "" if size == version.size else f"{version.size} bytes were stored, {size or 'none'} are there"


def _differences(link: Link) -> list[str]:
    ours = _hashes(link, "out")
    try:
        with border.crossing(link) as partner:
            theirs = _hashes(link, "in")
    except BuyerUnavailable as refusal:
        return [f"{link.buyer.name} could not be compared: {refusal.message}"]
    return [
        f"{number}: PDF {key[1]} of {partner.name} is not ours"
        for key, (number, sha256) in sorted(theirs.items())
        if ours.get(key, ("", ""))[1] != sha256
    ]


def _hashes(link: Link, direction: str) -> dict[tuple[Any, int], tuple[str, str]]:
    return {(row[0], row[1]): (row[2], row[3]) for row in rows(VERSIONS, [link.relationship, direction])}

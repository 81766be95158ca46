"""`manage.py import_einvoice FILE… --organization HOST`: take e-invoices into an organization's books."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.urls import reverse

from common.errors import Refusal
from invoices.operations.receive import receive_einvoice
from invoices.refusals import AlreadyHere
from tenants import border
from tenants.border import Actor
from tenants.management.asked import organization_asked_for

IMPORTER = Actor("system:import", "Import of e-invoices")


class Command(BaseCommand):
    help = "Receive UBL and CII files as incoming invoices; each file is kept whole or refused with its reason."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--organization", required=True, metavar="HOST", help="host of the receiving organization")

    def handle(self, *args: Any, **options: Any) -> None:
        organization = organization_asked_for(options["organization"])
        refused = 0
        with border.inside(organization, IMPORTER, via="command"):
            for path in options["files"]:
                refused += not self._take(path)
        if refused:
            sys.exit(1)

    def _take(self, path: Path) -> bool:
        try:
            document = receive_einvoice(_content(path), path.name)
        except AlreadyHere as known:
            self.stderr.write(f"{path}: {known}{_where(known)}")
            return False
        except (Refusal, OSError) as problem:
            self.stderr.write(f"{path}: {problem}")
            return False
        match = f"matched to {document.matched_po}" if document.matched_po else "no purchase order"
        amount = f"{document.currency} {document.total}"
        self.stdout.write(f"{path.name}: {document.number} of {document.partner}, {amount}, {match}")
        return True


def _where(known: AlreadyHere) -> str:
    return f" See {reverse('invoices:detail', args=[known.document])}" if known.document else ""


def _content(path: Path) -> bytes:
    """The file, or of one that is too large just enough to refuse it."""
    with path.open("rb") as file:
        return file.read(max(settings.EINVOICE_MAX_BYTES, settings.EINVOICE_MAX_PDF_BYTES) + 1)

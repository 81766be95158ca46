"""Real e-invoices from a folder that BILLING_SAMPLES names, taken into one customer's books; repeating is harmless."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from common.errors import Refusal
from demo.cast import ORGANIZATIONS
from invoices.operations.receive import receive_einvoice
from invoices.refusals import AlreadyHere
from tenants import border, register
from tenants.border import Actor

TAKER = "initech"
FOLDERS = ("einvoice", "facturx_pdf")


def load_samples(folder: Path, actor: Actor) -> Iterator[str]:
    """Receive every file; yields one line for each that is refused with its reason, then the sum."""
    organization = register.organization_at(ORGANIZATIONS[TAKER].host)
    if organization is None:
        return
    taken = known = refused = 0
    with border.inside(organization, actor, via="command"):
        for path in _files(folder):
            try:
                receive_einvoice(path.read_bytes(), path.name)
                taken += 1
            except AlreadyHere:
                known += 1
            except Refusal as refusal:
                refused += 1
                yield f"sample {path.name} refused: {refusal.message}"
    yield f"samples: {taken} received by {organization.name}, {known} there already, {refused} refused"


def _files(folder: Path) -> Iterator[Path]:
    for name in FOLDERS:
        yield from sorted(path for path in (folder / name).glob("*") if path.is_file())

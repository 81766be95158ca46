"""Which suppliers of the books the files mean."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from common.party_identity import bare, folded
from partners.models import Partner
from partners.operations import OutsideSupplier
from partners.queries import suppliers
from purchase_orders.from_files.draft import NamedSupplier


class KnownSuppliers:
    """The active suppliers, found by what people and documents call them; asks once."""

    def __init__(self, rows: Iterable[Partner]) -> None:
        self._typed: dict[str, set[int]] = {}
        self._taxed: dict[str, int] = {}
        self._named: dict[tuple[str, str], int] = {}
        self.names: dict[int, str] = {}
        for row in rows:
            self._add(row)

    def _add(self, row: Partner) -> None:
        self.names[row.pk] = row.name
        for called in filter(None, (row.organization_id, row.vendor_number, row.name)):
            self._typed.setdefault(folded(called.strip()), set()).add(row.pk)
        if number := bare(row.tax_id):
            self._taxed.setdefault(number, row.pk)
        self._named.setdefault((bare(row.name), row.country), row.pk)

    def typed(self, text: str) -> set[int]:
        """The ids of those with this Organization ID, vendor number or name."""
        return self._typed.get(folded(text.strip()), set())

    def of_document(self, party: NamedSupplier) -> int | None:
        """The id of the party of a document: by its tax number, else by name and country."""
        by_tax = (self._taxed.get(bare(number)) for number in (party.vat_id, party.tax_id) if bare(number))
        found = next((each for each in by_tax if each), None)
        return found or self._named.get((bare(party.name), party.country))


def known_suppliers() -> KnownSuppliers:
    """The active suppliers of the open books; one statement."""
    return KnownSuppliers(suppliers())


def as_outside(party: NamedSupplier) -> OutsideSupplier:
    """The party of a document as a supplier from outside."""
    return OutsideSupplier(party.name, party.country, party.city, party.vat_id, party.tax_id)


def named_in(drafts: Iterable[NamedSupplier], known: KnownSuppliers) -> Mapping[str, OutsideSupplier]:
    """Parties of documents that are no supplier here yet, by their identity."""
    new = (as_outside(each) for each in drafts if each.name and known.of_document(each) is None)
    return {each.identity: each for each in new}

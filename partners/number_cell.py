"""The cell of the list in which a partner's number in our own systems is edited in place."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from partners.models import Partner, Side
from partners.queries import NUMBER_LABELS


@dataclass(frozen=True, slots=True)
class Edited:
    """What became of an edit: `state` is "", saved, error or conflict; `note` says so, `former` can be brought back."""

    state: str = ""
    typed: str = ""
    note: str = ""
    former: str = ""


@dataclass(frozen=True, slots=True)
class NumberCell:
    """A partner's number as it stands, with the stamp that tells whether somebody changed the partner since."""

    public_id: UUID
    name: str
    label: str
    number: str
    stamp: str

    @classmethod
    def of(cls, partner: Partner) -> NumberCell:
        label = NUMBER_LABELS[Side(partner.side)]
        return cls(partner.public_id, partner.name, label, partner.own_number, partner.stamp)

    def html(self, edited: Edited | None = None) -> SafeString:
        """A field that saves itself; without scripts the number, which the partner's own page edits."""
        return render_to_string("partners/_number_cell.html", {"cell": self, "edited": edited or Edited()})

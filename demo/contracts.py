"""Who bills whom what, month after month: the standing contracts of the demo."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from demo.catalogue import (
    ADD_ON,
    COMPUTE,
    COMPUTE_DE,
    COMPUTE_JPY,
    COMPUTE_USD,
    CONSULTING,
    CONSULTING_USD,
    CRM,
    HANDBOOK,
    SCANNER,
    SECURITY,
    SECURITY_DE,
    STORAGE,
    SUITE,
    SUITE_DE,
    SUITE_JPY,
    SUITE_USD,
    SUPPORT,
    SUPPORT_DE,
    SUPPORT_JPY,
    TRAFFIC,
    TRAINING,
    Item,
)
from demo.scene import Event, Scene
from demo.year import MONTHS, Year
from invoices.operations.draft import Draft, DraftAdjustment
from people.permissions import Role

EARLY, MIDDLE = 2, 16
LEITWEG = "14612-00112-67"


@dataclass(frozen=True, slots=True)
class Contract:
    """One invoice a month to a buyer, or every so many months; `less` and `more` are an allowance and a charge."""

    supplier: str
    buyer: str
    day: int
    items: tuple[Item, ...]
    po: str = ""
    reference: str = ""
    currency: str = "EUR"
    every: int = 1
    less: str = ""
    more: str = ""

    def is_due(self, month: int) -> bool:
        """Usage is billed in arrears, so nothing of it is in the first month."""
        return month % self.every == 0 and (month > 0 or self.items[0].product.charge != "usage")

    def draft(self, scene: Scene, month: int) -> Draft:
        lines = [item.line(scene.year, month) for item in self.items]
        return Draft(
            scene.buyer(self.buyer), self.currency, lines, tuple(self._adjustments()), po_number=self.po,
            buyer_reference=self.reference,
        )  # fmt: skip

    def _adjustments(self) -> Iterator[DraftAdjustment]:
        if self.less:
            yield DraftAdjustment(Decimal(self.less), reason="Volume discount")
        if self.more:
            yield DraftAdjustment(Decimal(self.more), is_charge=True, reason="Express delivery")


RESALE = ("Initech AG", "Éditions Verne SARL", "Brauhaus Sülz", "Praxis Dr. Otte", "Kino am Ring", "Weberei Lenz")
TO_NORDWIND = ("Tanaka Seimitsu K.K.", "Stadtwerke Lindenau", "Fähren Laboe", "Förde Klinik", "Hof Petersen")

CONTRACTS = (
    Contract("acme", "initech", EARLY, (Item(SUITE, 40, "1.5"), Item(SECURITY, 55, "2")), "CLOUD-FRAME"),
    Contract("acme", "initech", EARLY, (Item(COMPUTE, 9), Item(STORAGE, 24, "1"), Item(TRAFFIC, 4100)), less="50.00"),
    Contract("acme", "initech", MIDDLE, (Item(SUPPORT, 3),), "SUPPORT-SMALL", "Kst 4711"),
    Contract("acme", "initech", MIDDLE, (Item(ADD_ON, 2, seller="Nordwind Cloud GmbH"),)),
    Contract("acme", "initech", MIDDLE, (Item(SCANNER, 1, seller="Nordwind Cloud GmbH"),), "MARKETPLACE", every=3),
    Contract("acme", "initech", MIDDLE, (Item(HANDBOOK, 12), Item(CONSULTING, 1)), every=4, more="14.90"),
    Contract("acme", "vandelay", EARLY, (Item(SUITE_DE, 18, "0.5"), Item(SECURITY_DE, 25)), "4500012"),
    Contract("acme", "vandelay", EARLY, (Item(COMPUTE_DE, 5),), reference="Einkauf / Hr. Wolf"),
    Contract("acme", "vandelay", MIDDLE, (Item(SUPPORT_DE, 5),), "4500047", every=2),
    Contract("acme", "pendant", EARLY, (Item(SUITE_USD, 64, "2"),), "PP-10045", currency="USD"),
    Contract("acme", "pendant", EARLY, (Item(COMPUTE_USD, 14, "0.4"),), currency="USD", less="75.00"),
    Contract("acme", "pendant", MIDDLE, (Item(CONSULTING_USD, 2),), "PP-10052", "Project Tinsel", "USD", every=2),
    *(Contract("acme", "globex", EARLY, (Item(SUITE, 6 + 3 * n, "0.4", discount="12.00"),), "GX-RESALE", end)
      for n, end in enumerate(RESALE)),
    Contract("acme", "globex", EARLY, (Item(COMPUTE, 21), Item(STORAGE, 60)), less="180.00"),
    Contract("acme", "globex", MIDDLE, (Item(CRM, 30), Item(ADD_ON, 1)), "GX-RESALE"),
    *(Contract("acme", "nordwind", EARLY, (Item(SUITE_DE, 9 + 4 * n),), "NW-2210", end)
      for n, end in enumerate(TO_NORDWIND)),
    Contract("acme", "nordwind", EARLY, (Item(COMPUTE_DE, 12, "0.5"),), less="60.00"),
    Contract("globex", "initech", EARLY, (Item(CRM, 22, "0.5"),), "cloud-frame"),
    Contract("globex", "initech", MIDDLE, (Item(SUPPORT, 6),), "SUPPORT-DESK", "Helpdesk"),
    Contract("globex", "verne", EARLY, (Item(SUITE, 26, "0.7"), Item(CRM, 6)), "BC-017"),
    Contract("globex", "verne", EARLY, (Item(COMPUTE, 4), Item(STORAGE, 11)), "BC-017"),
    Contract("globex", "verne", MIDDLE, (Item(CONSULTING, 1),), reference="Atelier numérique", every=2),
    Contract("globex", "verne", MIDDLE, (Item(SUPPORT, 4),), "BC-021"),
    Contract("nordwind", "tanaka", EARLY, (Item(SUITE_JPY, 35, "1"),), "TS-0007", currency="JPY"),
    Contract("nordwind", "tanaka", EARLY, (Item(COMPUTE_JPY, 6),), currency="JPY"),
    Contract("nordwind", "tanaka", MIDDLE, (Item(SUPPORT_JPY, 8),), "TS-0012", "大阪工場", "JPY"),
    Contract("nordwind", "lindenau", EARLY, (Item(SUITE_DE, 120), Item(SECURITY_DE, 180)), "BEST-112", LEITWEG),
    Contract("nordwind", "lindenau", MIDDLE, (Item(TRAINING, 1),), "BEST-130", LEITWEG, every=2),
    Contract("nordwind", "lindenau", MIDDLE, (Item(SUPPORT_DE, 7),), reference=LEITWEG),
)  # fmt: skip


def events(year: Year) -> Iterator[Event]:
    """Two days a month for each supplier: one operation issues everything that is due on it."""
    for month in range(MONTHS):
        for supplier in ("acme", "globex", "nordwind"):
            for day in (EARLY, MIDDLE):
                act = partial(_bill, month=month, supplier=supplier, day=day)
                yield Event(year.day(month, day), supplier, Role.BILLING_ADMIN, act, minute=120)


def _bill(scene: Scene, month: int, supplier: str, day: int) -> None:
    due = [each for each in CONTRACTS if (each.supplier, each.day) == (supplier, day) and each.is_due(month)]
    scene.issue([contract.draft(scene, month) for contract in due])

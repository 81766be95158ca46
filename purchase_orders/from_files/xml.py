"""A purchase order out of a UBL order, judged by the rules; pure."""

from __future__ import annotations

from collections.abc import Iterable

from common.errors import Refusal
from common.findings import Finding
from purchase_orders.from_files.draft import Misfit, NamedSupplier, OrderDraft, ReadFile, misfits_of
from purchase_orders.ubl_order.as_order import taken_over
from purchase_orders.ubl_order.document import OParty
from purchase_orders.ubl_order.reading import read_order


def read_xml(content: bytes, file: str) -> ReadFile:
    """The order of a UBL file; a file that is none, or that lacks what an order needs, is told with its name."""
    try:
        order = read_order(content)
    except Refusal as refusal:
        return ReadFile(misfits=[Misfit(file, refusal.message)])
    taken = taken_over(order)
    facts = taken.facts
    at = {"": f"{file}: order {order.number}"[:200]}
    lines_at = [{"": f"{at['']}, line {line.number}"} for line in facts.lines]
    draft = OrderDraft(facts, _supplier(order.seller), at[""], at[""], tuple(taken.notes))
    misfits = [*_unreadable(order.findings, file), *misfits_of(facts, at, lines_at)]
    return ReadFile([draft], misfits)


def _unreadable(findings: Iterable[Finding], file: str) -> list[Misfit]:
    """What is there and can't be read; what is only worth a look stays a note."""
    return [Misfit(f"{file}: {each.place}", each.message) for each in findings if each.severity == "error"]


def _supplier(seller: OParty) -> NamedSupplier:
    return NamedSupplier(
        name=seller.name, country=seller.country, city=seller.city, vat_id=seller.vat_id, tax_id=seller.tax_id
    )

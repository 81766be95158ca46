"""Purchase orders as a kind of import that makes new rows: what the files come to, creating it, taking it back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from billing_platform.imports.creations import Created, CreationKind, NewRow, Offer, SentFile, Understood
from billing_platform.imports.differences import Problem
from billing_platform.imports.refusals import RowsChanged
from common.money import ZERO
from common.ui.figures import amount_text, period_text
from partners.operations import outside_suppliers
from people.permissions import Permission
from purchase_orders.facts import OrderFacts
from purchase_orders.from_files.draft import OrderDraft, ReadFile, from_json, to_json
from purchase_orders.from_files.sheet import read_sheet
from purchase_orders.from_files.suppliers import KnownSuppliers, as_outside, known_suppliers, named_in
from purchase_orders.from_files.template import write_template
from purchase_orders.from_files.xml import read_xml
from purchase_orders.one_time_queries import open_purchase, words_for_new_orders
from purchase_orders.operations.import_orders import ImportedOrder, orders_taken_back, orders_written
from purchase_orders.order_rules import full_words, line_figures, po_key
from purchase_orders.queries import active_room, taken_po_keys
from purchase_orders.refusals import OrderUsed

HEADINGS = ("Bill from", "Valid", "Lines", "Value", "Description")
LONGEST_NOTE = 80
CELL = re.compile(r"(.*)!([A-Z]{1,3})([0-9]{1,7})", re.DOTALL)


def read_files(files: Sequence[SentFile]) -> list[Any]:
    """What is kept of the files: workbooks by their sheet, anything else as a UBL order."""
    several = len(files) > 1
    return [to_json(_read(each, several=several)) for each in files]


def understand(kept: Sequence[Any], today: date) -> Understood:
    """The orders of the files against the books of this moment; five statements, one more for each 500 orders."""
    read = [from_json(each) for each in kept]
    drafts = [draft for each in read for draft in each.orders]
    known = known_suppliers() if drafts else KnownSuppliers(())
    problems = [Problem(misfit.place, misfit.words) for each in read for misfit in each.misfits]
    problems += _against_the_books(drafts, known, today)
    warning = words_for_new_orders(open_purchase())
    return Understood(tuple(_shown(draft, known, warning) for draft in drafts), tuple(sorted(problems, key=_by_row)))


def create(kept: Sequence[Any], today: date) -> list[Created]:
    """All of the orders, in the running transaction; suppliers from outside that are new come with them."""
    drafts = [draft for each in kept for draft in from_json(each).orders]
    known = known_suppliers()
    new = outside_suppliers(named_in((draft.supplier for draft in drafts), known).values())
    rows = orders_written([_bound(draft, known, new) for draft in drafts], today=today)
    return [Created(row.public_id, row.edited_at.isoformat(), row.po_id) for row in rows]


def undo(made: Sequence[Created]) -> None:
    """Hide the orders again, in the running transaction; refuses when one was edited, used or deleted since."""
    try:
        orders_taken_back([ImportedOrder(each.public_id, each.stamp, each.name) for each in made])
    except OrderUsed as refusal:
        raise RowsChanged(refusal.message) from refusal


def _read(file: SentFile, *, several: bool) -> ReadFile:
    if file.content.lstrip().startswith(b"PK"):
        return read_sheet(file.content, file.name if several else "")
    return read_xml(file.content, file.name)


def _against_the_books(drafts: Sequence[OrderDraft], known: KnownSuppliers, today: date) -> Iterator[Problem]:
    yield from _taken(drafts)
    for draft in drafts:
        if words := _unknown(draft, known):
            yield Problem(draft.supplier_at, words)
    active = sum(not draft.facts.is_suspended and draft.facts.expiration >= today for draft in drafts)
    room = active_room(today) if active else None
    if room and room.active + active > room.most:
        yield Problem("All of it", full_words(room.active, room.most, active))


def _by_row(problem: Problem) -> tuple[object, ...]:
    """Cells of one sheet row by row; what is no cell keeps its place behind them."""
    found = CELL.fullmatch(problem.address)
    return (0, found[1], int(found[3]), len(found[2]), found[2]) if found else (1,)


def _taken(drafts: Sequence[OrderDraft]) -> Iterator[Problem]:
    """PO IDs that are there already, and those that come twice in the files."""
    taken = taken_po_keys(draft.facts.po_id for draft in drafts)
    seen: set[str] = set()
    for draft in drafts:
        key, name = po_key(draft.facts.po_id), draft.facts.po_id.strip()
        if key in taken:
            yield Problem(draft.po_id_at, f"There is a purchase order {name} already.")
        elif key in seen:
            yield Problem(draft.po_id_at, f"Another file has a purchase order {name} too.")
        seen.add(key)


def _unknown(draft: OrderDraft, known: KnownSuppliers) -> str:
    """Why the supplier that somebody typed is none; empty where it is one, or any."""
    text = draft.supplier.text
    found = len(known.typed(text)) if text else 1
    if found == 1:
        return ""
    if found:
        return f"{found} suppliers are called “{text[:60]}”. Write the Organization ID or the vendor number."
    return f"No supplier is called “{text[:60]}”. Write an Organization ID, vendor number or name, or leave it empty."


def _shown(draft: OrderDraft, known: KnownSuppliers, warning: str) -> NewRow:
    facts = draft.facts
    supplier, note = _supplier_words(draft, known)
    tracked = (line_figures(line, facts.currency)[1] for line in facts.lines if line.is_tracked)
    texts = (
        supplier,
        period_text(facts.effective, facts.expiration),
        str(len(facts.lines)),
        f"{amount_text(sum(tracked, ZERO), facts.currency)} {facts.currency}",
        facts.description[:LONGEST_NOTE],
    )
    warned = [warning] if warning and not facts.is_suspended else []
    return NewRow(facts.po_id.strip(), dict(zip(HEADINGS, texts, strict=True)), (*draft.notes, *note, *warned))


def _supplier_words(draft: OrderDraft, known: KnownSuppliers) -> tuple[str, tuple[str, ...]]:
    """The supplier in words, and what is done about one that is new."""
    party = draft.supplier
    if party.text:
        found = known.typed(party.text)
        return known.names[next(iter(found))] if len(found) == 1 else party.text, ()
    if not party.name:
        return "Any supplier", ()
    found_id = known.of_document(party)
    if found_id is not None:
        return known.names[found_id], ()
    return party.name, (f"{party.name} is no supplier here yet; it is added with the order.",)


def _bound(draft: OrderDraft, known: KnownSuppliers, new: Any) -> OrderFacts:
    """The facts with their supplier; what `understand` found no problem with has one, or any."""
    party = draft.supplier
    if party.text:
        return replace(draft.facts, bill_from_id=next(iter(known.typed(party.text))))
    if not party.name:
        return draft.facts
    return replace(draft.facts, bill_from_id=known.of_document(party) or new[as_outside(party).identity].pk)


KIND = CreationKind(
    key="purchase-orders",
    title="Import purchase orders",
    one="purchase order",
    many="purchase orders",
    permission=Permission.EDIT_PURCHASE_ORDERS,
    list_url_name="purchase_orders:list",
    detail_url_name="purchase_orders:detail",
    headings=HEADINGS,
    accept=".xlsx,.xml",
    file_words="The filled-in template (.xlsx), or UBL 2.1 orders (.xml), one or several.",
    read=read_files,
    understand=understand,
    create=create,
    undo=undo,
    write_template=write_template,
    offer=Offer(
        "Look for unmatched invoices that fit", "invoices:fitting_any",
        (Permission.SEE_INVOICES, Permission.EDIT_PURCHASE_ORDERS),
    ),
)  # fmt: skip

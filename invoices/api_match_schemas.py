"""What the API says of the match of a document, and what it takes."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from ninja import Field, Schema
from pydantic import StrictInt

from billing_platform.api.schemas import Money, Sent, Text, money
from invoices.models import Document
from invoices.operations.association import LONGEST_REASON
from invoices.queries.explanation import Explained
from invoices.queries.matched import Matched

Reason = Annotated[Text, Field(min_length=1, max_length=LONGEST_REASON, examples=["It is for the other project"])]


class ReasonSent(Sent):
    """Why somebody decides."""

    reason: Reason


class LineGoes(Sent):
    """A line of the document by its number, and the line item it goes to; null: to none."""

    line: Annotated[StrictInt, Field(ge=1, le=100_000)]
    po_line: Annotated[Text, Field(min_length=1, max_length=40)] | None = Field(examples=["1"])


class MoveSent(ReasonSent):
    """Where a document goes. Lines that are not named go where the rule, or else the closest line item, takes them."""

    purchase_order: UUID | None = Field(None, description="The id of the order; left out: the one it has.")
    lines: list[LineGoes] | None = Field(None, min_length=1, max_length=10_000)

    def wanted(self) -> dict[int, str] | None:
        """As the operation takes it; None where no line is named."""
        return None if self.lines is None else {each.line: each.po_line or "" for each in self.lines}


class OrderNamed(Schema):
    """A purchase order by its id and PO ID."""

    id: UUID
    po_id: str


class LineMatched(Schema):
    """A line of the document and the line item it uses; null where it is on none."""

    line: int
    description: str
    gross: Money
    po_line: str | None


class Considered(Schema):
    """An order that was looked at: chosen, outranked or dropped, the first rule that said so, and more about it."""

    po_id: str
    verdict: str
    why: str
    rules: list[str]


class MatchShown(Schema):
    """The match of a received document. `version` is what If-Match takes: the number of changes by people.

    `moved` says by whom and why a person decided otherwise since; empty where nobody did. `hidden` says what a token
    lacks that is not shown the orders that were looked at; empty where all is told.
    """

    document: UUID
    number: str | None
    purchase_order: OrderNamed | None
    headline: str
    moved: str
    hidden: str
    lines: list[LineMatched]
    considered: list[Considered]
    notes: list[str]
    version: int


def match_shown(found: Matched) -> MatchShown:
    """The match as the API says it."""
    document, order = found.document, found.order
    return MatchShown(
        **_why(found.explained),
        document=document.public_id,
        number=document.number or None,
        purchase_order=OrderNamed(id=order.public_id, po_id=order.po_id) if order else None,
        lines=_lines(document, found),
        version=found.changes,
    )


def _why(explained: Explained | None) -> dict[str, Any]:
    if explained is None:
        return {"headline": "", "moved": "", "hidden": "", "considered": [], "notes": []}
    considered = [
        Considered(po_id=each.what, verdict=each.verdict, why=each.why, rules=[rule.text for rule in each.rules])
        for each in explained.considerations
    ]
    return {
        "headline": explained.headline,
        "moved": explained.moved,
        "hidden": explained.hidden,
        "considered": considered,
        "notes": list(explained.notes),
    }


def _lines(document: Document, found: Matched) -> list[LineMatched]:
    return [
        LineMatched(
            line=line.no, description=line.description, gross=money(document.signed(line.gross), document.currency),
            po_line=line.order_line.number if line.order_line else None,
        )
        for line in found.lines
    ]  # fmt: skip

"""One document as it stands on paper: every text ready to print, in the language frozen with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from invoices.due_dates import provisional_dates
from invoices.models import Document, DocumentKind, State
from invoices.parties import present_link, present_parties
from invoices.pdf import words
from invoices.pdf.figures import Figures
from invoices.pdf.inputs import PdfInputs, figures_of
from invoices.pdf.sheet_lines import Listing, listing_of
from invoices.pdf.sheet_sums import PaperRow, Payment, payment_of, reasons_of, sums_of
from payment_terms.wording import parse_terms

WIDEST_SUM = 16  # characters at the size of the last one: "1,234,567.89 EUR"


@dataclass(frozen=True, slots=True)
class PaperParty:
    """Supplier or buyer: the lines of its address from the name down, and its VAT number."""

    name: str
    address: tuple[str, ...]
    tax_id: str

    @property
    def in_one_line(self) -> str:
        return " · ".join((self.name, *self.address))


@dataclass(frozen=True, slots=True)
class Sheet:
    """All the paper says. `mark` is printed across a draft; `brand` and `logo` are the supplier's, or empty."""

    language: str
    title: str
    number: str
    mark: str
    labels: Mapping[str, str]
    supplier: PaperParty
    buyer: PaperParty
    meta: tuple[PaperRow, ...]
    listing: Listing
    sums: tuple[PaperRow, ...]
    reasons: tuple[str, ...]
    payment: Payment | None
    texts: Mapping[str, str]
    brand: str
    logo: str

    @property
    def has_wide_sums(self) -> bool:
        """Whether a sum is too long for the column that sums have."""
        return any(len(row.value) > WIDEST_SUM for row in self.sums)


def sheet_of(document: Document, inputs: PdfInputs, *, today: date) -> Sheet:
    """The paper of an outgoing document with its partner; a constant number of statements.

    `today` is the issue date that a draft without one is shown with.
    """
    figures, labels = figures_of(document, inputs), words.labels(inputs.language)
    supplier, buyer = (_party(each, figures) for each in _parties(document))
    return Sheet(
        language=inputs.language,
        title=labels[document.kind],
        number=document.number,
        mark="" if document.state == State.ISSUED else labels["draft"],
        labels=labels,
        supplier=supplier,
        buyer=buyer,
        meta=tuple(_meta(document, figures, labels, today)),
        listing=listing_of(document, figures, labels),
        sums=sums_of(document, figures, labels),
        reasons=reasons_of(document, figures),
        payment=payment_of(document, inputs, figures, labels),
        texts=inputs.texts,
        brand=inputs.brand,
        logo=inputs.logo,
    )


def _parties(document: Document) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    if document.state == State.ISSUED:
        return document.supplier_party, document.buyer_party
    return present_parties(document.partner, present_link(document.partner))


def _party(facts: Mapping[str, Any], figures: Figures) -> PaperParty:
    """Name, street and further lines where the frozen copy has them, postcode and city, country."""
    place = _joined(facts.get("postcode"), facts.get("city"))
    country = figures.country(facts["country"]) if facts.get("country") else ""
    lines = (facts.get("street"), *facts.get("address_lines", ()), place, country)
    return PaperParty(facts.get("name", ""), tuple(line for line in lines if line), facts.get("tax_id", ""))


def _meta(document: Document, figures: Figures, labels: Mapping[str, str], today: date) -> Iterator[PaperRow]:
    """What stands beside the address, empty rows left out."""
    issued_on = document.issue_date or today
    rows = [
        PaperRow(labels[f"{document.kind}_number"], document.number or "—", "strong"),
        PaperRow(labels["issue_date"], figures.day(issued_on)),
        PaperRow(labels["posting_date"], _other_day(document.posting_date, issued_on, figures)),
        PaperRow(labels["period"], _period(document, figures, labels)),
        PaperRow(labels["your_order"], document.po_number),
        PaperRow(labels["your_reference"], document.buyer_reference),
    ]
    yield from (row for row in rows if row.value)
    if document.kind != DocumentKind.CREDIT_NOTE:
        yield from _terms(document, figures, labels, issued_on)


def _terms(document: Document, figures: Figures, labels: Mapping[str, str], issued_on: date) -> Iterable[PaperRow]:
    provisional = provisional_dates([document], issued_on).get(document.pk)
    text, due = (provisional.terms, provisional.due_date) if provisional else (document.terms_text, document.due_date)
    told = words.terms_lines(parse_terms(text), document.posting_date or issued_on, figures) if text else ()
    yield from (PaperRow(labels["terms"] if not no else "", line) for no, line in enumerate(told))
    if due:
        yield PaperRow(labels["due_date"], figures.day(due), "strong")


def _other_day(day: date | None, than: date, figures: Figures) -> str:
    return figures.day(day) if day and day != than else ""


def _period(document: Document, figures: Figures, labels: Mapping[str, str]) -> str:
    days = figures.period(document.period_start, document.period_end)
    mark = labels.get(document.period_mark, "")
    return ", ".join(part for part in (days, mark) if part)


def _joined(*parts: str | None) -> str:
    return " ".join(part for part in parts if part)

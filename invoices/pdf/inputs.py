"""What the PDF of a document is made from beside its figures: frozen with it when it is issued."""

from __future__ import annotations

from dataclasses import dataclass, field

from invoices.models import Document, State
from invoices.parties import present_account, present_link
from invoices.pdf.figures import Figures, locale_of
from invoices.pdf.words import ENGLISH, GERMAN, LANGUAGES
from partners.models import Partner
from tenants.border import Link

PRESENT_LAYOUT = "1"
GERMAN_COUNTRIES = frozenset({"DE", "AT", "LI"})


@dataclass(frozen=True, slots=True)
class PdfInputs:
    """Names the layout, the words and the supplier's own look; every field is JSON.

    `brand` is `#rrggbb` or empty for the product's own accent, `logo` a `data:` address or empty, `texts` the
    supplier's own sentences by place, `bank` the account to pay to by name of the row; both may be empty.
    """

    layout: str
    language: str
    locale: str
    brand: str = ""
    logo: str = ""
    texts: dict[str, str] = field(default_factory=dict)
    bank: dict[str, str] = field(default_factory=dict)


def present_inputs(partner: Partner, link: Link | None) -> PdfInputs:
    """What a document issued to this buyer now is made from; no statement."""
    language = language_of(partner, link)
    return PdfInputs(PRESENT_LAYOUT, language, locale_of(language, partner.country), bank=present_account())


def inputs_of(document: Document) -> PdfInputs:
    """The frozen inputs; before issue, and for documents issued before there were any, the present ones."""
    if document.state == State.ISSUED and document.pdf_inputs:
        return PdfInputs(**document.pdf_inputs)
    partner = document.partner
    return present_inputs(partner, present_link(partner))


def figures_of(document: Document, inputs: PdfInputs) -> Figures:
    """Writes the document's figures in its language."""
    return Figures(inputs.language, inputs.locale, document.currency)


def language_of(partner: Partner, link: Link | None) -> str:
    """In which language a buyer is written to, on paper and by mail alike.

    An organization of the platform says so itself by its locale; of a buyer outside it is what the supplier noted, and
    where nothing is noted the language of its country. English where there are no words for it.
    """
    wanted = (link.buyer.locale if link else partner.language)[:2].lower()
    if not wanted:
        return GERMAN if partner.country in GERMAN_COUNTRIES else ENGLISH
    return wanted if wanted in LANGUAGES else ENGLISH

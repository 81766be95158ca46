"""From a document to the bytes of its PDF: its sheet, the layout frozen with it, WeasyPrint."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType

from django.contrib.staticfiles import finders
from django.template.loader import get_template
from django.utils.safestring import SafeString

from common.pdf import render
from invoices.models import Document
from invoices.pdf.inputs import inputs_of
from invoices.pdf.sheet import Sheet, sheet_of
from invoices.pdf.sheet_lines import files_of

BRAND = re.compile(r"#[0-9a-fA-F]{6}")
IMAGE = "data:image/"


@dataclass(frozen=True, slots=True)
class Layout:
    """A template and its style sheets, in order."""

    template: str
    stylesheets: tuple[str, ...]


# A layout that documents were issued with stays as it is: a new look is a new entry, and `PRESENT_LAYOUT` names it.
LAYOUTS: Mapping[str, Layout] = MappingProxyType(
    {"1": Layout("invoices/pdf/document.html", ("css/tokens.css", "css/invoice-pdf.css", "css/invoice-pdf-parts.css"))}
)


@dataclass(frozen=True, slots=True)
class Printed:
    """The bytes of a PDF and what they were made with."""

    content: bytes
    language: str
    layout: str
    variant: str = ""


def print_document(document: Document, *, today: date) -> Printed:
    """The PDF of an outgoing document, from its frozen figures and inputs; the same every time. Refuses PdfOff.

    A draft is printed as it would be issued `today`, with a mark across the page.
    """
    inputs = inputs_of(document)
    sheet = sheet_of(document, inputs, today=today)
    html, stylesheets = page_of(sheet, inputs.layout)
    content = render(html, stylesheets, attached=files_of(document, sheet.listing))
    return Printed(content, inputs.language, inputs.layout)


def page_of(sheet: Sheet, layout: str) -> tuple[str, list[str]]:
    """The HTML of a sheet and its style sheets; the page names nothing outside itself.

    Styles go beside the HTML and not into it, where a template would escape them.
    """
    chosen = LAYOUTS[layout]
    logo = SafeString(sheet.logo) if sheet.logo.startswith(IMAGE) and '"' not in sheet.logo else ""
    html = get_template(chosen.template).render({"sheet": sheet, "logo": logo})
    own = [f":root {{ --brand: {sheet.brand}; }}"] if BRAND.fullmatch(sheet.brand) else []
    return html, [*(_stylesheet(name) for name in chosen.stylesheets), *own]


@cache
def _stylesheet(name: str) -> str:
    found = finders.find(name)
    if not isinstance(found, str):
        raise FileNotFoundError(f"the static file {name} of the PDF's layout is missing")
    return Path(found).read_text()

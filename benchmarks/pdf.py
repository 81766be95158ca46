"""Make the PDF of an issued invoice of 50 lines: read it, lay it out, store the bytes and write the version.

The floor is WeasyPrint on the same page as static HTML with the same style sheets, parsed before, and nothing kept.
Run `python benchmarks/pdf.py`; `--lines 500` for a longer one, `--profile cumtime` to see where the time goes.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import time
from decimal import Decimal

from ground import ACTOR, TODAY, standing
from measuring import Rounds, print_rounds, timed

from common.pdf import why_off
from invoices.models import Document, PdfVersion
from invoices.operations.draft import Draft, DraftLine, save_draft
from invoices.operations.issue import issue_invoices
from invoices.operations.pdf import ensure_pdf
from invoices.pdf.inputs import inputs_of
from invoices.pdf.paper import page_of
from invoices.pdf.sheet import sheet_of
from partners.models import Partner
from tenants import border


def main() -> None:
    """Measure, or show where the time goes."""
    asked = _asked()
    if off := why_off():
        print(off)
        return
    with standing(buyers=1) as (supplier, _), border.inside(supplier, ACTOR, via="command"):
        documents = _issued(asked.rounds * asked.documents + 1, asked.lines)
        ensure_pdf(documents.pop())
        if asked.profile:
            _profile(documents, asked.profile)
        else:
            _measure(documents, asked)


def _measure(documents: list[Document], asked: argparse.Namespace) -> None:
    rounds = Rounds()
    for start in range(0, len(documents), asked.documents):
        chosen = documents[start : start + asked.documents]
        pages = [page_of(sheet_of(each, inputs_of(each), today=TODAY), "1") for each in chosen]
        rounds.add(timed(lambda chosen=chosen: _make(chosen)), timed(lambda pages=pages: _print(pages)))
    assert PdfVersion.objects.count() == len(documents) + 1
    print_rounds(f"PDF of an invoice of {asked.lines} lines", asked.documents, rounds)


def _make(documents: list[Document]) -> None:
    for document in documents:
        ensure_pdf(document)


def _print(pages: list[tuple[str, list[str]]]) -> None:
    import weasyprint

    sheets = [weasyprint.CSS(string=css) for css in pages[0][1]]
    for html, _ in pages:
        weasyprint.HTML(string=html).write_pdf(stylesheets=sheets, pdf_tags=True)


def _profile(documents: list[Document], order: str) -> None:
    with cProfile.Profile(time.process_time) as profile:
        _make(documents)
    pstats.Stats(profile).sort_stats(order).print_stats(60)


def _issued(count: int, lines: int) -> list[Document]:
    partner = Partner.objects.order_by("id")[0]
    items = [
        DraftLine(f"Compute, standard vCPU {n}", Decimal(n), Decimal("1.0415"), product_code=f"P-{n}", unit="HUR")
        for n in range(1, lines + 1)
    ]
    ids = [save_draft(Draft(partner, "EUR", items), today=TODAY).pk for _ in range(count)]
    assert issue_invoices(ids, today=TODAY, verify=True).issued == count
    return list(Document.objects.select_related("partner").filter(pk__in=ids))


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=50)
    parser.add_argument("--documents", type=int, default=5, help="a round")
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--profile", default="", help="print a profile sorted by this (tottime, cumtime) instead")
    return parser.parse_args()


if __name__ == "__main__":
    main()

"""A received document for its page: what was sent, made readable, beside what was understood, with its findings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import groupby

from django.template.defaultfilters import filesizeformat
from lxml import etree

from common.errors import Refusal
from common.safe_xml import is_pdf, parse_xml
from common.ui.figures import moment_text
from common.ui.parts import Fact
from invoices.einvoice.reading import embedded_in
from invoices.einvoice.shown import Entry, Group, groups_of
from invoices.einvoice.terms import NAMES
from invoices.models import Document, ReceivedFile
from invoices.queries.findings import FindingRow, Review, review_of
from invoices.queries.understood import STANDS_IN, Fields, Understood, agrees, heading_of, in_words, understood

PAGE_ENTRIES = 500
MOST_ELEMENTS = 50_000
RAW_CHARACTERS = 200_000
SEGMENTS = 2
PAYMENT_GROUPS = frozenset({"Payment", "Payee"})


class Kind(StrEnum):
    XML = "XML"
    PDF = "PDF"


@dataclass(frozen=True, slots=True)
class SentRow:
    """One thing that was sent. `about` is the number of its business term, else the path where the name is not all.

    `understood` is empty where nothing is stored for it; `differs` when what is stored is not what was sent.
    """

    name: str
    about: str
    value: str
    note: str
    understood: str
    differs: bool
    findings: tuple[FindingRow, ...]


@dataclass(frozen=True, slots=True)
class SentGroup:
    """What was sent about one party, line, tax rate …, with the findings about it as a whole."""

    title: str
    rows: tuple[SentRow, ...]
    findings: tuple[FindingRow, ...]


@dataclass(frozen=True, slots=True)
class Viewed:
    """A received file, readable. `groups` are those of one page of `pages`.

    `raw` is the XML in lines, shortened, on the first page only. `too_large` says why there are no groups, if so.
    """

    kind: Kind
    facts: tuple[Fact, ...]
    groups: tuple[SentGroup, ...]
    not_sent: tuple[Fact, ...]
    understood: tuple[Fact, ...]
    review: Review | None
    placed: int
    raw: str
    raw_total: int
    page: int
    pages: int
    too_large: str
    has_payment: bool

    @property
    def has_picture(self) -> bool:
        """Whether the PDF itself is shown: it names who is paid, and where."""
        return self.kind == Kind.PDF and self.has_payment

    @property
    def raw_is_shortened(self) -> bool:
        return len(self.raw) < self.raw_total


def received_file(document: Document) -> ReceivedFile | None:
    """The file the document came as, or None; one statement."""
    return ReceivedFile.objects.filter(document=document).first()


def viewed(document: Document, file: ReceivedFile, page: int, *, with_payment: bool) -> Viewed:
    """The file of a document made readable, at most 500 entries a page, counted from 1; three statements.

    Of a file with more than 50,000 elements only the facts and the XML as it stands: every page would read all of it.
    Without `with_payment` nothing of how to pay and whom is taken from the file, nor the XML that names it.
    """
    content = bytes(file.content)
    xml = xml_of(content)
    root = parse_xml(xml, max_bytes=len(xml)) if xml is not None else None
    too_large = _too_large(root)
    groups = _allowed(groups_of(root), with_payment) if root is not None and not too_large else ()
    review = review_of(document)
    stored, marked = understood(document, groups), _Marked(review.rows if review else (), groups)
    entries = [(group, entry) for group in groups for entry in group.entries]
    pages = max(-(-len(entries) // PAGE_ENTRIES), 1)
    page = min(max(page, 1), pages)
    shown = entries[(page - 1) * PAGE_ENTRIES : page * PAGE_ENTRIES]
    raw = _raw(root, in_lines=not too_large) if root is not None and page == 1 and with_payment else ""
    return Viewed(
        kind=Kind.PDF if is_pdf(content) else Kind.XML,
        facts=_facts(file, content),
        groups=tuple(_sent_group(group, rows, stored, marked) for group, rows in _regrouped(shown)),
        not_sent=_not_sent(stored.heading, groups),
        understood=understood_facts(document),
        review=replace(review, rows=marked.elsewhere) if review else None,
        placed=len(marked.all) - len(marked.elsewhere),
        raw=raw[:RAW_CHARACTERS],
        raw_total=len(raw),
        page=page, pages=pages, too_large=too_large, has_payment=with_payment,
    )  # fmt: skip


def _allowed(groups: tuple[Group, ...], with_payment: bool) -> tuple[Group, ...]:
    return groups if with_payment else tuple(group for group in groups if group.kind not in PAYMENT_GROUPS)


def xml_of(content: bytes) -> bytes | None:
    """The XML of a received file; None for a PDF that can't be opened now: the page then shows the PDF alone."""
    try:
        return embedded_in(content, name="The file", max_bytes=len(content)).xml
    except Refusal:
        return None


def understood_facts(document: Document) -> tuple[Fact, ...]:
    """The stored fields of the heading that hold something, by the names of the standard."""
    return tuple(Fact(NAMES[term], in_words(value)) for term, value in heading_of(document).items() if value)


class _Marked:
    """The findings by where they belong: at an element, at a line, or nowhere that was sent."""

    def __init__(self, findings: Sequence[FindingRow], groups: Sequence[Group]) -> None:
        self.all = findings
        self.at: dict[str, list[FindingRow]] = defaultdict(list)
        for finding in findings:
            self.at[finding.place].append(finding)
        known = {entry.place for group in groups for entry in group.entries}
        known |= {place for group in groups if (place := _line_place(group))}
        self.elsewhere = tuple(finding for finding in findings if finding.place not in known)

    def of_entry(self, entry: Entry) -> tuple[FindingRow, ...]:
        return tuple(self.at.get(entry.place, ())) if not entry.path.rpartition("/")[2].startswith("@") else ()

    def of_group(self, group: Group) -> tuple[FindingRow, ...]:
        return tuple(self.at.get(_line_place(group), ()))


def _line_place(group: Group) -> str:
    return f"line {(group.value_of('BT-126') or '?')[:40]}" if group.kind == "Line" else ""


def _regrouped(shown: Iterable[tuple[Group, Entry]]) -> Iterable[tuple[Group, list[Entry]]]:
    for _, pairs in groupby(shown, key=lambda pair: id(pair[0])):
        members = list(pairs)
        yield members[0][0], [entry for _, entry in members]


def _sent_group(group: Group, entries: Iterable[Entry], stored: Understood, marked: _Marked) -> SentGroup:
    fields = stored.fields_of(group)
    present = {entry.term for entry in group.entries}
    rows = tuple(_sent_row(entry, _stored_for(entry, fields, present), fields, marked) for entry in entries)
    return SentGroup(group.title, rows, marked.of_group(group))


def _stored_for(entry: Entry, fields: Fields, present: set[str]) -> str:
    """The term whose field holds what this entry says; empty where none does."""
    stands_for = STANDS_IN.get(entry.term, "")
    term = stands_for if stands_for and stands_for not in present else entry.term
    return term if term in fields else ""


def _sent_row(entry: Entry, term: str, fields: Fields, marked: _Marked) -> SentRow:
    stored = fields.get(term)
    differs = bool(term) and not agrees(entry.value, stored)
    name, about = (entry.name, entry.term) if entry.term else _path_words(entry.path)
    words = in_words(stored) or ("nothing" if differs else "")
    return SentRow(name, about, entry.value, entry.note, words, differs, marked.of_entry(entry))


def _path_words(path: str) -> tuple[str, str]:
    """The end of a path as a name, and the whole of it where that is more."""
    short = "/".join(path.split("/")[-SEGMENTS:])
    return short, path if short != path else ""


def _not_sent(heading: Fields, groups: Sequence[Group]) -> tuple[Fact, ...]:
    """Fields that hold something though their term was not sent: worked out, or taken from elsewhere."""
    sent = {entry.term for group in groups for entry in group.entries}
    sent |= {STANDS_IN[term] for term in sent if term in STANDS_IN}
    missing = ((term, value) for term, value in heading.items() if groups and value and term not in sent)
    return tuple(Fact(NAMES[term], in_words(value), note=term) for term, value in missing)


def _facts(file: ReceivedFile, content: bytes) -> tuple[Fact, ...]:
    return (
        Fact("File", file.name),
        Fact("Size", filesizeformat(len(content))),
        Fact("Received", moment_text(file.received_at)),
        Fact("SHA-256", file.sha256),
    )


def _too_large(root: etree._Element | None) -> str:
    count = sum(1 for _ in root.iter()) if root is not None else 0
    if count <= MOST_ELEMENTS:
        return ""
    return f"It has {count:,} elements. Of files with more than {MOST_ELEMENTS:,} only the XML is shown."


def _raw(root: etree._Element, *, in_lines: bool) -> str:
    if in_lines:
        etree.indent(root)
    return etree.tostring(root, encoding="unicode")

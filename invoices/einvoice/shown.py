"""Everything that an XML document says, in groups and in the words of EN 16931, with nothing left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from common.xml_fields import place_of
from invoices.einvoice import cii, cii_terms, ubl, ubl_terms
from invoices.einvoice.terms import NAMES
from invoices.einvoice.variants import mark_of

ORDER = (
    "Document", "Seller", "Buyer", "Payee", "Tax representative", "Delivery", "Line", "Allowance or charge", "Tax rate",
    "Tax", "Totals", "Payment",
)  # fmt: skip
NUMBERED = frozenset({"Line", "Allowance or charge", "Tax rate"})
FILE_TEXT = 200


@dataclass(frozen=True, slots=True)
class Entry:
    """One text or attribute as it was sent. `term` is "BT-1" or empty, `path` leads from the document element.

    `note` holds the attributes that are no terms of their own; `place` is how findings name the element.
    """

    term: str
    name: str
    path: str
    value: str
    note: str
    place: str


@dataclass(slots=True)
class Group:
    """Entries that belong together; `number` counts lines, allowances and tax rates from 1, else it is 0."""

    kind: str
    number: int = 0
    entries: list[Entry] = field(default_factory=list)

    @property
    def title(self) -> str:
        return f"{self.kind} {self.number}" if self.number else self.kind

    def value_of(self, term: str) -> str | None:
        """The first value of a business term in this group."""
        return next((entry.value for entry in self.entries if entry.term == term), None)


@dataclass(frozen=True, slots=True)
class Syntax:
    """What a kind of document calls its elements, and where its terms are."""

    prefixes: Mapping[str, str]
    groups: Mapping[str, str]
    terms: Mapping[str, str]
    renamed: Mapping[str, str]
    currency: str
    tax_total: str


UBL = Syntax(ubl_terms.PREFIXES, ubl_terms.GROUPS, ubl_terms.TERMS, ubl_terms.RENAMED, ubl_terms.CURRENCY,
             ubl_terms.TAX_TOTAL)  # fmt: skip
CII = Syntax(cii_terms.PREFIXES, cii_terms.GROUPS, cii_terms.TERMS, {}, cii_terms.CURRENCY, cii_terms.TAX_TOTAL)
UNKNOWN = Syntax({}, {}, {}, {}, "", "")
SYNTAXES = {ubl.INVOICE: UBL, ubl.CREDIT_NOTE: UBL, cii.INVOICE: CII}


def groups_of(root: etree._Element) -> tuple[Group, ...]:
    """All that the document says, in the order of ORDER, within a group in that of the document.

    Each text, each attribute and each empty element is an entry, or stands in the note of one; a file embedded as
    base64 is named by its length. Comments and processing instructions are not part of what a document says.
    """
    walk = _Walk(SYNTAXES.get(str(root.tag), UNKNOWN), root)
    walk.visit(root, "", walk.plain["Document"])
    return tuple(walk.groups())


class _Walk:
    """One way through a document."""

    def __init__(self, syntax: Syntax, root: etree._Element) -> None:
        self.syntax = syntax
        self.plain = {kind: Group(kind) for kind in ORDER if kind not in NUMBERED}
        self.numbered: list[Group] = []
        self.names: dict[str, str] = {}
        self.counted: Counter[str] = Counter()
        namespaces = {prefix: namespace for namespace, prefix in syntax.prefixes.items()}
        self.currency = (root.findtext(syntax.currency, namespaces=namespaces) or "").strip() if syntax.currency else ""

    def visit(self, element: etree._Element, path: str, group: Group) -> None:
        """The element's own text and attributes, then its children, each in the group its path opens."""
        group = self._group_at(path, group)
        group.entries.extend(self._entries(element, path))
        for child in element:
            below = f"{path}/{self._name(child)}" if path else self._name(child)
            self.visit(child, below, group)
            if child.tail and child.tail.strip():
                group.entries.append(self._entry(element, f"{path}/text()", child.tail.strip()))

    def _group_at(self, path: str, group: Group) -> Group:
        kind = self.syntax.groups.get(path)
        if kind is None:
            return group
        if kind not in NUMBERED:
            return self.plain[kind]
        self.counted[kind] += 1
        self.numbered.append(Group(kind, self.counted[kind]))
        return self.numbered[-1]

    def groups(self) -> list[Group]:
        """The groups in which something was said."""
        found = (*self.plain.values(), *self.numbered)
        return sorted((each for each in found if each.entries), key=lambda each: (ORDER.index(each.kind), each.number))

    def _entries(self, element: etree._Element, path: str) -> Iterator[Entry]:
        attributes = {f"{path}/@{_plain(name)}": str(value) for name, value in element.attrib.items()}
        named = {place: value for place, value in attributes.items() if place in self.syntax.terms}
        notes = [f"{place.rpartition('@')[2]} {value}" for place, value in attributes.items() if place not in named]
        text = (element.text or "").strip()
        if text or notes or (not len(element) and not named):
            mark = mark_of(element, self.currency if path == self.syntax.tax_total else "")
            yield self._entry(element, path, _shortened(text, element), ", ".join(notes), mark)
        for place, value in named.items():
            yield self._entry(element, place, value)

    def _entry(self, element: etree._Element, path: str, value: str, note: str = "", mark: str = "") -> Entry:
        term = self.syntax.terms.get(path + mark, "")
        return Entry(term, NAMES.get(term, ""), path or self._name(element), value, note, place_of(element))

    def _name(self, element: etree._Element) -> str:
        tag = str(element.tag)
        if tag not in self.names:
            self.names[tag] = self._named(element)
        return self.names[tag]

    def _named(self, element: etree._Element) -> str:
        qualified = etree.QName(element)
        prefix = self.syntax.prefixes.get(qualified.namespace or "") or element.prefix
        name = f"{prefix}:{qualified.localname}" if prefix else qualified.localname
        return self.syntax.renamed.get(name, name)


def _plain(name: object) -> str:
    return etree.QName(str(name)).localname


def _shortened(text: str, element: etree._Element) -> str:
    """An embedded file is not printed as its base64."""
    is_file = element.get("mimeCode") is not None and len(text) > FILE_TEXT
    return f"a file of {len(text) * 3 // 4:,} bytes" if is_file else text

"""The official rules fire where the authors of the rules say so, and on real documents where they are known to."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from common.safe_xml import parse_xml
from invoices.einvoice.document import EInvoice
from invoices.einvoice.reading import embedded_in, read
from invoices.einvoice.rule_sets import CII, UBL, RuleSet, rule_set_of
from invoices.einvoice.rules import PROGRAM_OF_THIS_PROCESS, UNNAMED, RuleReport, apply_rules, check_rules
from tests.interop.samples import SAMPLES, need

pytestmark = pytest.mark.interop

# What PDF files that are known to be defective break of the rules of their own profile, fatally and with an id.
BROKEN_BY_DEFECTIVE = {
    "Avoir_FR_type380_BASIC.pdf": {"FX-SCH-A-000026"},
    "Avoir_FR_type380_EN16931.pdf": set(),
    "Avoir_FR_type380_MINIMUM.pdf": set(),
    "Facture_DOM_BASIC.pdf": {"FX-SCH-A-000026"},
    "Facture_DOM_EN16931.pdf": set(),
    "Facture_UE_BASIC.pdf": {"BR-IC-11", "BR-IC-12", "FX-SCH-A-000026"},
    "Facture_UE_EN16931.pdf": {"BR-IC-11"},
    "MustangGnuaccountingBeispielRE-20190610_507a.pdf": set(),
    "MustangGnuaccountingBeispielRE-20190610_507b.pdf": {"FX-SCH-A-000581"},
    "ZUGFeRD_2.0_fully_compliant_complete.pdf": {"BR-S-02", "FX-SCH-A-000612", "FX-SCH-A-000613"},
    "ZUGFeRD_2_fully_compliant_complete.pdf": set(),
}
need("rules_cen", "rules")

DOCUMENTS = {"Invoice", "CreditNote", "CrossIndustryInvoice"}
Facts = dict[str, Any]


def named(*patterns: str) -> list[Any]:
    found = sorted(path for pattern in patterns for path in SAMPLES.glob(pattern))
    return [pytest.param(path, id=path.name) for path in found]


@cache
def facts(name: str) -> Facts:
    found: Facts = json.loads((SAMPLES / "index" / f"{name}.json").read_text(encoding="utf-8"))
    return found


@cache
def document_of(path: Path) -> tuple[EInvoice, bytes]:
    xml = embedded_in(path.read_bytes(), name=path.name).xml
    return read(xml, name=path.name), xml


def known_of(path: Path) -> set[str]:
    return set(facts("einvoice")[f"{path.parent.name}/{path.name}"]["en16931_schematron"]["fatal"])


@pytest.mark.parametrize("path", named("rules_cen/*.xml"))
def test_a_rule_fires_on_what_breaks_it_and_on_nothing_that_obeys_it(path):
    """Each file holds documents written for one rule, most of them a fragment that says only what the rule is about."""
    cases = facts("rules_cen")[f"rules_cen/{path.name}"]["cases"]
    documents = [root for root in parse_xml(path.read_bytes()).iter() if is_document(root)]
    assert len(documents) == len(cases)
    for root, case in zip(documents, cases, strict=True):
        broken = ids_broken(CII if case["doc"] == "CrossIndustryInvoice" else UBL, root)
        assert set(case["expect_failed"]) <= broken, case["test"]
        assert not set(case["expect_not_failed"]) & broken, case["test"]


def test_the_rules_files_are_all_there():
    assert len(facts("rules_cen")) == len(named("rules_cen/*.xml")) == 162


@pytest.mark.parametrize("path", named("einvoice/*", "facturx_pdf*/*.pdf"))
def test_the_fatal_rules_of_a_real_document_are_those_that_are_known(path):
    """Against EN 16931 whatever the profile, as the index is.

    For CII the index was made with other stylesheets of the same rules: theirs have no BR-CO-18, ours do not apply
    BR-CO-12 to one document of an extended profile, and give rules of code lists and structure other ids.
    """
    document, xml = document_of(path)
    known, report = known_of(path), apply_rules(CII if document.syntax == "CII" else UBL, document, xml)
    fatal = {broken.rule for broken in report.broken if broken.severity == "fatal"}
    if document.syntax != "CII":
        assert fatal == known
    else:
        assert {rule for rule in fatal if rule.startswith("BR-")} - {"BR-CO-18"} == business_rules(known) - {"BR-CO-12"}
        assert not code_lists(known) or any("is not allowed" in broken.message for broken in report.broken)


@pytest.mark.parametrize("path", named("einvoice/*", "facturx_pdf*/*.pdf"))
def test_a_document_that_is_known_to_break_nothing_fatal_is_told_nothing_fatal(path):
    """By the rules of its own profile. CII-SR-465 came with a later version than the index was made with."""
    if not known_of(path):
        fatal = {each.rule for each in check_rules(*document_of(path)).broken if each.severity == "fatal"}
        assert fatal <= {"CII-SR-465"}


@pytest.mark.parametrize("path", named("einvoice/*", "facturx_pdf*/*.pdf"))
def test_a_document_of_a_profile_without_lines_is_not_blamed_for_having_none(path):
    document, xml = document_of(path)
    broken = {each.rule for each in check_rules(document, xml).broken}
    is_without_lines = "minimum" in (document.customization_id or "") or "basicwl" in (document.customization_id or "")
    assert not (is_without_lines and "BR-16" in broken)


@pytest.mark.parametrize("path", named("facturx_pdf_defective/*.pdf"))
def test_a_defective_pdf_breaks_the_rules_it_is_known_for(path):
    broken = {each.rule for each in check_rules(*document_of(path)).broken if each.severity == "fatal"}
    assert broken - {UNNAMED} == BROKEN_BY_DEFECTIVE[path.name]


def test_each_profile_has_rules_of_its_own():
    applied = {rule_set_of(document_of(each.values[0])[0].syntax, document_of(each.values[0])[0].customization_id).name
               for each in named("einvoice/*", "facturx_pdf*/*.pdf")}  # fmt: skip
    assert applied >= {"EN 16931 for UBL", "EN 16931 for CII", "Factur-X MINIMUM", "Factur-X BASIC WL"}
    assert applied >= {"Factur-X BASIC", "Factur-X EXTENDED", "Extended CTC FR for UBL"}


def is_document(element: etree._Element) -> bool:
    parent = element.getparent()
    return etree.QName(element).localname in DOCUMENTS and (parent is None or etree.QName(parent).localname == "test")


def ids_broken(rules: RuleSet, root: etree._Element) -> set[str]:
    answer = PROGRAM_OF_THIS_PROCESS.ask(rules.path, etree.tostring(root, encoding="utf-8", with_tail=False))
    return {rule for rule, *_ in answer["broken"]}


def business_rules(rules: set[str]) -> set[str]:
    return {rule for rule in rules if rule.startswith("BR-") and not rule.startswith("BR-CL-")}


def code_lists(rules: set[str]) -> set[str]:
    return {rule for rule in rules if rule.startswith("BR-CL-")}


def test_a_report_says_which_rules_were_applied():
    path = SAMPLES / "einvoice" / "akretion-ubl-21-en16931.xml"
    report: RuleReport = check_rules(*document_of(path))
    assert (report.rules.name, report.rules.version) == ("EN 16931 for UBL", "1.3.16")

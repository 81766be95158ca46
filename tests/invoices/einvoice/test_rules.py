"""The official rules applied to a document: which set, what is said, and what a program that is silent leads to."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path

import pytest

from invoices.einvoice import rules
from invoices.einvoice.places import place_in_words
from invoices.einvoice.reading import read
from invoices.einvoice.refusals import RulesNotChecked
from invoices.einvoice.rule_sets import (
    BASIC,
    BASIC_WL,
    CII,
    CII_FRANCE,
    EVERY,
    EXTENDED,
    MINIMUM,
    UBL,
    UBL_FRANCE,
    rule_set_of,
)
from invoices.einvoice.rules import RuleProgram, check_rules

FILES = Path(__file__).parent / "files"
UBL_FILE = (FILES / "ubl_invoice.xml").read_bytes()
CII_FILE = (FILES / "cii_invoice.xml").read_bytes()
LINE = "/*:Invoice[namespace-uri()='urn:x'][1]/*:InvoiceLine[namespace-uri()='urn:y'][2]"


def report_of(content: bytes):
    return check_rules(read(content, name="a.xml"), content)


def broken_in(content: bytes) -> dict[str, tuple[str, str]]:
    return {each.rule: (each.severity, each.place) for each in report_of(content).broken}


@pytest.fixture
def program():
    """A program of its own, ended after the test."""
    started = RuleProgram()
    yield started
    started.end()


@pytest.mark.parametrize(
    ("syntax", "claimed", "expected"),
    [
        ("UBL Invoice", None, UBL),
        ("UBL CreditNote", "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0", UBL),
        ("UBL Invoice", "urn:cen.eu:en16931:2017#conformant#urn.cpro.gouv.fr:1p0:extended-ctc-fr", UBL_FRANCE),
        ("CII", None, CII),
        ("CII", "urn:cen.eu:en16931:2017", CII),
        ("CII", "urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0", CII),
        ("CII", "urn:factur-x.eu:1p0:minimum", MINIMUM),
        ("CII", "urn:factur-x.eu:1p0:basicwl", BASIC_WL),
        ("CII", "urn:cen.eu:en16931:2017#compliant#urn:factur-x.eu:1p0:basic", BASIC),
        ("CII", "urn:cen.eu:en16931:2017#conformant#urn:zugferd.de:2p0:EXTENDED", EXTENDED),
        ("CII", "urn:cen.eu:en16931:2017#conformant#urn.cpro.gouv.fr:1p0:extended-ctc-fr", CII_FRANCE),
    ],
)
def test_the_rules_follow_from_syntax_and_specification(syntax, claimed, expected):
    assert rule_set_of(syntax, claimed) is expected


@pytest.mark.parametrize("rule_set", EVERY, ids=lambda each: each.name)
def test_a_stylesheet_is_of_the_version_that_is_named(rule_set):
    start = rule_set.path.read_text(encoding="utf-8")[:1000]
    assert rule_set.version in f"{start} {rule_set.path.name} factur-x {version('factur-x')}"


def test_a_broken_rule_has_its_official_id_severity_text_and_place():
    wrong = UBL_FILE.replace(b"<cbc:LineExtensionAmount", b"<cbc:LineExtensionAmount", 1)
    wrong = wrong.replace(
        b"<cbc:ID>S</cbc:ID><cbc:Percent>19</cbc:Percent>", b"<cbc:ID>Q</cbc:ID><cbc:Percent>19</cbc:Percent>"
    )
    report = report_of(wrong)
    assert (report.rules, report.more) == (UBL, 0)
    codes = next(each for each in report.broken if each.rule == "BR-CL-18")
    assert codes.severity == "fatal"
    assert codes.place.startswith("line ")
    assert not codes.message.startswith("[")


def test_fatal_rules_stand_before_warnings():
    severities = [each.severity for each in report_of(UBL_FILE).broken]
    assert severities == sorted(severities)
    assert "warning" in severities


def test_the_order_of_lines_is_told_by_their_own_numbers():
    assert place_in_words(f"{LINE}/*:Price[namespace-uri()='urn:x'][1]", ["10", "20"]) == "line 20, price"
    assert place_in_words(LINE, ["10"]) == "line 2"


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/*:Invoice[namespace-uri()='urn:x'][1]", "document"),
        ("/rsm:CrossIndustryInvoice/ram:BuyerTradeParty/ram:PostalTradeAddress", "buyer, address"),
        ("/Q{urn:x}Invoice[1]/Q{urn:x}TaxTotal[1]/Q{urn:x}TaxSubtotal[3]", "tax total, tax breakdown, row 3"),
        ("/*:CrossIndustryInvoice[1]/*:IncludedSupplyChainTradeLineItem[1]/*:ApplicableTradeTax[1]", "line 1, tax"),
        ("", "document"),
    ],
)
def test_a_path_is_said_in_words(path, words):
    assert place_in_words(path, []) == words


def test_another_specification_on_the_same_rules_is_not_blamed_for_its_name():
    named = CII_FILE.replace(b"urn:cen.eu:en16931:2017", b"urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:x_3.0", 1)
    assert "FX-SCH-A-000556" not in broken_in(named)


def test_what_follows_no_profile_of_factur_x_is_not_held_to_the_structure_of_one():
    plain = CII_FILE.replace(
        b"urn:cen.eu:en16931:2017#conformant#urn:factur-x.eu:1p0:extended", b"urn:cen.eu:en16931:2017"
    )
    assert plain != CII_FILE
    wrong = re.sub(rb"(<ram:Name>[^<]*</ram:Name>)", rb"\1\1", plain).replace(b">380<", b">999<", 1)
    broken = report_of(wrong).broken
    assert [each for each in broken if "may occur at maximum" in each.message or "must occur" in each.message] == []
    assert "Value of 'ram:TypeCode' is not allowed." in {each.message for each in broken}


def test_there_are_no_rules_for_what_is_not_built_on_the_standard():
    with pytest.raises(RulesNotChecked, match="no rules here"):
        rule_set_of("UBL Invoice", "urn:peppol:pint:billing-1@my-1")


def test_a_document_that_takes_too_much_computing_is_too_large_to_check(program, monkeypatch):
    monkeypatch.setattr(rules, "COMPUTING_SECONDS", 0.05)
    with pytest.raises(RulesNotChecked, match="too large to be checked"):
        program.ask(UBL.path, UBL_FILE)


def test_the_program_ends_in_the_middle_of_a_document_when_nobody_waits_for_it():
    command = [sys.executable, "-I", str(rules.PROGRAM), str(rules.MEMORY), "0.05"]
    running = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    rules._write_frames(running.stdin, (str(UBL.path).encode(), UBL_FILE))
    assert running.wait(timeout=20) == -signal.SIGPROF
    running.communicate()


def test_the_program_is_kept_and_started_again_when_it_is_gone(program):
    first = program.ask(UBL.path, UBL_FILE)
    running = program._running
    assert program.ask(UBL.path, UBL_FILE) == first
    assert program._running is running
    running.kill()
    running.wait()
    assert program.ask(UBL.path, UBL_FILE) == first
    assert program._running is not running


def test_a_document_that_breaks_the_program_is_refused_and_the_next_is_checked(program):
    with pytest.raises(RulesNotChecked, match="broke off"):
        program.ask(UBL.path, b"<not well formed")
    assert program.ask(UBL.path, UBL_FILE)["more"] == 0


def test_a_check_that_takes_too_long_is_ended(program):
    started = time.monotonic()
    with pytest.raises(RulesNotChecked, match=r"longer than 0\.05 seconds"):
        program.ask(UBL.path, UBL_FILE, seconds=0.05)
    assert time.monotonic() - started < 5
    assert program._running is None


def test_the_program_ends_with_the_process_that_started_it():
    running = subprocess.Popen(
        [sys.executable, "-I", str(rules.PROGRAM), str(rules.MEMORY), "40"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    running.communicate(timeout=20)
    assert running.returncode == 0


def test_the_program_counts_its_own_memory_and_not_that_of_who_started_it():
    held = b"x" * (300 * 1024 * 1024)
    code = "import rules_program; print(rules_program.resident_kilobytes())"
    told = subprocess.run([sys.executable, "-c", code], cwd=rules.PROGRAM.parent, capture_output=True, check=True)
    assert 0 < int(told.stdout) < len(held) // 1024

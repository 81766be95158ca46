"""Workbooks of strangers: what is meant is read, everything else is refused in words, soon and before it costs much."""

from __future__ import annotations

import time
import zipfile
from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from openpyxl import Workbook

from common import workbook_reading
from common.workbook import Kind, SheetColumn, write_workbook
from common.workbook_archive import ForbiddenContent, NotAWorkbook, WorkbookRefused, WorkbookTooLarge
from common.workbook_reading import NoSuchTable, read_workbook

SHEET = "xl/worksheets/sheet1.xml"


def saved(*rows, title="Partners"):
    book, content = Workbook(), BytesIO()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    book.save(content)
    return content.getvalue()


def changed(content=None, **parts):
    """A workbook with some of its parts replaced by others, named with underscores for dots and slashes."""
    whole, new = BytesIO(content or saved(["Row", "ERP ID"], ["k", "7"])), BytesIO()
    others = {name.replace("__", "/").replace("_xml", ".xml").replace("_bin", ".bin"): v for name, v in parts.items()}
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(new, "w", zipfile.ZIP_DEFLATED) as made:
        for part in old.infolist():
            if part.filename not in others:
                made.writestr(part.filename, old.read(part))
        for name, text in others.items():
            made.writestr(name, text)
    return new.getvalue()


def read(content, wanted=("ERP ID",)):
    return read_workbook(content, key="Row", wanted=wanted)


def sheet_of(rows):
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    head = '<row r="1"><c r="A1" t="inlineStr"><is><t>Row</t></is></c></row>'
    return f'<?xml version="1.0"?><worksheet xmlns="{space}"><sheetData>{head}{rows}</sheetData></worksheet>'


def test_the_cells_that_are_wanted_come_as_text_with_their_addresses():
    content = saved(
        ["Name", "Row", "ERP ID", "Notes"],
        ["Initech", "k1", "0007", "mine"],
        [None, None, None],
        ["Globex", "k2", 7],
        ["Hooli", "k3", 7.5, "x"],
        ["Acme", "k4", date(2026, 11, 3)],
        ["More", "k5", datetime.fromisoformat("2026-11-03T12:30")],
        ["Last", "k6", True],
        ["Empty", "k7"],
    )
    sheet = read(content)
    assert sheet.headings == ("Name", "Row", "ERP ID", "Notes")
    assert [(row.number, row.cells["Row"].text, row.cells["ERP ID"].text) for row in sheet.rows] == [
        (2, "k1", "0007"), (4, "k2", "7"), (5, "k3", "7.5"), (6, "k4", "2026-11-03"), (7, "k5", "2026-11-03T12:30:00"),
        (8, "k6", "yes"), (9, "k7", ""),
    ]  # fmt: skip
    assert sheet.rows[0].cells["ERP ID"].address == "C2"
    assert set(sheet.rows[0].cells) == {"Row", "ERP ID"}


def test_what_the_writer_wrote_is_read_back(tmp_path):
    columns = [SheetColumn("ERP ID", Kind.CODE), SheetColumn("Row", Kind.CODE)]
    values = [["007", "k1"], ["_x0041_", "k2"], ["=1+1", "k3"], [" two\nlines ", "k4"]]
    write_workbook(tmp_path / "a.xlsx", "A", columns, values, zone=UTC)
    rows = read((tmp_path / "a.xlsx").read_bytes()).rows
    assert [row.cells["ERP ID"].text for row in rows] == ["007", "_x0041_", "=1+1", "two\nlines"]


def test_the_sheet_with_the_rows_is_found_wherever_it_stands():
    book, content = Workbook(), BytesIO()
    book.active.append(["Something else"])
    second = book.create_sheet("Second")
    second.append(["ERP ID", "Row"])
    second.append(["1", "k"])
    book.save(content)
    assert read(content.getvalue()).rows[0].cells["ERP ID"].address == "A2"


def test_a_formula_and_an_error_are_told_at_their_cells():
    rows = read(saved(["Row", "ERP ID", "Notes"], ["k1", "=1+1", "=A1"], ["=B1", "#N/A"])).rows
    assert (rows[0].cells["ERP ID"].address, rows[0].cells["ERP ID"].problem) == (
        "B2", "holds a formula. Put the value itself there.",
    )  # fmt: skip
    assert rows[1].cells["Row"].problem == "holds a formula. Put the value itself there."
    assert rows[1].cells["ERP ID"].problem == "holds the error #N/A. Put a value there."


def test_a_table_without_the_column_that_names_rows_is_refused():
    with pytest.raises(NoSuchTable, match="No sheet has the column “Row”"):
        read(saved(["Name", "ERP ID"], ["Initech", "7"]))


def test_what_a_file_says_of_its_size_is_not_believed():
    text = sheet_of('<row r="2"><c r="A2"><v>5</v></c></row>').replace(
        "<sheetData>", '<dimension ref="A1"/><sheetData>'
    )
    assert [row.cells["Row"].text for row in read(changed(xl__worksheets__sheet1_xml=text)).rows] == ["5"]


def bomb():
    return changed(xl__worksheets__sheet1_xml=b" " * 200_000_000)


def lying_bomb():
    """Says that it is small, and unpacks to 200 MB."""
    content = bytearray(bomb())
    for part in zipfile.ZipFile(BytesIO(content)).infolist():
        if part.filename == SHEET:
            size = part.file_size.to_bytes(4, "little")
    return bytes(content).replace(size, (1000).to_bytes(4, "little"))


def encrypted():
    content = bytearray(saved(["Row"]))
    at = content.rindex(b"PK\x01\x02")
    content[at + 8] |= 1
    return bytes(content)


ENTITIES = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><a>&b;</a>'
XXE = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
PARTS = {"xl__sharedStrings_xml": "shared", "xl__workbook_xml": "book", "xl__styles_xml": "styles"}
HOSTILE = {
    "nothing": (lambda: b"", NotAWorkbook, "empty"),
    "blanks": (lambda: b"  \n ", NotAWorkbook, "empty"),
    "null-bytes": (lambda: b"\0" * 5000, NotAWorkbook, "no Excel workbook"),
    "text": (lambda: b"ERP ID;Row\n1;2\n", NotAWorkbook, "no Excel workbook"),
    "pdf": (lambda: b"%PDF-1.7 nothing", NotAWorkbook, "is a PDF"),
    "web-page": (lambda: b"\xef\xbb\xbf<html>", NotAWorkbook, "XML or a web page"),
    "old-excel": (lambda: b"\xd0\xcf\x11\xe0" + b"\0" * 600, NotAWorkbook, "old Excel file"),
    "gzip": (lambda: b"\x1f\x8b\x08", NotAWorkbook, "gzip archive"),
    "too-many-bytes": (lambda: b"PK\x03\x04" + b"x" * 6_000_000, WorkbookTooLarge, "at most 5,242,880 are read"),
    "packed-otherwise": (lambda: archive_of({"[Content_Types].xml": b"", "xl/workbook.xml": b""}, zipfile.ZIP_LZMA),
                         NotAWorkbook, "can't be unpacked"),
    "cut-off": (lambda: saved(["Row"])[:2000], NotAWorkbook, "can't be unpacked"),
    "header-only": (lambda: b"PK\x03\x04", NotAWorkbook, "can't be unpacked"),
    "another-archive": (lambda: archive_of({"a.txt": b"a"}), NotAWorkbook, "archive, but no Excel workbook"),
    "open-document": (lambda: archive_of({"mimetype": b"a", "content.xml": b"<a/>"}), NotAWorkbook, "but no Excel"),
    "bomb": (bomb, WorkbookTooLarge, "Unpacked the file has 200,0"),
    "lying-bomb": (lying_bomb, NotAWorkbook, "can't be unpacked"),
    "many-parts": (lambda: archive_of({f"x{n}": b"" for n in range(300)}), WorkbookTooLarge, "has 302 parts"),
    "password": (encrypted, NotAWorkbook, "protected by a password"),
    "macros": (lambda: changed(xl__vbaProject_bin=b"a"), ForbiddenContent, "holds macros"),
    **{f"entities-in-{what}": (lambda p=part: changed(**{p: ENTITIES}), ForbiddenContent, "DOCTYPE")
       for part, what in PARTS.items()},
    "xxe": (lambda: changed(xl__worksheets__sheet1_xml=XXE), ForbiddenContent, "DOCTYPE"),
    "utf-16": (lambda: changed(xl__worksheets__sheet1_xml=ENTITIES.encode("utf-16")), ForbiddenContent, "null bytes"),
    "ebcdic": (lambda: changed(xl__worksheets__sheet1_xml=b'<?xml version="1.0" encoding="cp037"?>' + b"\x4c\x6f" * 99),
               ForbiddenContent, "written in cp037"),
    "late-doctype": (lambda: changed(xl__worksheets__sheet1_xml="<a>" + " " * 262_139 + "<!DOCTYPE a></a>"),
                     ForbiddenContent, "DOCTYPE"),
    "no-xml": (lambda: changed(xl__workbook_xml="hello"), NotAWorkbook, "is damaged"),
    "cut-off-xml": (lambda: changed(xl__worksheets__sheet1_xml="<worksheet><sheetData><row"), NotAWorkbook, "damaged"),
    "no-sheet": (lambda: without(SHEET), NoSuchTable, "No sheet has the column"),
    "many-cells": (lambda: changed(xl__worksheets__sheet1_xml=sheet_of("<row><c/></row>" * 900_000)),
                   WorkbookTooLarge, "more cells than are read"),
    "many-attributes": (lambda: changed(xl__worksheets__sheet1_xml=sheet_of("<row " + 'a="1" ' * 3_600_000 + "/>")),
                        WorkbookTooLarge, "more cells than are read"),
    "many-strings": (lambda: changed(xl__sharedStrings_xml="<sst>" + "<si><t/></si>" * 900_000 + "</sst>"),
                     WorkbookTooLarge, "more cells than are read"),
    "deep": (lambda: changed(xl__workbook_xml="<a>" * 100_000 + "</a>" * 100_000), NotAWorkbook, "is damaged"),
    "far-row": (lambda: changed(xl__worksheets__sheet1_xml=sheet_of('<row r="99999999999"><c/></row>')),
                WorkbookTooLarge, "more than the 25,000 rows"),
    "many-empty-rows": (lambda: changed(xl__worksheets__sheet1_xml=sheet_of("<row/>" * 400_000)),
                        WorkbookTooLarge, "more than the 25,000 rows"),
    "wide": (lambda: saved(["Row", *[f"x{n}" for n in range(200)]], ["k"]), WorkbookTooLarge, "201 columns"),
    "wrong-number": (lambda: changed(xl__worksheets__sheet1_xml=sheet_of('<row r="2"><c r="A2"><v>one</v></c></row>')),
                     NotAWorkbook, "is damaged"),
    "wrong-string": (lambda: changed(xl__worksheets__sheet1_xml=sheet_of('<row><c r="A2" t="s"><v>9</v></c></row>')),
                     NotAWorkbook, "is damaged"),
}  # fmt: skip


def archive_of(files, packing=zipfile.ZIP_STORED):
    content = BytesIO()
    plenty = len(files) > 100
    with zipfile.ZipFile(content, "w", packing) as archive:
        for name, text in (files | ({"[Content_Types].xml": b"", "xl/workbook.xml": b""} if plenty else {})).items():
            archive.writestr(name, text)
    return content.getvalue()


def without(name):
    new = BytesIO()
    with zipfile.ZipFile(BytesIO(saved(["Row"]))) as old, zipfile.ZipFile(new, "w") as made:
        for part in old.infolist():
            if part.filename != name:
                made.writestr(part.filename, old.read(part))
    return new.getvalue()


@pytest.mark.usefixtures("timed_alone")
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_in_words_within_two_seconds(name):
    make, refusal, words = HOSTILE[name]
    content = make()
    begun = time.process_time()
    with pytest.raises(refusal) as refused:
        read(content)
    assert words in refused.value.message
    assert refused.value.message.endswith(".")
    assert isinstance(refused.value, WorkbookRefused)
    assert time.process_time() - begun < 2


def test_a_defect_of_ours_is_not_told_as_a_damaged_file(monkeypatch):
    monkeypatch.setattr(workbook_reading, "_text", lambda value: value.no_such_attribute)
    with pytest.raises(AttributeError):
        read(saved(["Row"], ["a"]))


def test_more_rows_than_are_read_are_refused(monkeypatch):
    monkeypatch.setattr(workbook_reading, "MAX_ROWS", 2)
    assert len(read(saved(["Row"], ["a"], ["b"])).rows) == 2
    with pytest.raises(WorkbookTooLarge, match="more than the 2 rows"):
        read(saved(["Row"], ["a"], ["b"], ["c"]))

"""Whether an archive that a stranger sent as a workbook is safe to unpack: bounded, and nothing but plain XML in it."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

from common.errors import Refusal

MAX_BYTES = 5 * 1024 * 1024
MAX_UNPACKED = 40 * 1024 * 1024
MAX_PARTS = 200
MAX_ROWS = 25_000
MAX_TAGS = 2_500_000
MAX_ATTRIBUTES = 3_500_000
PIECE = 256 * 1024
OVERLAP = 16
CONTENT_TYPES, BOOK = "[Content_Types].xml", "xl/workbook.xml"
XML_PARTS = (".xml", ".rels", ".vml")
FORBIDDEN = (b"<!DOCTYPE", b"<!ENTITY")
ENCODING = re.compile(rb"""\A\s*<\?xml[^>]{0,200}?\sencoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
ENCODINGS = (b"utf-8", b"us-ascii", b"ascii")
MARK = b"\xef\xbb\xbf"
PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # ECMA-376, part 2: a workbook is packed in no other way
# What Python's zipfile raises of an archive that is cut or altered, or of a kind that it does not know.
UNPACKING = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OverflowError)
NOT_UNPACKED = "The file is damaged: it can't be unpacked. Save it again."
SAVE_AS = "Save it as an Excel workbook (.xlsx) and choose that file."
OTHER_FORMATS = (
    (b"\xd0\xcf\x11\xe0", "is an old Excel file (.xls), or protected by a password. Save it as .xlsx without one."),
    (b"%PDF-", f"is a PDF. {SAVE_AS}"),
    (b"<", f"is XML or a web page. {SAVE_AS}"),
    (b"\x1f\x8b", f"is a gzip archive. {SAVE_AS}"),
)


class WorkbookRefused(Refusal):
    """A file that is no workbook, or one that is not safe to read; the base of every refusal of one."""

    code = "workbook_refused"


class NotAWorkbook(WorkbookRefused):
    """The file is empty, damaged, or of another format."""

    code = "not_a_workbook"


class WorkbookTooLarge(WorkbookRefused):
    """More bytes, packed or unpacked, more cells, rows or columns than are read."""

    code = "workbook_too_large"


class ForbiddenContent(WorkbookRefused):
    """Macros, or XML with a document type definition, which no workbook needs."""

    code = "forbidden_content"


def refuse_unsafe_archive(content: bytes) -> None:
    """Refuse (a subclass of `WorkbookRefused`) what is no workbook or not safe to read; unpacks piece by piece."""
    _refuse_other_formats(content)
    with damaged(NOT_UNPACKED, *UNPACKING):
        archive = zipfile.ZipFile(BytesIO(content))
    with archive:
        _refuse_directory(archive.infolist())
        _refuse_parts(archive)


@contextmanager
def damaged(words: str, *kinds: type[Exception]) -> Iterator[None]:
    """Tell what a library raises of a damaged file in words. Stands around its calls alone: a defect of ours passes."""
    try:
        yield
    except kinds as error:
        raise NotAWorkbook(words) from error


def _refuse_other_formats(content: bytes) -> None:
    if len(content) > MAX_BYTES:
        raise WorkbookTooLarge(f"The file has {len(content):,} bytes; at most {MAX_BYTES:,} are read.")
    if not content.strip():
        raise NotAWorkbook("The file is empty.")
    for magic, words in OTHER_FORMATS:
        if content.removeprefix(MARK).startswith(magic):
            raise NotAWorkbook(f"The file {words}")
    if not content.startswith(b"PK\x03\x04"):
        raise NotAWorkbook(f"The file is no Excel workbook. {SAVE_AS}")


def _refuse_directory(parts: list[zipfile.ZipInfo]) -> None:
    """By what the archive tells of itself, which is also the most that is ever unpacked of a part."""
    names = {part.filename for part in parts}
    if not names >= {CONTENT_TYPES, BOOK}:
        raise NotAWorkbook(f"The file is an archive, but no Excel workbook. {SAVE_AS}")
    if any(part.flag_bits & 0x1 for part in parts):
        raise NotAWorkbook("The file is protected by a password. Save it without one.")
    if any("vbaproject" in name.lower() for name in names):
        raise ForbiddenContent("The file holds macros, which are not read. Save it as .xlsx.")
    if any(part.compress_type not in PACKINGS for part in parts):
        raise NotAWorkbook(NOT_UNPACKED)
    if len(parts) > MAX_PARTS or len(names) < len(parts):
        raise WorkbookTooLarge(f"The file has {len(parts):,} parts; at most {MAX_PARTS:,} different ones are read.")
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MAX_UNPACKED:
        raise WorkbookTooLarge(f"Unpacked the file has {unpacked:,} bytes; at most {MAX_UNPACKED:,} are read.")


def _refuse_parts(archive: zipfile.ZipFile) -> None:
    tags = attributes = 0
    for part in archive.infolist():
        is_xml = part.filename.lower().endswith(XML_PARTS)
        for piece in _pieces(archive, part):
            if is_xml:
                _refuse_piece(piece)
            tags, attributes = tags + piece.count(b"<"), attributes + piece.count(b"=")
            if is_xml and (tags > MAX_TAGS or attributes > MAX_ATTRIBUTES):
                raise WorkbookTooLarge(f"The file has more cells than are read: at most {MAX_ROWS:,} rows. Send parts.")


def _pieces(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """The unpacked part, the end of each piece again before the next."""
    before = b""
    for piece in _unpacked(archive, part):
        if not before and (declared := ENCODING.match(piece.removeprefix(MARK))):
            _refuse_encoding(declared[1].lower())
        yield before + piece
        before = piece[-OVERLAP:]


def _unpacked(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """The part piece by piece; proves its length and checksum."""
    with damaged(NOT_UNPACKED, *UNPACKING), archive.open(part) as file:
        while piece := file.read(PIECE):
            yield piece


def _refuse_encoding(name: bytes) -> None:
    if name not in ENCODINGS:
        raise ForbiddenContent(f"The file is written in {name.decode('ascii')}; workbooks are in UTF-8. Save it again.")


def _refuse_piece(piece: bytes) -> None:
    if b"\0" in piece:
        raise ForbiddenContent("The file holds null bytes, which no workbook does. Save it again.")
    if any(each in piece for each in FORBIDDEN):
        raise ForbiddenContent("The file declares a document type (DOCTYPE), which is not read for safety.")

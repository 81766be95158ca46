"""Which files may be kept with a purchase order: judged by their name and by what is in them; pure."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePath

from common.errors import Refusal
from common.workbook_archive import UNPACKING

LARGEST, MOST, LONGEST_NAME = 10 * 1024 * 1024, 20, 150
PDF_HEADER_WITHIN = 1024
NOT_IN_NAMES = re.compile('[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069\\\\/:*?"<>|]+')
OFFICE = "application/vnd.openxmlformats-officedocument."
ALLOWED = "PDF, PNG, JPEG, GIF or WebP images, Excel (.xlsx), Word (.docx), text and CSV"


class WrongFile(Refusal):
    """A file that is not kept: too large, empty, of another sort, or not what its name says."""

    code = "wrong_file"


@dataclass(frozen=True, slots=True)
class FileKind:
    """A sort of file: its word, the type it is answered with, and whether bytes are of it."""

    label: str
    content_type: str
    holds: Callable[[bytes], bool]


def checked_name(name: str) -> str:
    """The name as it is kept: no path, no characters that mislead, at most 150 long with its ending."""
    last = PurePath(name.replace("\\", "/")).name
    clean = " ".join(NOT_IN_NAMES.sub(" ", last).split()).strip(". ")
    stem, dot, ending = clean.rpartition(".")
    return f"{stem[: LONGEST_NAME - len(ending) - 1]}{dot}{ending}"[:LONGEST_NAME] if stem else clean[:LONGEST_NAME]


def check_file(name: str, content: bytes) -> str:
    """The name under which a file is kept. Refuses one that is empty, too large, or not what its name says."""
    kept = checked_name(name)
    kind = kind_of(kept)
    if kind is None:
        raise WrongFile(f"{kept or 'A file without a name'} is not of a sort that is kept: {ALLOWED}.")
    if not content:
        raise WrongFile(f"{kept} is empty.")
    if len(content) > LARGEST:
        raise WrongFile(f"{kept} is too large: a file has at most {LARGEST // 1024 // 1024} MB.")
    if not kind.holds(content):
        raise WrongFile(f"{kept} is not what its name says: there is no {kind.label} in it that can be kept.")
    return kept


def kind_of(name: str) -> FileKind | None:
    """What a file of this name has to be; None for a sort that is not kept."""
    return KINDS.get(name.rpartition(".")[2].lower()) if "." in name else None


def _is_webp(content: bytes) -> bool:
    return content[:4] == b"RIFF" and content[8:12] == b"WEBP"


def _is_text(content: bytes) -> bool:
    """UTF-8, or UTF-16 with its mark, without control characters but for line ends and tabs."""
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return not re.search("[\x00-\x08\x0e-\x1f]", text)


def _office(part: str) -> Callable[[bytes], bool]:
    """Whether it is an Office file of the present format with this part, and without macros."""

    def holds(content: bytes) -> bool:
        try:
            with zipfile.ZipFile(BytesIO(content)) as archive:
                names = {name.lower() for name in archive.namelist()}
        except UNPACKING:
            return False
        has_macros = any(name.endswith("vbaproject.bin") for name in names)
        return {"[content_types].xml", part} <= names and not has_macros

    return holds


KINDS = {
    "pdf": FileKind("PDF", "application/pdf", lambda content: b"%PDF-" in content[:PDF_HEADER_WITHIN]),
    "png": FileKind("PNG image", "image/png", lambda content: content.startswith(b"\x89PNG\r\n\x1a\n")),
    "jpg": FileKind("JPEG image", "image/jpeg", lambda content: content.startswith(b"\xff\xd8\xff")),
    "gif": FileKind("GIF image", "image/gif", lambda content: content.startswith((b"GIF87a", b"GIF89a"))),
    "webp": FileKind("WebP image", "image/webp", _is_webp),
    "xlsx": FileKind("Excel workbook", f"{OFFICE}spreadsheetml.sheet", _office("xl/workbook.xml")),
    "docx": FileKind("Word document", f"{OFFICE}wordprocessingml.document", _office("word/document.xml")),
    "txt": FileKind("text", "text/plain; charset=utf-8", _is_text),
    "csv": FileKind("text", "text/csv; charset=utf-8", _is_text),
}
KINDS["jpeg"] = KINDS["jpg"]
ENDINGS = ",".join(f".{ending}" for ending in KINDS)

"""Parse XML that a stranger sent: no entities, no DTD, no network, and bounds on size, depth and number of nodes."""

from __future__ import annotations

import codecs
import re
from functools import cache

from lxml import etree

from common.errors import Refusal

MAX_BYTES = 10 * 1024 * 1024
MAX_DEPTH = 64
MAX_TAGS = 1_000_000
MAX_ATTRIBUTES = 200_000
QUOTED = 160

ENCODINGS = frozenset({"utf-8", "utf-16", "utf-16-le", "utf-16-be", "ascii", "iso8859-1", "iso8859-15", "cp1252"})
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
UTF16_WITHOUT_MARK = ((b"<\x00", "utf-16-le"), (b"\x00<", "utf-16-be"))
FOREIGN_FORMATS = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive or an Office file"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\xd0\xcf\x11\xe0", "an old Office file"),
)
PDF_HEADER_WITHIN = 1024
DECLARED_ENCODING = re.compile(rb"""<\?xml[^>]{0,200}?\sencoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
WEB_PAGE = re.compile(r"<(!doctype\s+)?html[\s>]", re.IGNORECASE)
XML_DECLARATION = re.compile(r"\A\s*<\?xml\s[^?]*\?>")
BLANKS = re.compile(r"[ \t\r\n]*")
MARK_AND_BLANKS = "\ufeff \t\r\n"
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class XmlRefused(Refusal):
    """A file that is no XML, or XML that is not safe to read; the base of every refusal of this module."""

    code = "xml_refused"


class FileTooLarge(XmlRefused):
    """The file has more bytes than are read."""

    code = "file_too_large"


class NotXml(XmlRefused):
    """The file is empty, or another format than XML."""

    code = "not_xml"


class WrongEncoding(XmlRefused):
    """The characters are not in the encoding that the file claims, or in one that is not read."""

    code = "wrong_encoding"


class ForbiddenXml(XmlRefused):
    """A document type definition, which could define entities or name files to be fetched."""

    code = "forbidden_doctype"


class XmlTooComplex(XmlRefused):
    """More nodes, or elements nested deeper, than any business document has."""

    code = "xml_too_complex"


class MalformedXml(XmlRefused):
    """The XML is not well formed."""

    code = "malformed_xml"


def parse_xml(content: bytes, *, max_bytes: int = MAX_BYTES, max_depth: int = MAX_DEPTH) -> etree._Element:
    """The root element of a file, comments and processing instructions left out.

    `max_bytes` bounds the file, `max_depth` the nesting of elements. Nothing but `content` is read. Raises a subclass
    of `XmlRefused` that says what is wrong and, where it is known, in which line. Rules: XML 1.0; the limits are ours.
    """
    if len(content) > max_bytes:
        raise FileTooLarge(f"The file has {len(content):,} bytes; at most {max_bytes:,} are read.")
    _refuse_foreign_formats(content)
    text = _decode(content)
    _refuse_other_text(text)
    _refuse_doctype(text)
    if text.count("<") > MAX_TAGS or text.count("=") > MAX_ATTRIBUTES:
        raise XmlTooComplex(f"The file has more than {MAX_TAGS:,} tags or more than {MAX_ATTRIBUTES:,} attributes.")
    root = _parse_text(text)
    if _deeper_than(max_depth)(root):
        raise XmlTooComplex(f"Elements are nested more than {max_depth} levels deep.")
    return root


def is_pdf(content: bytes) -> bool:
    """Whether the file is a PDF; its header may follow up to 1,024 bytes of anything else (ISO 32000, annex H)."""
    start = content[:PDF_HEADER_WITHIN]
    return b"%PDF-" in start and not start.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"<")


def _refuse_foreign_formats(content: bytes) -> None:
    if not content.strip():
        raise NotXml("The file is empty.")
    if is_pdf(content):
        raise NotXml("The file is a PDF, not XML.")
    for magic, name in FOREIGN_FORMATS:
        if content.startswith(magic):
            raise NotXml(f"The file is {name}, not XML.")


def _decode(content: bytes) -> str:
    """The characters, without the XML declaration, whose encoding has served; line numbers stay."""
    encoding, body = _encoding_of(content)
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        raise WrongEncoding(f"Line {line} holds bytes that are not {encoding}, the encoding of the file.") from None
    forbidden = NOT_IN_XML.search(text)
    if forbidden:
        line = text.count("\n", 0, forbidden.start()) + 1
        raise WrongEncoding(f"Line {line} holds the character U+{ord(forbidden[0]):04X}, which XML does not allow.")
    return XML_DECLARATION.sub(lambda found: "\n" * found[0].count("\n"), text.lstrip("\ufeff"), count=1)


def _encoding_of(content: bytes) -> tuple[str, bytes]:
    """The encoding by mark, else by declaration, else UTF-8 (XML 1.0, appendix F), and the bytes after the mark."""
    for mark, encoding in BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return _accepted(encoding), content[len(mark) :]
    for start, encoding in UTF16_WITHOUT_MARK:
        if content.startswith(start):
            return encoding, content
    declared = DECLARED_ENCODING.match(content.lstrip())
    return (_accepted(declared[1].decode("ascii")) if declared else "utf-8"), content


def _accepted(encoding: str) -> str:
    try:
        name = codecs.lookup(encoding).name
    except LookupError:
        name = ""
    if name not in ENCODINGS:
        raise WrongEncoding(f"The encoding {encoding} is not read; save the file as UTF-8.")
    return "utf-8" if name in {"utf-16", "ascii"} else name


def _refuse_other_text(text: str) -> None:
    start = text[:QUOTED].lstrip(MARK_AND_BLANKS)
    if WEB_PAGE.match(start):
        raise NotXml("The file is a web page (HTML), not XML.")
    if not start.startswith("<"):
        raise NotXml("The file is not XML: it does not start with a tag.")


def _refuse_doctype(text: str) -> None:
    at = _end_of_prolog(text)
    if text.startswith("<!", at):
        line = text.count("\n", 0, at) + 1
        raise ForbiddenXml(f"Line {line} declares a document type (DOCTYPE), which is not read for safety.")


def _end_of_prolog(text: str) -> int:
    """Where the first tag stands, or the document type declaration, which is allowed only here (XML 1.0, 22)."""
    at = _after_blanks(text, 0)
    while True:
        if text.startswith("<?", at):
            end = text.find("?>", at + 2) + 2
        elif text.startswith("<!--", at):
            end = text.find("-->", at + 4) + 3
        else:
            return at
        if end <= at:
            return len(text)
        at = _after_blanks(text, end)


def _after_blanks(text: str, at: int) -> int:
    blanks = BLANKS.match(text, at)
    return blanks.end() if blanks else at


def _parse_text(text: str) -> etree._Element:
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(text.encode("utf-8"), parser)
    except etree.XMLSyntaxError as error:
        raise _refusal_of(error) from None


def _refusal_of(error: etree.XMLSyntaxError) -> XmlRefused:
    reason = (error.msg or "syntax error").split(", line ")[0][:QUOTED]
    if "Excessive depth" in reason:
        return XmlTooComplex(f"Elements are nested too deep (line {error.lineno}).")
    return MalformedXml(f"The XML is not well formed in line {error.lineno}: {reason}.")


@cache
def _deeper_than(depth: int) -> etree.XPath:
    return etree.XPath("boolean(" + "/*" * (depth + 1) + ")")

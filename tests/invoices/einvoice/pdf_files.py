"""PDF files written by hand for these tests: honest ones with an e-invoice inside, and some that mean harm."""

from __future__ import annotations

import io
import random
import zlib
from collections.abc import Iterator

from pypdf import PdfReader, PdfWriter

INVOICE = b"<Invoice/>"


def pdf_of(objects: list[bytes], *, root: int = 1, trailer: bytes = b"") -> bytes:
    """A PDF with these objects, numbered from 1, and a true table of where they stand."""
    written, places = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(written))
        written += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = len(written)
    written += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    written += b"".join(b"%010d 00000 n \n" % place for place in places)
    written += b"trailer\n<</Size %d /Root %d 0 R %b>>\n" % (len(objects) + 1, root, trailer)
    return bytes(written + b"startxref\n%d\n%%%%EOF\n" % table)


def stream(content: bytes, entries: bytes = b"") -> bytes:
    return b"<<%b /Length %d>>\nstream\n%b\nendstream" % (entries, len(content), content)


def packed(content: bytes, times: int = 1) -> bytes:
    for _ in range(times):
        content = zlib.compress(content, 9)
    return content


def invoice_pdf(*attached: tuple[str, bytes], catalog: bytes = b"", names: bytes = b"") -> bytes:
    """One page and these attachments, each compressed."""
    tree, objects = bytearray(), [b"", b"<</Type /Pages /Kids [3 0 R] /Count 1>>", b"<</Type /Page /Parent 2 0 R>>"]
    for name, content in attached:
        number = len(objects) + 1
        title = name.encode()
        objects.append(b"<</Type /Filespec /F (%b) /UF (%b) /EF <</F %d 0 R>>>>" % (title, title, number + 1))
        objects.append(stream(packed(content), b"/Type /EmbeddedFile /Filter /FlateDecode"))
        tree += b"(%b) %d 0 R " % (title, number)
    names = names or b"/EmbeddedFiles <</Names [%b]>>" % bytes(tree)
    objects[0] = b"<</Type /Catalog /Pages 2 0 R /Names <<%b>> %b>>" % (names, catalog)
    return pdf_of(objects)


def larger(pdf: bytes, length: int) -> bytes:
    """The same PDF with so many bytes more, which nothing in it refers to."""
    return pdf + b"\n%" + b"x" * length + b"\n" + pdf[pdf.rindex(b"startxref") :]


def encrypted(password: str, algorithm: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(invoice_pdf(("factur-x.xml", INVOICE)))))
    writer.encrypt(user_password=password, owner_password="owner", algorithm=algorithm)
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def hostile_files() -> Iterator[tuple[str, bytes]]:
    """More than sixty files by name; none of them is an invoice."""
    yield from _bombs()
    yield from _circles()
    yield from _crowds()
    yield from _liars()
    yield from _programs()
    yield from _empty_handed()
    yield from _poisoned()
    yield from _damaged()


def _bombs() -> Iterator[tuple[str, bytes]]:
    zeros = bytes(100 * 1024 * 1024)
    yield "bomb-100-megabytes", invoice_pdf(("factur-x.xml", zeros))
    nested = packed(packed(zeros), 2)
    chain = b"/Filter [/FlateDecode /FlateDecode /FlateDecode]"
    yield "bomb-in-a-bomb", with_stream(stream(nested, chain))
    yield (
        "bomb-of-forty-filters",
        with_stream(stream(packed(zeros[:99], 40), b"/Filter [%b]" % (b"/FlateDecode " * 40))),
    )
    yield "bomb-run-length", with_stream(stream(b"\x81\x00" * 4_000_000 + b"\x80", b"/Filter /RunLengthDecode"))
    yield "bomb-ascii-hex", with_stream(stream(b"3c" * 4_000_000 + b">", b"/Filter /ASCIIHexDecode"))
    yield "bomb-ascii-85", with_stream(stream(b"z" * 9_000_000 + b"~>", b"/Filter /ASCII85Decode"))
    yield "bomb-lzw", with_stream(stream(b"\x80\x0b\x60\x50" * 2_000_000, b"/Filter /LZWDecode"))
    predictor = b"/Filter /FlateDecode /DecodeParms <</Predictor 15 /Columns 2000000000>>"
    yield "bomb-predictor", with_stream(stream(packed(zeros[:5_000_000]), predictor))
    yield "bomb-of-spaces", invoice_pdf(("factur-x.xml", b" " * 30_000_000))
    yield "bomb-in-object-stream", object_stream(packed(zeros), b"/N 1 /First 10")


def _circles() -> Iterator[tuple[str, bytes]]:
    pages = b"<</Type /Pages /Kids [2 0 R] /Count 1 /Parent 2 0 R>>"
    names = b"<</Type /Catalog /Pages 2 0 R /Names <</EmbeddedFiles 3 0 R>>>>"
    yield "circle-of-kids", pdf_of([names, pages, b"<</Kids [3 0 R 3 0 R]>>"])
    yield "circle-of-names", pdf_of([names, pages, b"<</Names 4 0 R>>", b"4 0 R"])
    yield "circle-of-references", pdf_of([b"2 0 R", b"3 0 R", b"1 0 R"])
    yield "circle-of-length", with_stream(b"<</Length 5 0 R>>\nstream\nx\nendstream")
    yield "circle-of-tables", b"%PDF-1.7\nxref\n0 0\ntrailer\n<</Size 1 /Root 1 0 R /Prev 9>>\nstartxref\n9\n%%EOF"
    yield "circle-of-files", pdf_of([names, pages, b"<</Names [(factur-x.xml) 4 0 R]>>", b"<</EF 4 0 R /F 4 0 R>>"])
    yield "catalog-is-a-page", pdf_of([pages], root=1)
    yield "catalog-is-not-there", pdf_of([pages], root=77)


def _crowds() -> Iterator[tuple[str, bytes]]:
    yield "two-hundred-thousand-objects", pdf_of([b"<</Type /Catalog>>", *[b"null"] * 200_000])
    crowd = b"".join(b"(a%d) 3 0 R " % number for number in range(300_000))
    yield "three-hundred-thousand-names", invoice_pdf(names=b"/EmbeddedFiles <</Names [%b]>>" % crowd)
    yield (
        "fifty-thousand-attachments",
        invoice_pdf(names=b"/EmbeddedFiles <</Names [%b]>>" % (b"(x) <</F (x)>> " * 50_000)),
    )
    many = [(f"{number}.xml", INVOICE) for number in range(2_000)]
    yield "two-thousand-attachments", invoice_pdf(*many)
    yield "deep-arrays", pdf_of([b"<</Type /Catalog /Names " + b"[" * 500_000 + b"]" * 500_000 + b">>"])
    yield "deep-dictionaries", pdf_of([b"<</Type /Catalog /Names " + b"<</A " * 200_000 + b">>" * 200_000 + b">>"])
    yield "long-string", pdf_of([b"<</Type /Catalog /Names (" + b"(" * 4_000_000 + b")" * 4_000_000 + b")>>"])
    yield "long-name", pdf_of([b"<</Type /Catalog /" + b"#41" * 3_000_000 + b" 1>>"])
    yield "long-number", pdf_of([b"<</Type /Catalog /Names " + b"9" * 5_000_000 + b">>"])
    yield "thousand-revisions", b"".join(pdf_of([b"<</Type /Catalog>>"]) for _ in range(20_000))


def _liars() -> Iterator[tuple[str, bytes]]:
    whole = invoice_pdf(("notes.txt", b"x"))
    yield "no-table", whole.partition(b"xref")[0]
    yield "no-table-and-much-of-it", whole.partition(b"xref")[0] + b"1 0 obj\n" * 1_000_000
    yield "cut-off", whole[: len(whole) // 2]
    yield "table-beyond-the-end", whole.replace(b"startxref\n", b"startxref\n99999999")
    yield "table-before-the-start", whole.replace(b"startxref\n", b"startxref\n-")
    yield "table-of-billions", whole.replace(b"0 6\n", b"0 4000000000\n")
    yield "size-of-billions", whole.replace(b"/Size 6", b"/Size 4000000000")
    yield "length-of-billions", with_stream(b"<</Length 4000000000>>\nstream\nx\nendstream")
    yield "length-below-zero", with_stream(b"<</Length -5>>\nstream\nx\nendstream")
    yield "header-alone", b"%PDF-1.7\n"
    yield "header-and-noise", b"%PDF-1.7\n" + random.Random(7).randbytes(3_000_000)
    yield "header-and-marks", b"%PDF-1.7\n" + b"startxref\n" * 800_000
    yield "header-and-ends", b"%PDF-1.7\n" + b"%%EOF\n" * 1_500_000
    yield "object-stream-of-billions", object_stream(packed(b"1 0 <</A 1>>"), b"/N 4000000000 /First 4")
    yield "wide-cross-reference-stream", object_stream(b"", b"/W [900000000 900000000 900000000] /Index [0 900000000]")


def _programs() -> Iterator[tuple[str, bytes]]:
    script = b"/OpenAction <</S /JavaScript /JS (while(true){})>>"
    yield "javascript", invoice_pdf(catalog=script)
    yield "javascript-with-a-file", invoice_pdf(("run.js", b"while(true){}"), catalog=script)
    yield "launches-a-program", invoice_pdf(catalog=b"/OpenAction <</S /Launch /F (/bin/sh)>>")
    yield "fetches-a-page", invoice_pdf(catalog=b"/OpenAction <</S /URI /URI (http://127.0.0.1:1/)>>")
    remote = b"<</Type /Filespec /FS /URL /F (http://127.0.0.1:1/factur-x.xml)>>"
    yield "names-a-file-elsewhere", invoice_pdf(names=b"/EmbeddedFiles <</Names [(factur-x.xml) %b]>>" % remote)
    local = b"/F (/etc/passwd) /FFilter /FlateDecode"
    yield "stream-in-another-file", with_stream(stream(b"", local))


def _empty_handed() -> Iterator[tuple[str, bytes]]:
    yield "nothing-attached", invoice_pdf()
    yield "other-attachments", invoice_pdf(("invoice.xml", INVOICE), ("terms.pdf", b"%PDF-1.7"))
    yield "an-order", invoice_pdf(("order-x.xml", INVOICE))
    yield "empty-attachment", invoice_pdf(("factur-x.xml", b""))
    yield "encrypted-rc4", encrypted("secret", "RC4-128")
    yield "encrypted-without-a-password", encrypted("", "RC4-40")


def _poisoned() -> Iterator[tuple[str, bytes]]:
    entity = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><Invoice>&b;</Invoice>'
    yield "entities-inside", invoice_pdf(("factur-x.xml", entity))
    yield (
        "file-entity-inside",
        invoice_pdf(("factur-x.xml", b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><Invoice>&x;</Invoice>')),
    )
    yield "deep-xml-inside", invoice_pdf(("factur-x.xml", b"<a>" * 100_000 + b"</a>" * 100_000))
    yield "wide-xml-inside", invoice_pdf(("factur-x.xml", b"<a>" + b"<b/>" * 2_000_000 + b"</a>"))
    yield "pdf-inside", invoice_pdf(("factur-x.xml", invoice_pdf(("factur-x.xml", INVOICE))))
    zugferd_1 = b'<x:CrossIndustryDocument xmlns:x="urn:ferd:CrossIndustryDocument:invoice:1p0"/>'
    yield "zugferd-1-inside", invoice_pdf(("ZUGFeRD-invoice.xml", zugferd_1))
    yield "web-page-inside", invoice_pdf(("xrechnung.xml", b"<html><script>alert(1)</script></html>"))


def _damaged() -> Iterator[tuple[str, bytes]]:
    """Attachments that can't be unpacked, by one changed byte or by a filter that is none."""
    whole = invoice_pdf(("factur-x.xml", INVOICE * 500))
    start = whole.index(b"stream\n") + 20
    yield "stream-of-noise", whole[:start] + b"\xff" * 8 + whole[start + 8 :]
    yield "unknown-filter", with_stream(stream(INVOICE, b"/Filter /NoSuchFilter"))


def with_stream(body: bytes) -> bytes:
    """An attachment `factur-x.xml` whose stream is this object; number 5 is the stream itself."""
    catalog = b"<</Type /Catalog /Pages 2 0 R /Names <</EmbeddedFiles <</Names [(factur-x.xml) 4 0 R]>>>>>>"
    pages = b"<</Type /Pages /Kids [] /Count 0>>"
    return pdf_of([catalog, pages, b"null", b"<</F (factur-x.xml) /EF <</F 5 0 R>>>>", body])


def object_stream(content: bytes, entries: bytes) -> bytes:
    """A file whose catalog is said to lie in a compressed stream of objects."""
    body = stream(content, b"/Type /ObjStm /Filter /FlateDecode " + entries)
    table = b"\x01\x00\x09\x00" + b"\x02\x00\x01\x00"
    cross = stream(
        packed(table), b"/Type /XRef /W [1 2 1] /Index [1 2] /Size 3 /Root 2 0 R /Filter /FlateDecode " + entries
    )
    start = b"%PDF-1.7\n1 0 obj\n" + body + b"\nendobj\n"
    return start + b"3 0 obj\n" + cross + b"\nendobj\nstartxref\n%d\n%%%%EOF" % len(start)

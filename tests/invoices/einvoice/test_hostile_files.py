"""Files that are no invoice, or were made to harm the reader: refused quickly, with nothing else touched."""

from __future__ import annotations

import socket
import time
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from common.errors import Refusal
from common.safe_xml import parse_xml
from invoices.einvoice.reading import read

FILES = Path(__file__).parent / "files"
LONGEST_SECONDS = 2.0
UBL = (FILES / "ubl_invoice.xml").read_text(encoding="utf-8")
BODY = UBL.split("?>", 1)[1]


def billion_laughs() -> str:
    entities = ['<!ENTITY a0 "ha">'] + [f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)]
    return f"<!DOCTYPE r [{''.join(entities)}]><r>&a9;</r>"


def zipped() -> bytes:
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w") as files:
        files.writestr("invoice.xml", UBL)
    return archive.getvalue()


def refused(content: bytes) -> Refusal:
    started = time.process_time()
    with pytest.raises(Refusal) as refusal:
        read(content, name="upload")
    assert time.process_time() - started < LONGEST_SECONDS
    return refusal.value


HOSTILE = {
    "billion laughs": (billion_laughs().encode(), "forbidden_doctype"),
    "entities behind comments": (f"<?xml version='1.0'?><!--a--><?p?>{billion_laughs()}".encode(), "forbidden_doctype"),
    "entities in UTF-16": (billion_laughs().encode("utf-16"), "forbidden_doctype"),
    "external entity": (b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><r>&x;</r>', "forbidden_doctype"),
    "external subset": (b'<!DOCTYPE r SYSTEM "http://127.0.0.1:9/x.dtd"><r/>', "forbidden_doctype"),
    "undeclared entity": (b"<r>&x;</r>", "malformed_xml"),
    "nested 300,000 deep": (b"<a>" * 300_000, "xml_too_complex"),
    "nested 65 deep": (b"<a>" * 65 + b"</a>" * 65, "xml_too_complex"),
    "2 million elements": (b"<r>" + b"<a/>" * 2_000_000 + b"</r>", "xml_too_complex"),
    "800,000 attributes": (b"<r " + b" ".join(b'a%d=""' % n for n in range(800_000)) + b"/>", "xml_too_complex"),
    "50 MB": (b"<r>" + b"x" * 50_000_000 + b"</r>", "file_too_large"),
    "400,000 lines": (
        UBL.replace("</Invoice>", "<cac:InvoiceLine/>" * 400_000 + "</Invoice>").encode(),
        "too_many_rows",
    ),
    "a PDF": (b"%PDF-1.4\n", "pdf_unreadable"),
    "a PDF behind other bytes": (b"\x00\x01junk\n%PDF-1.4\n", "pdf_unreadable"),
    "a ZIP": (zipped(), "not_xml"),
    "a PNG": (b"\x89PNG\r\n\x1a\n\x00\x00", "not_xml"),
    "empty": (b"", "not_xml"),
    "blank": (b" \r\n\t", "not_xml"),
    "a web page": (b"<!DOCTYPE html>\n<html><body>Sign in</body></html>", "not_xml"),
    "a web page without doctype": (b"\n<html lang='en'><br></html>", "not_xml"),
    "plain text": (b"Dear Sir or Madam", "not_xml"),
    "not well formed": (b"<a>\n<b>\n</a>", "malformed_xml"),
    "cut off": (UBL[: len(UBL) // 2].encode(), "malformed_xml"),
    "two roots": (BODY.encode() + b"<a/>", "malformed_xml"),
    "a null byte": (UBL.replace("Acme", "Ac\x00me", 1).encode(), "wrong_encoding"),
    "bytes of another encoding": (UBL.replace("Acme", "Äcme", 1).encode("iso-8859-1"), "wrong_encoding"),
    "an unknown encoding": (UBL.replace("UTF-8", "x-klingon", 1).encode(), "wrong_encoding"),
    "UTF-7": (UBL.replace("UTF-8", "UTF-7", 1).encode(), "wrong_encoding"),
    "UTF-32": (UBL.encode("utf-32"), "wrong_encoding"),
    "half of a UTF-16 character": (UBL.encode("utf-16") + b"<", "wrong_encoding"),
}


@pytest.mark.usefixtures("timed_alone")
@pytest.mark.parametrize(("content", "code"), HOSTILE.values(), ids=HOSTILE.keys())
def test_a_file_that_is_no_safe_xml_is_refused_within_two_seconds(content, code):
    assert refused(content).code == code


def test_a_refusal_names_the_line():
    assert "line 3" in refused(b"<a>\n<b>\n</a>").message
    assert "Line 2 " in refused(b"<a>\n\x00</a>").message
    assert "Line 2 declares a document type" in refused(b"<?xml version='1.0'?>\n<!DOCTYPE a><a/>").message


def test_the_text_of_a_doctype_inside_a_comment_or_cdata_harms_nobody():
    root = parse_xml(b"<!-- <!DOCTYPE a> --><a><![CDATA[<!DOCTYPE b>]]></a>")
    assert root.text == "<!DOCTYPE b>"


def test_the_size_limit_is_a_setting_of_the_caller():
    with pytest.raises(Refusal, match="at most 1,000 are read"):
        read(UBL.encode(), name="x.xml", max_bytes=1000)


def test_no_other_file_is_read(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret")
    include = (
        f'<cbc:Note><x:include xmlns:x="http://www.w3.org/2001/XInclude" parse="text" href="{secret}"/></cbc:Note>'
    )
    invoice = read(UBL.replace("<cbc:Note>Thank you.</cbc:Note>", include).encode(), name="x.xml")
    assert "the secret" not in repr(invoice)


def test_no_connection_is_opened():
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/x"
        schema = f'xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:schemaLocation="urn:x {address}" '
        style = f'<?xml-stylesheet href="{address}"?>'
        read((style + BODY.replace("<Invoice ", f"<Invoice {schema}", 1)).encode(), name="x.xml")
        refused(f'<!DOCTYPE r SYSTEM "{address}"><r/>'.encode())
        with pytest.raises(BlockingIOError):
            server.accept()

"""Program that takes the e-invoices out of one PDF: the file on standard input, what was found on standard output.

It is started by its path for each file, with limits on memory and computing time, because whoever made the PDF decides
what reading it costs. It imports nothing of the product. A PDF that can't be read ends it with an exception.
"""

from __future__ import annotations

import io
import json
import resource
import signal
import sys
from collections.abc import Iterator

from pypdf import PdfReader, overwrite_configuration
from pypdf.generic import EmbeddedFile

# The names by the specifications of Factur-X 1, ZUGFeRD 1 and 2 and XRechnung; what stands first is read first.
INVOICE_NAMES = ("factur-x.xml", "zugferd-invoice.xml", "xrechnung.xml")
MOST_ATTACHMENTS = 1000
MOST_NAMED = 10
LONGEST_NAME = 80
UNPACKED = 32 * 1024 * 1024


def main() -> None:
    memory, seconds = int(sys.argv[1]), float(sys.argv[2])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    signal.setitimer(signal.ITIMER_PROF, seconds)
    overwrite_configuration(
        maximum_declared_stream_length=UNPACKED,
        zlib_maximum_output_length=UNPACKED,
        lzw_maximum_output_length=UNPACKED,
        run_length_maximum_output_length=UNPACKED,
        array_based_stream_maximum_output_length=UNPACKED,
        stream_decoding_work_maximum_length=3 * UNPACKED,
        jbig2dec_binary=None,
    )
    reader = PdfReader(io.BytesIO(sys.stdin.buffer.read()), strict=False)
    if reader.is_encrypted:
        answer({"encrypted": True, "others": [], "invoices": []}, [])
    else:
        answer_with(list(attachments(reader)))


def attachments(reader: PdfReader) -> Iterator[tuple[str, EmbeddedFile]]:
    """Name and file of each attachment in the name tree, else of each associated file of the document."""
    found = 0
    for file in reader.attachment_list:
        found += 1
        if found > MOST_ATTACHMENTS:
            raise ValueError("too many attachments")
        yield str(file.alternative_name or file.name), file
    if not found:
        for reference in list(reader.root_object.get("/AF", []))[:MOST_ATTACHMENTS]:
            file = EmbeddedFile("", reference.get_object())
            yield str(file.alternative_name or ""), file


def answer_with(files: list[tuple[str, EmbeddedFile]]) -> None:
    """The invoices in the order of their names, each different content once, and the names of everything else."""
    invoices: dict[bytes, str] = {}
    for wanted in INVOICE_NAMES:
        for name, file in files:
            if base_name(name) == wanted:
                invoices.setdefault(file.content, printable(name))
    others = [printable(name) for name, _ in files if base_name(name) not in INVOICE_NAMES]
    named = [{"name": name, "length": len(content)} for content, name in invoices.items()]
    answer({"encrypted": False, "others": others[:MOST_NAMED], "invoices": named}, list(invoices))


def printable(name: str) -> str:
    """The start of a name, fit to be shown and kept: whoever made the PDF may put anything into it."""
    return "".join(character if character.isprintable() else "?" for character in name[:LONGEST_NAME])


def base_name(name: str) -> str:
    return name.replace("\\", "/").rpartition("/")[2].strip().lower()


def answer(heading: dict[str, object], contents: list[bytes]) -> None:
    """One line of JSON, then the first invoice; of the others the name is enough."""
    sys.stdout.buffer.write(json.dumps(heading).encode() + b"\n" + b"".join(contents[:1]))


if __name__ == "__main__":
    main()

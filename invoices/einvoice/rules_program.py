"""Program that applies stylesheets of rules to documents, one after the other, and answers with what they break.

It is started by its path and imports nothing of the product. What it holds grows with each document and with each
stylesheet, so it ends by itself: after many documents, above a size, and when nothing comes for a while.
"""

from __future__ import annotations

import json
import os
import resource
import select
import signal
import struct
import sys
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from saxonche import PySaxonProcessor

LENGTH = struct.Struct(">Q")
MOST_DOCUMENTS = 500
LARGEST_KILOBYTES = 700 * 1024
IDLE_SECONDS = 60.0
LISTED = 1000
REPORT = "{http://purl.oclc.org/dsdl/svrl}"
BROKEN = (f"{REPORT}failed-assert", f"{REPORT}successful-report")


def main() -> None:
    memory, seconds = int(sys.argv[1]), float(sys.argv[2])
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    with PySaxonProcessor(license=False) as processor:
        answer_all(processor, seconds)


def answer_all(processor: Any, seconds: float) -> None:
    """Each document may take so many seconds of computing; then a signal ends the program, whoever still listens."""
    for _ in range(MOST_DOCUMENTS):
        is_waiting, _, _ = select.select([0], [], [], IDLE_SECONDS)
        stylesheet = read_frame() if is_waiting else b""
        if not stylesheet:
            return
        document = read_frame().decode()
        signal.setitimer(signal.ITIMER_PROF, seconds)
        answer = report(processor, stylesheet.decode(), document)
        signal.setitimer(signal.ITIMER_PROF, 0)
        write_frame(json.dumps(answer).encode())
        if resident_kilobytes() > LARGEST_KILOBYTES:
            return


def resident_kilobytes() -> int:
    """The memory this program holds now. What `getrusage` calls its peak counts the process it was started by too."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:  # not on Linux
        return 0
    return pages * resource.getpagesize() // 1024


@cache
def compiled(processor: Any, stylesheet: str) -> Any:
    return processor.new_xslt30_processor().compile_stylesheet(stylesheet_file=stylesheet)


def report(processor: Any, stylesheet: str, document: str) -> dict[str, object]:
    """Rule, severity, text and path of each broken rule, as the stylesheet names them; at most 1,000 are listed."""
    node = processor.parse_xml(xml_text=document)
    root = ElementTree.fromstring(compiled(processor, stylesheet).transform_to_string(xdm_node=node))  # noqa: S314
    broken = [element for element in root.iter() if element.tag in BROKEN]
    return {"broken": [facts(element) for element in broken[:LISTED]], "more": len(broken[LISTED:])}


def facts(element: ElementTree.Element) -> tuple[str, str, str, str]:
    text = " ".join("".join(element.itertext()).split())
    return element.get("id", ""), element.get("flag", ""), text, element.get("location", "")


def read_frame() -> bytes:
    """The next frame: its length in eight bytes, then so many; empty when nobody asks any more."""
    length = read_exactly(LENGTH.size)
    return read_exactly(LENGTH.unpack(length)[0]) if length else b""


def read_exactly(length: int) -> bytes:
    content = bytearray()
    while len(content) < length:
        part = os.read(0, min(length - len(content), 1 << 20))
        if not part:
            return b""
        content += part
    return bytes(content)


def write_frame(content: bytes) -> None:
    sys.stdout.buffer.write(LENGTH.pack(len(content)) + content)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()

"""What of a document is not shown."""

from __future__ import annotations

from common.safe_xml import parse_xml
from invoices.einvoice.shown import groups_of


def left_out(content: bytes) -> list[str]:
    """Texts and attributes of the document that no entry holds, each as often as it was sent."""
    root = parse_xml(content)
    entries = [entry for group in groups_of(root) for entry in group.entries]
    values = [entry.value for entry in entries]
    words = " ".join(f"{entry.value} {entry.note}" for entry in entries)
    missing = []
    for element in root.iter():
        text = (element.text or "").strip()
        if text and not element.get("mimeCode"):
            values.remove(text) if text in values else missing.append(text)
        missing += [value for value in element.attrib.values() if value not in words]
        missing += [tail for tail in [(element.tail or "").strip()] if tail and tail not in words]
    return missing

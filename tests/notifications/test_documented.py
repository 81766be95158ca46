"""docs/mails.md lists every message there is, by the name and the words that the product has for it."""

from __future__ import annotations

import re
from pathlib import Path

from billing_platform.notifications.kinds import KINDS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "mails.md"
ROW = re.compile(r"^\| `(\w+)` \*(.+?)\*(, private)? \|", re.MULTILINE)


def test_the_table_of_messages_is_the_registry():
    listed = {(name, label, bool(private)) for name, label, private in ROW.findall(PAGE.read_text(encoding="utf-8"))}
    assert listed == {(kind.name, kind.label, kind.is_private) for kind in KINDS.values()}

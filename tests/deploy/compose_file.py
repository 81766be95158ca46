"""A reader of the part of YAML that docker-compose.yml uses: mappings, lists, JSON-like flows, anchors, merges."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Line = tuple[int, str]
_KEY = re.compile(r"([\w.-]+):(?: +(.*))?$")


def read(path: Path) -> dict[str, Any]:
    """The document; raises ValueError at a line that this reader does not understand."""
    reader = _Reader([line for line in map(_stripped, path.read_text().splitlines()) if line[1]])
    return reader.mapping(0)


def _stripped(text: str) -> Line:
    kept = re.sub(r"(^|\s)#.*$", "", text).rstrip()
    return len(kept) - len(kept.lstrip()), kept.lstrip()


class _Reader:
    def __init__(self, lines: list[Line]) -> None:
        self._lines = lines
        self._anchors: dict[str, Any] = {}

    def mapping(self, indent: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while self._lines and self._lines[0][0] == indent and not self._lines[0][1].startswith("- "):
            text = self._lines.pop(0)[1]
            if text.startswith("<<: *"):
                found = {**self._anchors[text[5:]], **found}
                continue
            matched = _KEY.match(text)
            if not matched:
                raise ValueError(f"not understood: {text}")
            found[matched[1]] = self._value(indent, matched[2] or "")
        return found

    def _value(self, indent: int, text: str) -> Any:
        anchor = re.match(r"&(\w+)$", text)
        if text and not anchor:
            return _flow(_tokens(text))
        value = self._block(indent)
        if anchor:
            self._anchors[anchor[1]] = value
        return value

    def _block(self, indent: int) -> Any:
        if not self._lines or self._lines[0][0] <= indent:
            return None
        deeper = self._lines[0][0]
        if not self._lines[0][1].startswith("- "):
            return self.mapping(deeper) if _KEY.match(self._lines[0][1]) or "<<" in self._lines[0][1] else self._flow()
        items = []
        while self._lines and self._lines[0][0] == deeper and self._lines[0][1].startswith("- "):
            items.append(_plain(self._lines.pop(0)[1][2:]))
        return items

    def _flow(self) -> Any:
        return _flow(_tokens(self._lines.pop(0)[1]))


def _tokens(text: str) -> Iterator[str]:
    """A value outside of brackets is one token, whatever it holds."""
    if text[0] not in "[{":
        return iter([text])
    return iter(re.findall(r'"[^"]*"|[\[\]{}]|,|[\w.-]+:(?= )|[^\s,\[\]{}"][^,\[\]{}"]*', text))


def _flow(tokens: Iterator[str]) -> Any:
    return _flow_from(next(tokens), tokens)


def _flow_from(first: str, tokens: Iterator[str]) -> Any:
    if first == "[":
        return [_flow_from(token, tokens) for token in iter(lambda: next(tokens), "]") if token != ","]
    if first == "{":
        return {
            key.rstrip(":"): _flow_from(next(tokens), tokens) for key in iter(lambda: next(tokens), "}") if key != ","
        }
    return _plain(first.strip())


def _plain(text: str) -> Any:
    if text.startswith('"'):
        return text[1:-1]
    return {"true": True, "false": False}.get(text, int(text) if text.isdigit() else text)

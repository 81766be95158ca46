"""Static files as they are served: one style sheet instead of forty, names that carry the content, compressed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

ENTRY = "css/app.css"
_IMPORT = re.compile(r'@import url\("(?P<name>[^"]+)"\) layer\((?P<layer>[a-z]+)\);\n?')


class Storage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Collected files get names by their content and are kept forever by browsers; `css/app.css` holds what it imports.

    A page asks for names of the manifest; a name that is not in it is served as it is, so that a page for an error
    never fails over its own style sheet.
    """

    manifest_strict = False

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        if ENTRY in paths and not dry_run:
            self._write_bundle()
            paths = {**paths, ENTRY: (self, ENTRY)}
        yield from super().post_process(paths, dry_run=dry_run, **options)

    def _write_bundle(self) -> None:
        text = bundled(self._read(ENTRY), lambda name: self._read(f"css/{name}"))
        self.delete(ENTRY)
        self.save(ENTRY, ContentFile(text.encode()))

    def _read(self, name: str) -> str:
        with self.open(name) as file:
            content: bytes = file.read()
        return content.decode()


def bundled(entry: str, read: Callable[[str], str]) -> str:
    """The style sheet with each of its imports replaced by what it names, in the same layer and order."""
    return _IMPORT.sub(lambda found: f"@layer {found['layer']} {{\n{read(found['name'])}}}\n", entry)

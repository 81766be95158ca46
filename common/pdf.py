"""Paper from HTML: the one door to WeasyPrint, and whether this machine has what it needs."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from importlib import import_module
from threading import Lock
from typing import Any

from common.errors import Refusal

# Debian's package of each library, and the names under which Linux, macOS and Windows load it.
LIBRARIES = {
    "libpango-1.0-0": ("libpango-1.0.so.0", "libpango-1.0.dylib", "libpango-1.0-0.dll"),
    "libpangoft2-1.0-0": ("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib", "libpangoft2-1.0-0.dll"),
    "libharfbuzz-subset0": ("libharfbuzz-subset.so.0", "libharfbuzz-subset.0.dylib", "libharfbuzz-subset-0.dll"),
}
FONTCONFIG = ("libfontconfig.so.1", "libfontconfig.1.dylib", "libfontconfig-1.dll")
FONTS = "fonts-dejavu-core"
SYSTEM_FONTS = 0  # FcSetSystem
# Pango's font maps are not made for several threads, and Python would not let them run at once anyway.
_ONE_AT_A_TIME = Lock()


class PdfOff(Refusal):
    """This machine lacks a library that PDFs are made with; nothing is lost, they are made once it is there."""

    code = "pdf_off"


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A file inside a PDF; `written_at` is fixed by the caller, so that the same input gives the same bytes."""

    name: str
    content: bytes
    description: str
    written_at: datetime


def missing_packages() -> tuple[str, ...]:
    """Debian's names of what is missing here; empty when PDFs can be made. Cheap: libraries are loaded, not used."""
    missing = [package for package, names in LIBRARIES.items() if _loaded(names) is None]
    return tuple(missing if _has_fonts() else [*missing, FONTS])


def why_off() -> str:
    """One sentence for people; empty when PDFs can be made here."""
    missing = missing_packages()
    return f"PDFs are off on this server: install {_listed(missing)}, then restart it." if missing else ""


def render(
    html: str, stylesheets: Sequence[str], *, attached: Sequence[AttachedFile] = (), variant: str | None = None
) -> bytes:
    """The PDF of a page that brings everything with it; the same input gives the same bytes.

    Only `data:` addresses are fetched: no file is read and no connection made on behalf of the page. `variant` is a
    PDF/A or PDF/UA level by WeasyPrint's name. Refuses on a machine without the libraries (PdfOff).
    """
    engine = _engine()
    sheets = [_stylesheet(css) for css in stylesheets]
    files = [
        engine.Attachment(
            string=each.content, name=each.name, description=each.description, created=each.written_at,
            modified=each.written_at, relationship="Supplement",
        )
        for each in attached
    ]  # fmt: skip
    with _ONE_AT_A_TIME:
        page = engine.HTML(string=html, url_fetcher=_data_only())
        content: bytes = page.write_pdf(stylesheets=sheets, attachments=files, pdf_variant=variant, pdf_tags=True)
    return content


def _engine() -> Any:
    off = why_off()
    if off:
        raise PdfOff(off)
    return import_module("weasyprint")


@lru_cache(maxsize=64)
def _stylesheet(css: str) -> Any:
    return _engine().CSS(string=css, url_fetcher=_data_only())


@cache
def _data_only() -> Any:
    return import_module("weasyprint.urls").URLFetcher(allowed_protocols=["data"])


def _loaded(names: Sequence[str]) -> ctypes.CDLL | None:
    for name in names:
        try:
            return ctypes.CDLL(name)
        except OSError:
            continue
    return None


def _has_fonts() -> bool:
    """Whether fontconfig knows any font; without one WeasyPrint would print empty pages."""
    fontconfig = _loaded(FONTCONFIG)
    if fontconfig is None:
        return False
    fontconfig.FcConfigGetFonts.restype = ctypes.POINTER(ctypes.c_int)
    fontconfig.FcConfigGetFonts.argtypes = (ctypes.c_void_p, ctypes.c_int)
    fontconfig.FcInit()
    found = fontconfig.FcConfigGetFonts(None, SYSTEM_FONTS)
    return bool(found) and found[0] > 0


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"

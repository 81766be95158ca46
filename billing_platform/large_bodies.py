"""Bodies that are larger than anybody may send: refused by the length told beforehand."""

from __future__ import annotations

from django.http import HttpRequest

FORM_BYTES = 1024 * 1024  # what a form has beside its files
READ_AWAY = 64 * 1024


def excess_of(request: HttpRequest, most: int) -> int:
    """The bytes of a body whose files are above `most`, 0 for one that is not.

    Such a body is read away, because only then do browsers look at the answer.
    """
    told = request.headers.get("Content-Length", "")
    size = int(told) if told.isdecimal() else 0
    if size <= most + FORM_BYTES:
        return 0
    while request.read(READ_AWAY):
        continue
    return size

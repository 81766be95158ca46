"""Versions of what an endpoint changes: the header If-Match that carries one, as it is described and as it is read."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from billing_platform.api.refusals import StaleStamp

DIGITS = 18
ANY = "*"


def if_match(of: str, *, refuses: str = "change", digits: int = DIGITS) -> dict[str, Any]:
    """The header as the reference of the API describes it: the version `of` what it is, and what it refuses."""
    words = f"The `version` of the {of} when it was read, in quotes: refuses the {refuses} if it is another now."
    schema = {"type": "string", "pattern": f'^"[0-9]{{1,{digits}}}"$'}
    return {"name": "If-Match", "in": "header", "required": False, "schema": schema, "description": words}


def version_in(request: HttpRequest, of: str, *, example: int = 17, digits: int = DIGITS) -> int | None:
    """The version that If-Match names; None without one. What is no version matches nothing (StaleStamp)."""
    text = request.headers.get("If-Match", ANY).strip()
    if text == ANY:
        return None
    number = text.removeprefix('"').removesuffix('"')
    if not (number.isascii() and number.isdigit() and len(number) <= digits):
        raise StaleStamp(f'If-Match takes the version of the {of} in quotes, such as "{example}".', field="If-Match")
    return int(number)
